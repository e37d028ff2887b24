"""The demo, `make demo`: the life of the sandbox stack from nothing to a rule found missing."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import yaml

from tests.engine.cli import CliEngine, find_cli, install_cli
from tests.engine.interface import Engine, Outcome
from tests.engine.rehearsal import RehearsalEngine
from tests.simulators import tokens
from tests.simulators.__main__ import ALL
from tests.simulators.server import Simulator

ROOT = Path(__file__).parents[2]
_OUTPUTS = ("\n    --outputs:--", "\nOutputs:")
"""What Pulumi prints above the stack's outputs, with `--diff` and without."""
CONFIG_KEYS = {
    "SENTRY_URL": "sentryUrl",
    "HEROKU_API_URL": "herokuApiUrl",
    "POSTMARK_API_URL": "postmarkApiUrl",
}


def main(folder: Path) -> None:
    """Run the demo; the exit code is 0 only if each step did what its heading says.

    Args:
        folder: emptied, and then the home of the stack, its state and its backend.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with ExitStack() as started:
        simulators = {kind.variable: started.enter_context(kind()) for kind in ALL}
        _say("Four simulators on this machine stand in for the services; the tokens are fake.")
        for variable, simulator in simulators.items():
            _say(f"    {variable}={simulator.url}")
        engine = _engine(folder, {name: made.url for name, made in simulators.items()})
        _say(f"Engine: {engine.name}")
        _life(engine, simulators["SENTRY_URL"])
    _say(f"\nDone, and `make demo` can be run again. What it left is in {folder.name}/.")


def _life(engine: Engine, sentry: Simulator) -> None:
    _step(
        "What would be done, with the document that Sentry would be sent",
        lambda: engine.preview(diff=True),
    )
    _step("It is done", engine.up)
    _say_what_there_is(engine)
    before = _writes(sentry)
    _step("Once more: nothing changes", engine.up)
    if _writes(sentry) != before:
        sys.exit("\nThe demo failed: the second update wrote to Sentry.")
    with sentry.lock:
        gone = sentry.state["workflows"].pop()["id"]
    _step(
        f"Somebody deletes alert {gone} in Sentry: a preview finds it missing (exit code 7)",
        lambda: engine.preview(expect_no_changes=True),
        expected=7,
    )
    _step("The next update creates it again", engine.up)
    _say_what_there_is(engine)


def _say_what_there_is(engine: Engine) -> None:
    """Print the rules and monitors of the outputs, with their links."""
    outputs = engine.outputs()
    for noun, rows in (("Rule", outputs["managed_rules"]), ("Monitor", outputs["monitors"])):
        for row in rows:
            _say(f"\n    {noun} {row['id']}: {row['name']}\n        {row['url']}")
            if "check_in" in row:
                _say(f"        The job is run by: {row['check_in']}")


def _without_outputs(printed: str) -> str:
    """Return what Pulumi printed without the stack's outputs, which fill a screen each time."""
    before, mark, rest = printed.partition(next(filter(printed.__contains__, _OUTPUTS), "\0"))
    _, resources, after = rest.partition("\nResources:")
    return f"{before.rstrip()}\n{resources}{after}" if mark and resources else printed


def _writes(sentry: Simulator) -> int:
    return sum(request["method"] != "GET" for request in sentry.requests)


def _engine(folder: Path, urls: dict[str, str]) -> Engine:
    document = yaml.safe_load((ROOT / "Pulumi.sandbox.yaml").read_text(encoding="utf-8"))
    document["config"] |= {f"raxx-alerts:{key}": urls[name] for name, key in CONFIG_KEYS.items()}
    stack_file = folder / "Pulumi.sandbox.yaml"
    stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN,
        "HEROKU_API_KEY": tokens.HEROKU_TOKEN,
    }
    cli = find_cli()
    if cli is None:
        _say("No Pulumi CLI on PATH or in ~/.pulumi: asking Pulumi's official installer for it ...")
        cli = install_cli()
    if cli is None:
        _say("It cannot be reached from here, so this is a rehearsal on Pulumi's test runtime.")
        return RehearsalEngine(folder, stack_file, ROOT, environment)
    return CliEngine(cli, folder, stack_file, ROOT, environment)


def _step(title: str, run: Callable[[], Outcome], expected: int = 0) -> None:
    _say(f"\n=== {title}\n")
    outcome = run()
    _say(_without_outputs(outcome.output).rstrip())
    if outcome.exit_code != expected:
        sys.exit(f"\nThe demo failed: exit code {outcome.exit_code} instead of {expected}.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def run(folder: Path) -> None:
    """Run the demo as a command: stopped by Ctrl-C or SIGTERM, it ends with one line."""
    try:
        main(folder)
    except KeyboardInterrupt:
        sys.exit("\nStopped; nothing is left running.")


if __name__ == "__main__":
    run(ROOT / ".sandbox")
