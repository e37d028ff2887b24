"""Promises of the Sentry simulator: what a PUT does to groups of conditions."""

import pytest

from tests.simulator_sentry.client import (
    DETECTORS,
    FREQUENCY,
    WORKFLOWS,
    Body,
    alert,
    ask,
    create,
    read,
    refusal,
    update,
)
from tests.simulators.sentry import SentrySimulator


@pytest.mark.parametrize("conditions", [{"conditions": []}, {}], ids=["none", "not sent"])
def test_put_without_conditions_removes_them_and_keeps_the_group(
    sentry: SentrySimulator, conditions: Body
) -> None:
    created = create(sentry)
    body = alert(triggers={"logicType": "any-short", **conditions})
    triggers = update(sentry, created["id"], body)["triggers"]
    assert (triggers["id"], triggers["conditions"]) == (created["triggers"]["id"], [])


def without_triggers(sentry: SentrySimulator) -> str:
    """Store an alert that has no trigger group, as old metric alerts have none."""
    created = create(sentry)
    sentry.state["workflows"][0]["triggers"] = None
    identifier: str = created["id"]
    return identifier


def test_put_links_new_triggers_to_an_alert_that_had_none(sentry: SentrySimulator) -> None:
    identifier = without_triggers(sentry)
    update(sentry, identifier, alert())
    assert read(sentry, identifier)["triggers"]["conditions"][0]["type"] == FREQUENCY["type"]


def test_put_loses_new_triggers_of_such_an_alert_before_26_8(sentry: SentrySimulator) -> None:
    sentry.state["server"]["version"] = "26.7.0"
    identifier = without_triggers(sentry)
    assert update(sentry, identifier, alert())["triggers"] is None


def test_put_moves_a_condition_of_another_alert_here(sentry: SentrySimulator) -> None:
    there, here = create(sentry), create(sentry)
    here["triggers"]["conditions"].append(there["triggers"]["conditions"][0])
    moved = update(sentry, here["id"], here)["triggers"]["conditions"]
    assert len(moved) == 2
    assert read(sentry, there["id"])["triggers"]["conditions"] == []


def test_put_moves_a_condition_of_a_monitor_here(sentry: SentrySimulator) -> None:
    monitor = ask(sentry, f"{DETECTORS}7111/").json()
    created = create(sentry)
    (moved,) = [c for c in monitor["conditionGroup"]["conditions"] if c["type"] == "gt"]
    created["triggers"]["conditions"] = [moved]
    update(sentry, created["id"], created)
    left = ask(sentry, f"{DETECTORS}7111/").json()["conditionGroup"]["conditions"]
    assert [item["type"] for item in left] == ["lte"]


def test_put_moves_a_condition_from_a_filter_to_the_triggers(sentry: SentrySimulator) -> None:
    created = create(sentry)
    moved = created["actionFilters"][0]["conditions"].pop()
    created["triggers"]["conditions"].append(moved)
    updated = update(sentry, created["id"], created)
    assert moved in updated["triggers"]["conditions"]
    assert updated["actionFilters"][0]["conditions"] == []


def test_put_has_already_dropped_what_would_move_from_the_triggers_to_a_filter(
    sentry: SentrySimulator,
) -> None:
    created = create(sentry)
    moved = created["triggers"]["conditions"].pop()
    created["actionFilters"][0]["conditions"].append(moved)
    answer = ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json=created)
    assert refusal(answer) == (400, [f"Condition with id {moved['id']} not found."])


FIRST_SEEN = {**FREQUENCY, "type": "first_seen_event", "comparison": True}


@pytest.mark.parametrize("logic", ["all", "any", "none"])
def test_a_new_group_with_a_lifecycle_type_wants_any_short(
    sentry: SentrySimulator, logic: str
) -> None:
    group = {"logicType": logic, "conditions": [FIRST_SEEN]}
    expected = (400, ["Triggers' logic type must be 'any-short'"])
    for body in (alert(triggers=group), alert(actionFilters=[{**group, "actions": []}])):
        assert refusal(ask(sentry, WORKFLOWS, "POST", json=body)) == expected


@pytest.mark.parametrize("logic", ["all", "none"])
def test_an_old_group_of_another_logic_can_be_written_back(
    sentry: SentrySimulator, logic: str
) -> None:
    created = create(sentry, alert(triggers={"logicType": "any-short", "conditions": [FIRST_SEEN]}))
    created["triggers"]["logicType"] = logic
    assert update(sentry, created["id"], created)["triggers"]["logicType"] == logic
