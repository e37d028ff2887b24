"""Promises of the Heroku simulator: config vars while a release phase runs, and after."""

import pytest

from tests.simulator_heroku.client import (
    LIVE_VARS,
    RELEASES,
    VARS,
    app_state,
    ask,
    newest,
    run_release_phase,
)
from tests.simulators.heroku import HerokuSimulator

# Release phase: heroku/cli#3345.


def test_a_change_replies_with_the_old_values_while_its_release_runs(
    heroku: HerokuSimulator,
) -> None:
    assert run_release_phase(heroku, "succeeds", 2).json() == LIVE_VARS


def test_config_vars_stay_old_while_a_release_runs(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_a_pending_release_has_the_new_config_vars(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert ask(heroku, f"{RELEASES}/4/config-vars").json()["LOG_LEVEL"] == "debug"


def test_a_pending_release_is_not_current(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert (newest(heroku)["status"], newest(heroku)["current"]) == ("pending", False)


@pytest.mark.parametrize(("outcome", "end"), [("succeeds", "succeeded"), ("fails", "failed")])
def test_a_release_phase_ends_after_so_many_reads(
    heroku: HerokuSimulator, outcome: str, end: str
) -> None:
    run_release_phase(heroku, outcome, 2)
    statuses = [newest(heroku)["status"] for _ in range(4)]
    assert statuses == ["pending", "pending", end, end]


def test_reading_one_release_counts_as_well(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 1)
    statuses = [ask(heroku, f"{RELEASES}/4").json()["status"] for _ in range(2)]
    assert statuses == ["pending", "succeeded"]


def test_a_release_phase_that_succeeds_applies_the_change(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 0)
    newest(heroku)
    assert ask(heroku, VARS).json()["LOG_LEVEL"] == "debug"


def test_the_app_restarts_when_the_release_phase_has_succeeded(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 0)
    before = app_state(heroku)["restarts"]
    newest(heroku)
    assert (before, app_state(heroku)["restarts"]) == (0, 1)


def test_a_release_phase_that_fails_applies_nothing(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_after_a_failed_release_the_one_before_is_current(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    assert ask(heroku, f"{RELEASES}/3").json()["current"]


def test_a_second_change_ends_a_running_release_first(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 5)
    reply = ask(heroku, VARS, change={"WEB_CONCURRENCY": "4"})
    assert reply.json() == LIVE_VARS | {"LOG_LEVEL": "debug"}
