"""What PULUMI_SKIP_CHECKPOINTS loses when a command is killed, and that the next one mends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engine import crashes
from tests.engine.cli import find_cli
from tests.engine.conftest import ROOT, TOKENS, Stack
from tests.engine.crashes import KillableEngine
from tests.engine.test_crashes import FIVE
from tests.engine.test_races import ids
from tests.engine.test_scenarios import declare, up
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

pytestmark = [pytest.mark.engine, pytest.mark.long]


def without_checkpoints(stack: Stack, folder: Path) -> KillableEngine:
    """Return an engine of the stack that writes the state at the end alone."""
    cli = find_cli()
    assert cli is not None
    environment = {
        **{"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **TOKENS},
        "PULUMI_SKIP_CHECKPOINTS": "true",
    }
    return KillableEngine(cli, folder, stack.engine.stack_file, ROOT, environment)


@pytest.mark.parametrize("stack", ["cli"], indirect=True)
def test_a_killed_destroy_is_finished_by_the_next_one(
    stack: Stack, tmp_path: Path, sentry: SentrySimulator
) -> None:
    declare(stack, *FIVE)
    up(stack)
    engine = without_checkpoints(stack, tmp_path)
    last = max(ids(sentry).values())
    sentry.faults = [Fault("DELETE", f"{crashes.LIST}{last}/", "slow:5000", 1)]
    with engine.begun("destroy") as run:
        # One DELETE is still to be answered, so the command has not come to its end.
        assert crashes.wait_until(lambda: len(ids(sentry)) == 1, 60)
        run.kill(all_of_it=True)
    crashes.settle(sentry)
    assert len(engine.recorded()) == len(FIVE)
    engine.cancel()
    outcome = engine.destroy()
    assert outcome.exit_code == 0, outcome.output
    assert (ids(sentry), engine.recorded()) == ({}, [])


@pytest.mark.parametrize("stack", ["cli"], indirect=True)
def test_a_killed_up_leaves_no_alert_in_the_state_and_the_next_one_adopts_them_all(
    stack: Stack, tmp_path: Path, sentry: SentrySimulator
) -> None:
    declare(stack, *FIVE)
    engine = without_checkpoints(stack, tmp_path)
    sentry.faults = [Fault("POST", crashes.LIST, "slow:5000", 1)]
    with engine.begun() as run:
        # One POST is still to be answered, so the update has not come to its end.
        assert crashes.wait_until(lambda: len(ids(sentry)) == len(FIVE), 60)
        run.kill(all_of_it=True)
    crashes.settle(sentry)
    made = ids(sentry)
    assert engine.recorded() == []
    engine.cancel()
    outcome = engine.up()
    assert outcome.exit_code == 0, outcome.output
    assert ids(sentry) == made
    assert sorted(engine.recorded()) == sorted(made.values())
    assert {row["on_remove"] for row in engine.outputs()["managed_rules"]} == {"keep"}
