"""Promises of the Sentry simulator: which alerts an event sets off, and what is carried out."""

import pytest

from tests.simulator_sentry.client import EMAIL, FREQUENCY, Body, alert, create
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_firing import fire

SKIPPED = "skipped_no_postmark_token: waitlist"
EVERY_EVENT: Body = {"type": "every_event", "comparison": True, "conditionResult": True}


def fires(sentry: SentrySimulator, *alerts: Body) -> tuple[int, int]:
    """Let one event come in; give how many alerts fired and how many actions came of it."""
    for body in alerts:
        create(sentry, body)
    state = sentry.state
    issue = store_event(state, SKIPPED)
    fire(state, issue, state["events"][-1])
    return len(state["notifications"]), len(state["deliveries"])


def on(*conditions: Body, logic: str = "any-short", **changes: object) -> Body:
    group = {"logicType": "all", "conditions": [], "actions": [EMAIL]}
    triggers = {"logicType": logic, "conditions": [*conditions]}
    return alert(**{"triggers": triggers, "actionFilters": [group], **changes})


@pytest.mark.parametrize("conditions", [[], [EVERY_EVENT]])
def test_no_trigger_and_every_event_fire_on_every_event(
    sentry: SentrySimulator, conditions: list[Body]
) -> None:
    assert fires(sentry, on(*conditions)) == (1, 1)


@pytest.mark.parametrize(("before", "fired"), [(0, 1), (1, 0)])
def test_a_new_issue_is_one_with_its_first_event(
    sentry: SentrySimulator, before: int, fired: int
) -> None:
    for _ in range(before):
        store_event(sentry.state, SKIPPED)
    new: Body = {"type": "first_seen_event", "comparison": True, "conditionResult": True}
    assert fires(sentry, on(new)) == (fired, fired)


def test_an_alert_without_a_trigger_group_fires_on_every_event(sentry: SentrySimulator) -> None:
    create(sentry, on())
    sentry.state["workflows"][0]["triggers"] = None
    assert fires(sentry) == (1, 1)


@pytest.mark.parametrize(("result", "fired"), [(False, 1), (75, 1), ("x", 0), ({}, 0)])
def test_a_result_counts_unless_it_is_neither_number_nor_boolean(
    sentry: SentrySimulator, result: object, fired: int
) -> None:
    assert fires(sentry, on({**EVERY_EVENT, "conditionResult": result})) == (fired, fired)


def test_equal_actions_of_alerts_that_fire_together_are_one(sentry: SentrySimulator) -> None:
    named = {**EMAIL, "config": {"targetType": "user", "targetIdentifier": "3001"}}
    group = {"logicType": "all", "conditions": [], "actions": [named]}
    assert fires(sentry, on(), on(actionFilters=[group])) == (2, 1)


def test_other_actions_of_alerts_that_fire_together_are_two(sentry: SentrySimulator) -> None:
    other = {**EMAIL, "config": {"targetType": "user", "targetIdentifier": "3002"}}
    group = {"logicType": "all", "conditions": [], "actions": [other]}
    assert fires(sentry, on(), on(actionFilters=[group])) == (2, 2)


def test_a_count_is_decided_later_so_its_action_comes_beside_the_other(
    sentry: SentrySimulator,
) -> None:
    assert fires(sentry, on(), on(FREQUENCY)) == (2, 2)


def test_a_disabled_action_is_not_carried_out(sentry: SentrySimulator) -> None:
    group = {"logicType": "all", "conditions": [], "actions": [{**EMAIL, "status": "disabled"}]}
    assert fires(sentry, on(actionFilters=[group])) == (1, 0)


@pytest.mark.parametrize(
    ("monitor", "fired"), [(7101, 1), (7102, 1), (7190, 1), (7111, 0), (7113, 0), (7103, 0)]
)
def test_an_error_reaches_its_projects_own_monitors_and_that_of_all(
    sentry: SentrySimulator, monitor: int, fired: int
) -> None:
    assert fires(sentry, on(detectorIds=[monitor])) == (fired, fired)


def test_an_alert_linked_twice_fires_once(sentry: SentrySimulator) -> None:
    assert fires(sentry, on(detectorIds=[7101, 7102, 7190])) == (1, 1)


@pytest.mark.parametrize(("frequency", "fired"), [(0, 2), (60, 1)])
def test_on_every_trigger_mutes_nothing(
    sentry: SentrySimulator, frequency: int, fired: int
) -> None:
    fires(sentry, on(config={"frequency": frequency}))
    assert fires(sentry) == (fired, fired)
