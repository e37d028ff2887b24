"""Promises of secrecy while the CLI runs at its most verbose: no run of a secret is left."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest
import yaml

from tests.engine.cli import CliEngine, find_cli
from tests.engine.conftest import ROOT
from tests.engine.interface import Outcome
from tests.engine.test_checks_and_secrets import behind_access, fail
from tests.http.test_secrecy import Secrets, fresh, fresh_secrets, leaks
from tests.sandbox import read_sandbox
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = [pytest.mark.engine, pytest.mark.long]

LOUD = ("-v=9", "--logtostderr", "--logflow")
LOUDER = ("--debug", "--show-sames")
FULL = (*LOUDER, "--show-config", "--show-reads", "--show-full-output")
MORE = {"preview": FULL, "up": FULL, "refresh": LOUDER, "destroy": LOUDER}


class WatchedCli(CliEngine):
    """The CLI at its most verbose; `seen` holds what others could see of it, by where they could.

    Args:
        cli: the `pulumi` program.
        folder: everything of the run: project, backend, home, temporary files.
        stack_file: the stack's config.
        environment: what every run sees beside the variables of `use`.
    """

    def __init__(
        self, cli: Path, folder: Path, stack_file: Path, environment: Mapping[str, str]
    ) -> None:
        self.seen: dict[str, bytes] = {}
        self._folder = folder
        (folder / "tmp").mkdir()
        told = {
            "TMPDIR": str(folder / "tmp"),
            "PULUMI_DEBUG_GRPC": str(folder / "grpc.json"),
            "GRPC_VERBOSITY": "debug",
            "GRPC_TRACE": "api,channel,call_error,http",
        }
        super().__init__(cli, folder, stack_file, ROOT, {**environment, **told})
        self._lasting = self._environment

    def use(self, variables: Mapping[str, str]) -> None:
        """Run from now on with these variables and no others of the program's own."""
        self._environment = {**self._lasting, **variables}

    def everything(self) -> dict[str, bytes]:
        """Return `seen`, and what stands in every file of the run."""
        files = {str(path): path.read_bytes() for path in _files(self._folder)}
        return self.seen | files

    def _run(self, *arguments: str) -> Outcome:
        flags = LOUD + MORE.get(arguments[0], ())
        process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [self._cli, *arguments, *flags, "--non-interactive", "--color", "never"],
            cwd=self._project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(process.pid, ended))
        watcher.start()
        try:
            output, errors = process.communicate(timeout=300)
        finally:
            process.kill()
            ended.set()
            watcher.join()
        run = f"run {process.pid}, {arguments[0]}"
        self.seen |= {f"{run}: stdout": output, f"{run}: stderr": errors}
        return Outcome(process.returncode, output.decode())

    def _watch(self, session: int, ended: threading.Event) -> None:
        """Note arguments and temporary files again and again, as they come and go."""
        while not ended.wait(0.05):
            for line in _arguments(session):
                self.seen[f"arguments {line}"] = line.encode()
            for path in _files(self._folder / "tmp"):
                with contextlib.suppress(OSError):
                    self.seen[f"temporary {path} of {path.stat().st_size}"] = path.read_bytes()


def _arguments(session: int) -> Iterator[str]:
    """Give the command line of each process that came of a run."""
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getsid(pid) == session:
                yield " ".join(psutil.Process(pid).cmdline())


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def cli(
    tmp_path: Path,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
) -> WatchedCli:
    """Give the sandbox stack on the watched CLI."""
    program = find_cli()
    if program is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi")
    document = read_sandbox()
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    document["config"] |= {f"raxx-alerts:{key}": url for key, url in urls.items()}
    stack_file = tmp_path / "Pulumi.sandbox.yaml"
    stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    common = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    return WatchedCli(program, tmp_path, stack_file, common)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """Give secrets that no run had before."""
    return fresh_secrets(monkeypatch)


def held(known: Secrets, **others: str) -> dict[str, str]:
    """Return an environment that holds the tokens themselves."""
    return {
        "SENTRY_AUTH_TOKEN": known["SENTRY_TOKEN"],
        "HEROKU_API_KEY": known["HEROKU_TOKEN"],
        **others,
    }


def succeeds(cli: WatchedCli) -> list[int]:
    """Run everything that should end well, and return how it ended."""
    runs = [cli.preview(diff=True), cli.up(), cli.preview(expect_no_changes=True), cli.refresh()]
    assert cli.outputs()["checks"][0]["status"] == "ok"
    assert cli.state()["deployment"]["resources"]
    return [run.exit_code for run in runs]


def fails(cli: WatchedCli, words: str) -> list[int]:
    """Run everything that should fail, and return how it ended."""
    runs = [cli.preview(), cli.up(), cli.refresh(), cli.destroy()]
    assert [words in run.output for run in runs] == [True] * len(runs)
    return [run.exit_code for run in runs]


def nothing_is_left(cli: WatchedCli, known: Secrets, capsys: pytest.CaptureFixture[str]) -> str:
    """Return where which secret is left, as text; tell how much was looked through."""
    everything = cli.everything()
    size = sum(map(len, everything.values()))
    assert any("pulumi.dynamic" in place for place in everything), "no process was watched"
    assert any(".history.json" in place for place in everything), "no history was written"
    with capsys.disabled():
        sys.stdout.write(f"\n{len(known)} secrets looked for in {size} bytes ")
    found = {place: leaks(known, seen) for place, seen in everything.items()}
    return "\n".join(f"{place}: {names}" for place, names in found.items() if names)


def test_tokens_of_the_environment_are_left_nowhere(
    cli: WatchedCli, known: Secrets, heroku: HerokuSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.use(held(known))
    assert succeeds(cli) == [0, 0, 0, 0]
    app = heroku.state["apps"][0]["configVars"]
    app["POSTMARK_SERVER_TOKEN"] = {"$token": "POSTMARK_TOKEN_REVOKED"}
    assert cli.up().exit_code == 0
    assert cli.outputs()["checks"][0]["status"] == "invalid"
    cli.use(held(known, SENTRY_AUTH_TOKEN=known["SENTRY_TOKEN_EXPIRED"]))
    assert fails(cli, "Token expired") == [1, 1, 1, 1]
    known["UNKNOWN"] = known["SENTRY_TOKEN"][::-1].swapcase()
    cli.use(held(known, SENTRY_AUTH_TOKEN=known["UNKNOWN"], HEROKU_API_KEY=known["UNKNOWN"]))
    assert fails(cli, "Invalid token") == [1, 1, 1, 1]
    cli.use(held(known))
    fail(heroku.url, "401")
    assert cli.destroy().exit_code == 0
    assert nothing_is_left(cli, known, capsys) == ""


def test_tokens_of_the_vault_behind_access_are_left_nowhere(
    cli: WatchedCli,
    known: Secrets,
    infisical: InfisicalSimulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    variables = behind_access(infisical)
    cli.use(variables)
    assert succeeds(cli) == [0, 0, 0, 0]
    folder = infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]
    folder["SENTRY_API"] = {"$token": "SENTRY_TOKEN_EXPIRED"}
    assert fails(cli, "Token expired") == [1, 1, 1, 1]
    known["UNKNOWN"] = known["SENTRY_TOKEN"][::-1].swapcase()
    cli.use(variables | {"CF_ACCESS_CLIENT_SECRET": known["UNKNOWN"]})
    assert fails(cli, "Cloudflare Access protects Infisical") == [1, 1, 1, 1]
    cli.use(variables | {"INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": known["UNKNOWN"]})
    assert cli.preview().exit_code == 1
    folder["SENTRY_API"] = {"$token": "SENTRY_TOKEN"}
    cli.use(variables)
    assert cli.destroy().exit_code == 0
    assert nothing_is_left(cli, known, capsys) == ""


def test_secrets_of_a_monitor_are_left_nowhere(
    cli: WatchedCli,
    known: Secrets,
    infisical: InfisicalSimulator,
    sentry: SentrySimulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    known |= {"PROBE": fresh(), "NEXT_PROBE": fresh(), "BY_HAND": fresh()}
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/MooseQuest/probe"] = {"HEADER": known["PROBE"]}
    headers = {"Authorization": {"vault": "/MooseQuest/probe/HEADER"}}
    document = yaml.safe_load(cli.stack_file.read_text(encoding="utf-8"))
    document["config"]["raxx-alerts:monitors"] = [
        {"name": "api is up", "uptime": {"url": "https://api.raxx.app/", "headers": headers}}
    ]
    cli.stack_file.write_text(yaml.safe_dump(document), encoding="utf-8")
    cli.use(behind_access(infisical))
    assert succeeds(cli) == [0, 0, 0, 0]
    (live,) = [d for d in sentry.state["detectors"] if d["name"] == "api is up"]
    query = live["dataSources"][0]["queryObj"]
    assert query["headers"] == [["Authorization", known["PROBE"]]]
    query["headers"] = [["Authorization", known["BY_HAND"]], ["X-Key", known["BY_HAND"]]]
    assert cli.preview(diff=True, expect_no_changes=True).exit_code != 0
    assert cli.refresh().exit_code == 0
    folders["/MooseQuest/probe"]["HEADER"] = known["NEXT_PROBE"]
    assert cli.up().exit_code == 0
    assert query["headers"] == [["Authorization", known["NEXT_PROBE"]]]
    del folders["/MooseQuest/probe"]["HEADER"]
    assert cli.refresh().exit_code == 0
    assert cli.destroy().exit_code == 0
    assert nothing_is_left(cli, known, capsys) == ""
