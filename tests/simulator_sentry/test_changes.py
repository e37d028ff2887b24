"""Promises of the Sentry simulator: what PUT and DELETE do to an alert."""

from copy import deepcopy

import pytest

from tests.simulator_sentry.client import (
    FREQUENCY,
    NOT_FOUND,
    REQUIRED,
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


def test_put_without_a_name_is_refused(sentry: SentrySimulator) -> None:
    created = create(sentry)
    answer = ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json={"enabled": True})
    assert refusal(answer) == (400, {"name": REQUIRED})


def test_put_without_enabled_enables_again(sentry: SentrySimulator) -> None:
    created = create(sentry, alert(enabled=False))
    assert update(sentry, created["id"], {"name": "x"})["enabled"] is True


@pytest.mark.parametrize(
    "field", ["config", "environment", "owner", "detectorIds", "triggers", "actionFilters"]
)
def test_put_leaves_alone_what_was_not_sent(sentry: SentrySimulator, field: str) -> None:
    created = create(sentry, alert(environment="production", owner="team:801"))
    assert update(sentry, created["id"], {"name": "x"})[field] == created[field]


def test_put_with_null_detectors_leaves_the_links_alone(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], {"name": "x", "detectorIds": None})
    assert updated["detectorIds"] == ["7101"]


def test_put_replaces_the_whole_set_of_detectors(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], {"name": "x", "detectorIds": [7102]})
    assert updated["detectorIds"] == ["7102"]


@pytest.mark.parametrize("field", ["environment", "owner"])
def test_put_clears_with_null(sentry: SentrySimulator, field: str) -> None:
    created = create(sentry, alert(environment="production", owner="team:801"))
    assert update(sentry, created["id"], {"name": "x", field: None})[field] is None


def test_put_keeps_the_ids_of_the_alert_and_its_trigger_group(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], alert())
    assert (updated["id"], updated["triggers"]["id"]) == (created["id"], created["triggers"]["id"])


def test_put_renews_nested_ids_that_were_not_sent(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], alert())
    assert not nested_ids(created) & nested_ids(updated)


def nested_ids(document: Body) -> set[str]:
    groups = document["actionFilters"]
    items = [
        *document["triggers"]["conditions"],
        *groups,
        *(item for group in groups for item in group["conditions"] + group["actions"]),
    ]
    return {item["id"] for item in items}


def test_put_keeps_nested_ids_that_were_sent(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert nested_ids(update(sentry, created["id"], created)) == nested_ids(created)


def test_put_drops_stored_conditions_that_were_not_sent(sentry: SentrySimulator) -> None:
    conditions = [FREQUENCY, {**FREQUENCY, "comparison": {"value": 5, "interval": "1h"}}]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    created["triggers"]["conditions"].pop()
    updated = update(sentry, created["id"], created)
    assert updated["triggers"]["conditions"] == created["triggers"]["conditions"]


def test_put_loses_an_action_that_keeps_its_id_in_a_new_group(sentry: SentrySimulator) -> None:
    created = create(sentry)
    del created["actionFilters"][0]["id"]
    assert update(sentry, created["id"], created)["actionFilters"][0]["actions"] == []


def foreign(created: Body, where: str) -> Body:
    """Give the document a nested id that is not its own."""
    target = {
        "trigger group": created["triggers"],
        "condition": created["triggers"]["conditions"][0],
        "action filter": created["actionFilters"][0],
        "action": created["actionFilters"][0]["actions"][0],
    }[where]
    target["id"] = "404"
    return created


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("trigger group", "Invalid Condition Group ID 404"),
        ("condition", "Condition with id 404 not found."),
        ("action filter", "Action filter ID 404 does not belong to this workflow"),
        ("action", "Action ID 404 does not belong to this workflow"),
    ],
)
def test_put_refuses_foreign_ids(sentry: SentrySimulator, where: str, text: str) -> None:
    created = create(sentry)
    path = f"{WORKFLOWS}{created['id']}/"
    answer = ask(sentry, path, "PUT", json=foreign(deepcopy(created), where))
    assert refusal(answer) == (400, [text])


def test_a_refused_put_changes_nothing(sentry: SentrySimulator) -> None:
    created = create(sentry)
    body = {**foreign(deepcopy(created), "action"), "name": "other"}
    ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json=body)
    assert read(sentry, created["id"]) == created


def test_put_of_an_unknown_alert_is_404(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, f"{WORKFLOWS}999/", "PUT", json=alert())) == (404, NOT_FOUND)


def test_delete_answers_204_without_a_body(sentry: SentrySimulator) -> None:
    answer = ask(sentry, f"{WORKFLOWS}{create(sentry)['id']}/", "DELETE")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_deleted_alert_is_gone_at_once(sentry: SentrySimulator, method: str) -> None:
    path = f"{WORKFLOWS}{create(sentry)['id']}/"
    ask(sentry, path, "DELETE")
    assert ask(sentry, path, method, json=alert()).status_code == 404


def test_an_ignored_field_is_answered_but_not_stored_on_put(sentry: SentrySimulator) -> None:
    created = create(sentry)
    sentry.state["ignoresOnWrite"] = ["config"]
    updated = update(sentry, created["id"], alert(config={"frequency": 5}))
    stored = read(sentry, created["id"])
    assert (updated["config"], stored["config"]) == ({"frequency": 5}, {"frequency": 60})


def test_an_ignored_field_is_answered_but_not_stored_on_post(sentry: SentrySimulator) -> None:
    sentry.state["ignoresOnWrite"] = ["detectorIds"]
    created = create(sentry)
    stored = read(sentry, created["id"])
    assert (created["detectorIds"], stored["detectorIds"]) == (["7101"], [])
