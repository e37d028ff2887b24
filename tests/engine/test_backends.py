"""What holds wherever a team keeps its state: two operators at once, and one that dies.

docs/team/backends.md is made of it. What the state of one machine adds is in test_crashes.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import backends, crashes
from tests.engine.backends import Backend
from tests.engine.cli import find_cli
from tests.engine.conftest import ROOT, TOKENS, Stack
from tests.engine.crashes import KillableEngine
from tests.engine.test_crashes import asked, kill_while_creating
from tests.engine.test_demo import leftovers
from tests.engine.test_races import ids
from tests.engine.test_scenarios import alerts
from tests.simulators.sentry import SentrySimulator

pytestmark = [
    pytest.mark.engine,
    pytest.mark.long,
    pytest.mark.parametrize("stack", ["cli"], indirect=True),
]

LOCKED = "error: the stack is currently locked by 1 lock(s)"


@pytest.fixture(scope="module", params=["postgresql", "s3"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Give each place for state, with nothing in it."""
    start = {"postgresql": backends.postgresql, "s3": backends.s3}[request.param]
    with start() as running:
        yield running


@pytest.fixture
def operators(
    stack: Stack, backend: Backend, tmp_path: Path
) -> Iterator[tuple[KillableEngine, KillableEngine]]:
    """Give two operators, each with a machine of their own, of one stack in one place."""
    cli = find_cli()
    assert cli is not None
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PULUMI_BACKEND_URL": backend.url,
        **backend.login,
        **TOKENS,
    }
    first, second = (
        KillableEngine(cli, tmp_path / name, stack.engine.stack_file, ROOT, environment)
        for name in ("first", "second")
    )
    yield first, second
    first.cancel()
    first.remove()
    assert crashes.wait_until(lambda: not leftovers(tmp_path), 10), leftovers(tmp_path)


def test_of_two_operators_at_once_the_second_is_told_who_has_the_lock_and_changes_nothing(
    operators: tuple[KillableEngine, KillableEngine], sentry: SentrySimulator
) -> None:
    first, second = operators
    crashes.slow_down(sentry, 0, 60_000, 0)
    with first.begun() as run:
        assert crashes.wait_until(lambda: alerts(sentry), 60)
        refused, looked = second.up(), second.preview()
        holder = f"(pid {run.process.pid})"
    assert refused.exit_code != 0
    assert LOCKED in refused.output
    assert "`pulumi cancel`" in refused.output
    assert holder in refused.output
    assert looked.exit_code == 0, looked.output
    assert len(asked(sentry, "POST")) == 1


def test_after_one_operator_died_the_other_cancels_and_ends_with_the_one_alert_and_its_id(
    operators: tuple[KillableEngine, KillableEngine], sentry: SentrySimulator
) -> None:
    first, second = operators
    kill_while_creating(first, sentry)
    made = ids(sentry)
    assert LOCKED in second.up().output
    cancelled = second.cancel()
    assert cancelled.exit_code == 0, cancelled.output
    outcome = second.up()
    assert outcome.exit_code == 0, outcome.output
    assert second.outputs()["rule_ids"] == first.outputs()["rule_ids"] == ids(sentry) == made
    assert asked(sentry, "POST") == [201]
