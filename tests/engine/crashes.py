"""Kills `pulumi up` at random instants and looks what is left: `python -m tests.engine.crashes`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import yaml

from tests.engine.cli import STACK, CliEngine, find_cli
from tests.engine.conftest import ROOT, TOKENS
from tests.engine.interface import Outcome
from tests.sandbox import read_sandbox
from tests.simulators.faults import Fault
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.server import Simulator

_ORGANIZATION = "/api/0/organizations/moosequest"
LIST = f"{_ORGANIZATION}/workflows/"
MONITORS = f"{_ORGANIZATION}/detectors/"
NEW_MONITOR = f"{_ORGANIZATION}/projects/trademaster-raptor/detectors/"
MONITOR_KEY = "the-job"
MONITORED = {
    "monitors": [{"name": "the job", "key": MONITOR_KEY, "cron": {"schedule": "0 3 * * *"}}]
}
"""What a stack has beside the rule in every other round; the rule is linked to it."""
PHASES = ("starting", "looking", "POST under way", "not recorded", "recorded", "over")
LONGEST_START, LONGEST_UP, LONGEST_REST = 2.5, 60.0, 0.5  # seconds
QUIET = 0.5  # seconds without a request after which a provider without its CLI has no more to do


class Run(NamedTuple):
    """An `up` that is under way, to be killed, in a session of its own."""

    process: subprocess.Popen[str]

    def processes(self) -> list[psutil.Process]:
        """Return all that is alive of it: the CLI, the program, the provider and their helpers."""
        found = []
        for process in psutil.process_iter(["cmdline", "status"]):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(process.pid) == self.process.pid:
                    found.append(process)
        return [process for process in found if process.info["status"] != psutil.STATUS_ZOMBIE]

    def providers(self) -> list[psutil.Process]:
        """Return the provider processes that are alive."""
        return [p for p in self.processes() if "pulumi.dynamic" in (p.info["cmdline"] or [])]

    def kill(self, *, all_of_it: bool) -> None:
        """Kill -9 the CLI, alone or with all that it has started."""
        doomed = self.processes() if all_of_it else []
        self.process.kill()
        while doomed:
            for process in doomed:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            doomed = self.processes()
        self.process.wait()


class KillableEngine(CliEngine):
    """The CLI, with a command that can be killed and what a person does afterwards."""

    @contextlib.contextmanager
    def begun(self, operation: str = "up") -> Iterator[Run]:
        """Begin `pulumi up`, or another operation; nothing of it is left at the end."""
        command = [str(self._cli), operation, "--yes", "--skip-preview", "--non-interactive"]
        nothing = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        place: dict[str, Any] = {"cwd": self._project, "env": self._environment, **nothing}
        run = Run(subprocess.Popen(command, start_new_session=True, **place))  # noqa: S603
        try:
            yield run
        finally:
            run.kill(all_of_it=True)

    def cancel(self) -> Outcome:
        """Run `pulumi cancel`."""
        return self._run("cancel", "--yes")

    def is_locked(self) -> bool:
        """Tell whether a run holds the stack's lock, or was killed holding it."""
        return any(self._backend.glob("locks/**/*.json"))

    def mend(self) -> bool:
        """Delete the state's side file where the kill left it empty; tell whether it did."""
        file = self._backend / f"stacks/raxx-alerts/{STACK}.json.attrs"
        if empty := file.stat().st_size == 0:
            file.unlink()
        return empty

    def recorded(self) -> list[str]:
        """Return the IDs of the alerts that the state has, read without the CLI."""
        file = self._backend / f"stacks/raxx-alerts/{STACK}.json"
        latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"]
        found = (latest or {}).get("resources", [])
        return [r["id"] for r in found if "SentryAlertRule" in r["type"] and r.get("id")]

    @property
    def _backend(self) -> Path:
        return self._project.parent / "backend/.pulumi"


def phase(engine: KillableEngine, sentry: Simulator, run: Run) -> str:
    """Tell how far an `up` had come when it was killed, in the words of `PHASES`."""
    posts = [entry for entry in sentry.requests if entry["method"] == "POST"]
    if run.process.poll() == 0 or engine.recorded():
        return "recorded" if run.process.poll() else "over"
    if posts:
        return "POST under way" if posts[0]["status"] is None else "not recorded"
    return "looking" if sentry.requests else "starting"


def wait_until(true: Callable[[], object], limit: float) -> bool:
    """Wait until something is true, but no longer than `limit` seconds; tell whether it is."""
    end = time.monotonic() + limit
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.002)
    return bool(found)


def settle(sentry: Simulator) -> None:
    """Wait until everything is answered and nobody asks for more."""
    seen = -1
    while seen != len(sentry.requests) or None in [e["status"] for e in sentry.requests]:
        seen = len(sentry.requests)
        time.sleep(QUIET)


class Round(NamedTuple):
    """What one round showed."""

    phase: str
    unreadable: bool
    locked: bool
    survived: bool
    posts: int
    alerts: list[str]
    monitors: list[str]
    outcome: Outcome
    rule_ids: list[str]
    monitor_ids: list[str]

    @property
    def lost(self) -> bool:
        """True when there is no alert or declared monitor, or the outputs do not name it."""
        named = set(self.rule_ids) <= set(self.alerts)
        return not (self.rule_ids and named and set(self.monitor_ids) <= set(self.monitors))

    @property
    def good(self) -> bool:
        """True with exactly one alert and the declared monitors, and their IDs in the outputs."""
        return self.outcome.exit_code == 0 and not self.doubled and not self.lost

    @property
    def doubled(self) -> bool:
        """True with a second alert, or a monitor that the outputs do not name."""
        return len(self.alerts) > 1 or len(self.monitors) > len(self.monitor_ids)


def recover(engine: KillableEngine, sentry: Simulator, run: Run, killed_in: str) -> Round:
    """Do what a person does after a kill, as docs/crashes.md has it, and look."""
    survived, locked = bool(run.providers()), engine.is_locked()
    if unreadable := engine.cancel().exit_code != 0 and engine.mend():
        engine.cancel()
    outcome = engine.up()
    settle(sentry)
    alerts = [alert["id"] for alert in sentry.state["workflows"]]
    made = [monitor["id"] for monitor in sentry.state["detectors"] if int(monitor["id"]) > 50_000]
    posted = Counter(entry["path"] for entry in sentry.requests if entry["method"] == "POST")
    outputs = {} if outcome.exit_code else engine.outputs()
    rule_ids, monitor_ids = (
        list(outputs.get(key, {}).values()) for key in ("rule_ids", "monitor_ids")
    )
    return Round(
        *(killed_in, unreadable, locked, survived, max(posted.values()), alerts, made),
        *(outcome, rule_ids, monitor_ids),
    )


def slow_down(
    sentry: Simulator, first_list: int, post: int, second_list: int, *, of_monitors: bool = False
) -> None:
    """Make the three requests of a create take these milliseconds; Sentry acts at once, though.

    Args:
        sentry: the server.
        first_list: the look for one that is there.
        post: the create.
        second_list: the look afterwards.
        of_monitors: the requests are those of the stack's monitor, not of its rule.
    """
    listed, made = (MONITORS, NEW_MONITOR) if of_monitors else (LIST, LIST)
    delays = [("GET", listed, first_list), ("POST", made, post), ("GET", listed, second_list)]
    sentry.faults = [Fault(method, path, f"slow:{delay}", 1) for method, path, delay in delays]


def play(rounds: int, seed: int, folder: Path, started: ExitStack) -> list[Round]:
    """Play rounds, each on a stack and a Sentry without anything."""
    chance = random.Random(seed)  # noqa: S311 (instants, no secret)
    kinds = SentrySimulator, HerokuSimulator, PostmarkSimulator
    sentry, heroku, postmark = [started.enter_context(kind()) for kind in kinds]
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    played: list[Round] = []
    for number in range(1, rounds + 1):
        has_monitor = chance.random() < 0.5
        config = urls | (MONITORED if has_monitor else {})
        engine = fresh_engine(folder / str(number), config)
        sentry.reset()
        delays = [chance.randrange(700) for _ in range(3)]
        slow_down(sentry, *delays, of_monitors=has_monitor)
        with engine.begun() as run:
            began = time.monotonic()
            # A third dies before or while Sentry is asked for the first time, as programs start.
            limit = chance.uniform(0, LONGEST_START) if number % 3 == 0 else LONGEST_UP
            wait_until(lambda: run.process.poll() is not None or sentry.requests, limit)
            if number % 3:
                time.sleep(chance.uniform(0, sum(delays) / 1000 + LONGEST_REST))
            instant = time.monotonic() - began
            run.kill(all_of_it=number % 2 == 0)
            played.append(recover(engine, sentry, run, phase(engine, sentry, run)))
        told = "" if played[-1].good else f"  FAILED\n{played[-1].outcome.output}\n{played[-1]}"
        print(f"{number:4}  {instant:5.2f} s  {played[-1].phase}{told}", flush=True)  # noqa: T201
        shutil.rmtree(folder / str(number))
    return played


def fresh_engine(folder: Path, config: dict[str, Any]) -> KillableEngine:
    """Lay out the sandbox stack in a folder of its own, with these keys of its config changed."""
    cli = find_cli()
    if cli is None:
        sys.exit("There is no Pulumi CLI on PATH or in ~/.pulumi, so there is nothing to kill.")
    folder.mkdir(parents=True)
    document = read_sandbox()
    document["config"] |= {f"raxx-alerts:{key}": value for key, value in config.items()}
    if "monitors" in config:
        document["config"]["raxx-alerts:alertRules"][0]["monitors"] = [MONITOR_KEY]
    (stack_file := folder / "source.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **TOKENS}
    return KillableEngine(cli, folder, stack_file, ROOT, known)


def figures(played: list[Round], seed: int) -> str:
    """Tell what all rounds came to."""
    phases = Counter(round_.phase for round_ in played)
    return f"""\
rounds={len(played)} seed={seed} with a monitor={sum(bool(r.monitors) for r in played)}
killed when: {", ".join(f"{name} {phases[name]}" for name in PHASES)}
unreadable until the empty side file was deleted: {sum(r.unreadable for r in played)}
locked until `pulumi cancel`: {sum(r.locked for r in played)}
survivors (the provider outlived the CLI): {sum(r.survived for r in played)}
two creates met, one took its own back: {sum(r.posts > 1 for r in played)}
failed={sum(r.outcome.exit_code != 0 for r in played)} \
duplicates={sum(r.doubled for r in played)} lost={sum(r.lost for r in played)}
"""


def main() -> None:
    """Play the rounds that the command line asks for; exit code 0 only if all of them are good."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.crashes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, metavar="N")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, metavar="N")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as started:
        played = play(arguments.rounds, arguments.seed, Path(folder), started)
    sys.stdout.write(figures(played, arguments.seed))
    sys.exit(not all(round_.good for round_ in played))


if __name__ == "__main__":
    main()
