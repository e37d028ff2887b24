"""What holds after an `up` that ended in the middle: killed at a chosen instant, or failed.

There is no CLI to kill in a rehearsal.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from werkzeug import Request, Response

from infra.provider.state import unpack
from tests.engine import crashes
from tests.engine.cli import find_cli
from tests.engine.conftest import ROOT, TOKENS, Stack
from tests.engine.crashes import LIST, KillableEngine
from tests.engine.test_demo import leftovers
from tests.engine.test_races import ids
from tests.engine.test_scenarios import NAME, alerts, declare, up
from tests.simulators import tokens
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine
on_the_cli = pytest.mark.parametrize("stack", ["cli"], indirect=True)

LONG = 1500
"""Milliseconds that the request takes during which the CLI is killed."""


@pytest.fixture(autouse=True)
def _nothing_is_left_running(tmp_path: Path) -> Iterator[None]:
    yield
    assert crashes.wait_until(lambda: not leftovers(tmp_path), 10), leftovers(tmp_path)


@pytest.fixture
def engine(stack: Stack, tmp_path: Path) -> KillableEngine:
    """Give the stack's CLI as one that can be killed."""
    cli = find_cli()
    assert cli is not None
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", **TOKENS}
    return KillableEngine(cli, tmp_path, stack.engine.stack_file, ROOT, environment)


def asked(sentry: SentrySimulator, method: str, path: str = LIST) -> list[int | None]:
    """Return the statuses of the requests so far, None for one that is not answered yet."""
    found = [(entry["method"], entry["path"], entry["status"]) for entry in sentry.requests]
    return [status for *request, status in found if request == [method, path]]


WORST = "after the POST, before its reply"
INSTANTS: dict[str, tuple[tuple[int, int, int], Callable[[SentrySimulator], object], str]] = {
    "before the POST": ((LONG, 0, 0), lambda s: asked(s, "GET"), "looking"),
    WORST: (
        (0, LONG, 0),
        lambda s: asked(s, "POST") == [None] and alerts(s),
        "POST under way",
    ),
    "after the reply, before the checkpoint": (
        (0, 0, LONG),
        lambda s: asked(s, "POST") == [201] and len(asked(s, "GET")) > 1,
        "not recorded",
    ),
}


KILLS = [
    pytest.param(
        instant,
        all_of_it,
        id=f"{instant}-{whom}",
        # The worst of them is enough for a quick run: Sentry has the alert and nobody knows.
        marks=[] if (instant, all_of_it) == (WORST, True) else pytest.mark.long,
    )
    for instant in INSTANTS
    for all_of_it, whom in [(False, "the CLI"), (True, "the CLI and the provider")]
]


@on_the_cli
@pytest.mark.parametrize(("instant", "all_of_it"), KILLS)
def test_after_a_kill_and_a_cancel_the_next_up_ends_with_one_alert_and_its_id(
    engine: KillableEngine, sentry: SentrySimulator, instant: str, all_of_it: bool
) -> None:
    delays, has_come, name = INSTANTS[instant]
    crashes.slow_down(sentry, *delays)
    with engine.begun() as run:
        assert crashes.wait_until(lambda: has_come(sentry), 60)
        run.kill(all_of_it=all_of_it)
        assert crashes.phase(engine, sentry, run) == name
        seen = crashes.recover(engine, sentry, run, name)
    assert seen.outcome.exit_code == 0, seen.outcome.output
    assert seen.survived is not all_of_it
    assert [alert["name"] for alert in alerts(sentry)] == [NAME]
    assert seen.rule_ids == seen.alerts
    assert seen.posts == 1, "a second alert was made, though it was taken back"


@pytest.mark.long
@pytest.mark.skipif(find_cli() is None, reason="no Pulumi CLI on PATH or in ~/.pulumi")
def test_killed_at_random_instants_an_up_is_mended_by_the_next_one(tmp_path: Path) -> None:
    seed = time.time_ns() % 10**6
    with ExitStack() as started:
        played = crashes.play(6, seed, tmp_path, started)
    assert [round_.good for round_ in played] == [True] * 6, crashes.figures(played, seed)


def kill_while_creating(engine: KillableEngine, sentry: SentrySimulator) -> None:
    """Kill an `up`, all of it, once Sentry has the alert and before the CLI hears of it."""
    crashes.slow_down(sentry, 0, LONG, 0)
    with engine.begun() as run:
        assert crashes.wait_until(lambda: alerts(sentry), 60)
        run.kill(all_of_it=True)
    crashes.settle(sentry)


@on_the_cli
def test_a_killed_up_leaves_a_lock_that_says_pulumi_cancel(
    engine: KillableEngine, sentry: SentrySimulator
) -> None:
    kill_while_creating(engine, sentry)
    refused = engine.up()
    assert refused.exit_code != 0
    assert "the stack is currently locked by 1 lock(s)" in refused.output
    assert "pulumi cancel" in refused.output
    assert asked(sentry, "POST") == [201]


@pytest.mark.long
@on_the_cli
def test_a_preview_after_a_kill_names_the_alert_that_is_there_already(
    engine: KillableEngine, sentry: SentrySimulator
) -> None:
    kill_while_creating(engine, sentry)
    engine.cancel()
    assert f"adopts the alert {alerts(sentry)[0]['id']}" in engine.preview().output


@pytest.fixture
def first_post(sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Hold the first POST up on its way, so that Sentry has it when the event is set."""
    released, answer = Event(), sentry._answer

    def answer_late(request: Request, entry: dict[str, Any], fault: str | None) -> Response:
        if request.method == "POST" and asked(sentry, "POST") == [None]:
            released.wait(60)
        return answer(request, entry, fault)

    monkeypatch.setattr(sentry, "_answer", answer_late)
    return released


@on_the_cli
@pytest.mark.long
def test_a_provider_that_outlives_its_cli_and_whose_post_is_late_takes_its_own_alert_back(
    engine: KillableEngine, sentry: SentrySimulator, first_post: Event
) -> None:
    with engine.begun() as run:
        assert crashes.wait_until(lambda: asked(sentry, "POST"), 60)
        run.kill(all_of_it=False)
        engine.cancel()
        outcome = engine.up()
        assert outcome.exit_code == 0, outcome.output
        assert run.providers() != []
        first_post.set()
        crashes.settle(sentry)
    assert asked(sentry, "POST") == [201, 201]
    assert engine.recorded() == [alert["id"] for alert in alerts(sentry)]
    assert engine.preview(expect_no_changes=True).exit_code == 0


# One of several fails.

FIVE = ("alpha", "beta", "gamma", "delta", "epsilon")


def recorded(stack: Stack) -> dict[str, str]:
    """Return the alerts that the state has, name to ID."""
    found = stack.engine.state()["deployment"]["resources"]
    rules = [r for r in found if "SentryAlertRule" in r["type"]]
    return {unpack(rule["outputs"])["name"]: rule["id"] for rule in rules}


def expect_all_five_at_the_next_up(stack: Stack, sentry: SentrySimulator) -> None:
    sentry.faults = []
    up(stack)
    assert sorted(ids(sentry)) == sorted(FIVE)
    assert stack.engine.outputs()["rule_ids"] == ids(sentry) == recorded(stack)


def expect_four_and_the_failure_at_the_end(
    stack: Stack, sentry: SentrySimulator, failure: str
) -> None:
    failed = stack.engine.up()
    assert failed.exit_code == 1
    assert len(ids(sentry)) == 4
    assert recorded(stack) == ids(sentry)
    last_step = max(failed.output.rindex(f"{name} created") for name in ids(sentry))
    assert failed.output.rindex(failure) > last_step
    assert "Traceback" not in failed.output


@pytest.mark.parametrize("fault", ["500", pytest.param("403", marks=pytest.mark.long)])
def test_where_sentry_refuses_one_of_five_the_other_four_are_made_and_the_failure_is_told_last(
    stack: Stack, sentry: SentrySimulator, fault: str
) -> None:
    declare(stack, *FIVE)
    sentry.faults = [Fault("POST", LIST, fault, 1)]
    expect_four_and_the_failure_at_the_end(stack, sentry, f"POST {LIST}: {fault}")
    expect_all_five_at_the_next_up(stack, sentry)


def test_where_one_of_five_cannot_be_planned_the_other_four_are_made_and_it_is_told_last(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, *FIVE)
    good = stack.config("alertRules")
    stack.configure(alertRules=[good[0] | {"action": {"email": "nobody@raxx.app"}}, *good[1:]])
    previewed = stack.engine.preview()
    assert (previewed.exit_code, "warning: rule alpha cannot" in previewed.output) == (0, True)
    expect_four_and_the_failure_at_the_end(stack, sentry, "has the address nobody@raxx.app")
    assert stack.engine.preview(expect_no_changes=True).exit_code != 0
    stack.configure(alertRules=good)
    expect_all_five_at_the_next_up(stack, sentry)


@pytest.mark.long
def test_a_rule_that_can_no_longer_be_planned_keeps_none_of_the_others_from_being_mended(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, *FIVE)
    good = stack.config("alertRules")
    up(stack)
    before = ids(sentry)
    for alert in alerts(sentry):
        alert["config"] = {"frequency": 30}
    stack.configure(alertRules=[good[0] | {"action": {"email": "nobody@raxx.app"}}, *good[1:]])
    assert stack.engine.up().exit_code == 1
    frequencies = {alert["name"]: alert["config"]["frequency"] for alert in alerts(sentry)}
    assert frequencies == {name: 30 if name == FIVE[0] else 60 for name in FIVE}
    assert recorded(stack) == before == ids(sentry)


def test_a_token_that_expires_in_the_middle_leaves_what_was_made_recorded_and_is_told(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, *FIVE)
    sentry.faults = [Fault("POST", LIST, "slow:1", 2), Fault("POST", LIST, "401", 99)]
    failed = stack.engine.up()
    assert failed.exit_code == 1
    assert f"POST {LIST}: 401" in failed.output
    assert "SENTRY_AUTH_TOKEN" in failed.output
    assert tokens.SENTRY_TOKEN not in failed.output + json.dumps(stack.engine.state())
    assert len(ids(sentry)) == 2
    assert recorded(stack) == ids(sentry)
    expect_all_five_at_the_next_up(stack, sentry)
