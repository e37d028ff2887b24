"""The fixture `stack`: the program on each engine, wired to the four simulators."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.cli import CliEngine, find_cli
from tests.engine.interface import Engine
from tests.engine.rehearsal import RehearsalEngine
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

ROOT = Path(__file__).parents[2]
_ran: Counter[str] = Counter()
TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many tests ran the whole program, and on which engine."""
    skipped = "" if find_cli() else "; the CLI's half is skipped, as there is no Pulumi CLI here"
    for name, count in sorted(_ran.items()):
        terminalreporter.write_line(f"engine tests: {count} on {name}{skipped}")


class Stack:
    """One stack of the program, its config and its engine."""

    def __init__(self, make: Callable[[dict[str, str]], Engine]) -> None:
        self._make = make
        self.engine = make(TOKENS)

    def use_environment(self, **variables: str) -> None:
        """Run from now on with these variables and no others of the program's own."""
        self.engine = self._make(variables)

    def configure(self, **changes: Any) -> None:
        """Set keys of the stack config, as an editor would."""
        path = self.engine.stack_file
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        document["config"] |= {f"raxx-alerts:{key}": value for key, value in changes.items()}
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    def config(self, key: str) -> Any:
        """Return one key of the stack config."""
        document = yaml.safe_load(self.engine.stack_file.read_text(encoding="utf-8"))
        return document["config"][f"raxx-alerts:{key}"]


@pytest.fixture(params=["cli", "rehearsal"])
def stack(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    infisical: InfisicalSimulator,  # noqa: ARG001 (running, for the tests that read a vault)
) -> Stack:
    """Give the sandbox stack on an engine; the CLI's half is skipped where there is none."""
    urls = {
        "raxx-alerts:sentryUrl": sentry.url,
        "raxx-alerts:herokuApiUrl": heroku.url,
        "raxx-alerts:postmarkApiUrl": postmark.url,
    }
    document = yaml.safe_load((ROOT / "Pulumi.sandbox.yaml").read_text(encoding="utf-8"))
    document["config"] |= urls
    stack_file = tmp_path / "Pulumi.sandbox.yaml"
    stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    common = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    cli = find_cli()
    if request.param == "cli" and cli is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi: only the rehearsal runs here")

    def make(variables: dict[str, str]) -> Engine:
        environment = common | variables
        if request.param == "cli" and cli is not None:
            return CliEngine(cli, tmp_path, stack_file, ROOT, environment)
        return RehearsalEngine(tmp_path, stack_file, ROOT, environment)

    made = Stack(make)
    _ran[made.engine.name] += 1
    return made
