"""Promises of the Sentry simulator: the old rules API where it lives, and all that it refuses."""

from typing import Any

import pytest

from tests.simulator_sentry.client import DETECTORS, RULES, WORKFLOWS, Body, ask, refusal
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

EMAIL: Body = {
    "id": "sentry.mail.actions.NotifyEmailAction",
    "targetType": "Member",
    "targetIdentifier": "3001",
}
FREQUENCY: Body = {
    "id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition",
    "comparisonType": "count",
    "value": "0",
    "interval": "5m",
}
MESSAGE: Body = {
    "id": "sentry.rules.filters.event_attribute.EventAttributeFilter",
    "attribute": "message",
    "match": "co",
    "value": "skipped_no_postmark_token",
}
UNFILLED = ["Ensure all required fields are filled in."]


def rule(**changes: Any) -> Body:
    body = {
        "name": "token gone",
        "frequency": 60,
        "environment": None,
        "actionMatch": "any",
        "filterMatch": "all",
        "conditions": [FREQUENCY],
        "filters": [MESSAGE],
        "actions": [EMAIL],
    }
    return {key: value for key, value in (body | changes).items() if value is not ...}


@pytest.fixture
def old(sentry: SentrySimulator) -> SentrySimulator:
    sentry.state["mode"] = "self-hosted"
    return sentry


def create(old: SentrySimulator, **changes: Any) -> Body:
    answer = ask(old, RULES, "POST", json=rule(**changes))
    assert answer.status_code == 200, answer.text
    created: Body = answer.json()
    return created


def refused(old: SentrySimulator, **changes: Any) -> object:
    answer = ask(old, RULES, "POST", json=rule(**changes))
    assert answer.status_code == 400
    return answer.json()


def test_a_created_rule_is_answered_with_200_and_its_number_read(old: SentrySimulator) -> None:
    created = create(old)
    assert (created["id"], created["conditions"][0]["value"]) == ("52001", 0)


def test_the_newest_rule_is_listed_first(old: SentrySimulator) -> None:
    create(old, name="first", frequency=5)
    create(old, name="second")
    assert [item["name"] for item in ask(old, RULES).json()] == ["second", "first"]


def test_rules_of_another_project_are_not_listed(old: SentrySimulator) -> None:
    create(old)
    assert ask(old, RULES.replace("trademaster-raptor", "other-project")).json() == []


def test_a_put_overwrites_all_of_a_rule(old: SentrySimulator) -> None:
    created = create(old, environment="production")
    body = rule(name="renamed", filters=..., environment=...)
    answer = ask(old, f"{RULES}{created['id']}/", "PUT", json=body).json()
    kept = (answer["name"], answer["filters"], answer["environment"])
    assert kept == ("renamed", [], None)


@pytest.mark.parametrize("missing", ["name", "actionMatch", "actions"])
def test_a_put_without_what_is_read_unguarded_crashes(old: SentrySimulator, missing: str) -> None:
    path = f"{RULES}{create(old)['id']}/"
    assert ask(old, path, "PUT", json=rule(**{missing: ...})).status_code == 500


def test_a_deleted_rule_is_answered_with_202_and_gone(old: SentrySimulator) -> None:
    path = f"{RULES}{create(old)['id']}/"
    statuses = (ask(old, path, "DELETE").status_code, ask(old, path).status_code)
    assert statuses == (202, 404)


def test_the_same_rule_under_another_name_is_refused(old: SentrySimulator) -> None:
    created = create(old)
    text = "This rule is an exact duplicate of 'token gone' in this project and may not be created."
    assert refused(old, name="another") == {"name": [text], "ruleId": [created["id"]]}


def test_another_rule_of_the_same_name_is_taken(old: SentrySimulator) -> None:
    assert create(old)["name"] == create(old, frequency=30)["name"]


def test_an_integer_0_is_lost_before_it_is_read(old: SentrySimulator) -> None:
    assert refused(old, conditions=[FREQUENCY | {"value": 0}]) == {"conditions": UNFILLED}


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"name": ...}, {"name": ["This field is required."]}),
        (
            {"name": "x" * 257},
            {"name": ["Ensure this field has no more than 256 characters."]},
        ),
        (
            {"frequency": 4},
            {"frequency": ["Ensure this value is greater than or equal to 5."]},
        ),
        (
            {"frequency": 43_201},
            {"frequency": ["Ensure this value is less than or equal to 43200."]},
        ),
        ({"actionMatch": "none"}, {"actionMatch": ['"none" is not a valid choice.']}),
        (
            {"filterMatch": ...},
            {
                "filterMatch": [
                    "Must select a filter match (all, any, none) if filters are supplied."
                ]
            },
        ),
        ({"actions": []}, {"actions": ["You must add an action for this alert to fire."]}),
        (
            {"environment": "nowhere"},
            {"environment": ["This environment has not been created."]},
        ),
        ({"conditions": [{}]}, {"conditions": ["Missing attribute 'id'"]}),
        (
            {"conditions": ["x"]},
            {"conditions": ["Incorrect type. Expected a mapping, but got str"]},
        ),
        (
            {"conditions": [MESSAGE]},
            {"conditions": [f"Invalid node. Could not find '{MESSAGE['id']}'"]},
        ),
        (
            {"conditions": [FREQUENCY | {"interval": "5min"}]},
            {"conditions": ["Select a valid choice. 5min is not one of the available choices."]},
        ),
        (
            {"conditions": [FREQUENCY | {"value": "many"}]},
            {"conditions": ["Enter a whole number."]},
        ),
        (
            {"conditions": [FREQUENCY | {"comparisonType": "percent"}]},
            {"conditions": ["comparisonInterval is required when comparing by percent"]},
        ),
        ({"filters": [{**MESSAGE, "attribute": ""}]}, {"filters": UNFILLED}),
        (
            {"actions": [EMAIL | {"targetIdentifier": "404"}]},
            {"actions": ["This user is not part of the project."]},
        ),
        (
            {"actions": [EMAIL | {"targetIdentifier": "3004"}]},
            {"actions": ["This user is not part of the project."]},
        ),
        (
            {"actions": [EMAIL | {"targetType": "Team"}]},
            {"actions": ["This team is not part of the project."]},
        ),
        (
            {"actions": [{"id": EMAIL["id"], "targetType": "Member"}]},
            {"actions": ["You need to specify a Team or Member."]},
        ),
    ],
)
def test_what_the_old_api_does_not_take_is_refused(
    old: SentrySimulator, changes: Body, body: Body
) -> None:
    assert refused(old, **changes) == body


@pytest.mark.parametrize("path", [WORKFLOWS, DETECTORS, f"{WORKFLOWS}1/"])
def test_an_old_server_has_no_alerts_and_no_monitors(old: SentrySimulator, path: str) -> None:
    answer = ask(old, path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_an_old_server_announces_no_withdrawal(old: SentrySimulator) -> None:
    assert not [name for name in ask(old, RULES).headers if name.startswith("X-Sentry")]


def test_reading_is_not_enough_to_write(old: SentrySimulator) -> None:
    token = tokens.SENTRY_TOKEN_READ_ONLY
    assert refusal(ask(old, RULES, "POST", token=token, json=rule()))[0] == 403


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"project": "elsewhere"}, "rule 52001: unknown project"),
        ({"extra": 1}, "rule 52001: keys"),
        ({"id": "99999"}, "rule 99999: ids reach nextId"),
    ],
)
def test_a_state_with_a_rule_that_sentry_could_not_hold_is_refused(
    old: SentrySimulator, changes: Body, reason: str
) -> None:
    create(old)
    state = ask(old, "/_sim/state").json()
    state["rules"][0] |= changes
    assert refusal(ask(old, "/_sim/state", "PUT", json=state)) == (400, {"error": reason})
