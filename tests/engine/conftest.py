"""The fixture `stack`: the program on each engine, wired to the four simulators."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.cli import CliEngine, find_cli
from tests.engine.interface import Engine
from tests.engine.rehearsal import RehearsalEngine
from tests.sandbox import read_sandbox
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

ROOT = Path(__file__).parents[2]
TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}
REHEARSED = pytest.param("rehearsal", marks=pytest.mark.long)
ENGINES = ["cli", REHEARSED] if find_cli() else ["rehearsal"]
"""Where there is a CLI, `make test` leaves rehearsing to `make test-all`."""


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


def sandbox(engine: str, folder: Path, urls: dict[str, str]) -> Stack:
    """Return the sandbox stack on an engine; skip the test where there is no CLI and it needs one.

    Args:
        engine: one of `ENGINES`.
        folder: for everything of the stack.
        urls: of the services, by the key of the stack config.
    """
    cli = find_cli()
    if engine == "cli" and cli is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi")
    document = read_sandbox()
    document["config"] |= {f"raxx-alerts:{key}": url for key, url in urls.items()}
    stack_file = folder / "Pulumi.sandbox.yaml"
    stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    common = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}

    def make(variables: dict[str, str]) -> Engine:
        environment = common | variables
        if engine == "cli" and cli is not None:
            return CliEngine(cli, folder, stack_file, ROOT, environment)
        return RehearsalEngine(folder, stack_file, ROOT, environment)

    return Stack(make)


@pytest.fixture(params=ENGINES)
def stack(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    infisical: InfisicalSimulator,  # noqa: ARG001 (running, for the tests that read a vault)
) -> Stack:
    """Give the sandbox stack on an engine, with nothing deployed."""
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    made = sandbox(request.param, tmp_path, urls)
    request.node.user_properties.append(("engine", made.engine.name))
    return made
