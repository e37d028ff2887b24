"""Promises of the Sentry simulator: which conditions and actions of an alert it refuses."""

import pytest

from tests.simulator_sentry.client import (
    EMAIL,
    FREQUENCY,
    MESSAGE,
    MISSING,
    REQUIRED,
    WORKFLOWS,
    Body,
    alert,
    ask,
    refusal,
    with_action,
    with_trigger,
)
from tests.simulators.sentry import SentrySimulator


def with_filter(comparison: object, kind: str = "event_attribute") -> Body:
    condition = {**MESSAGE, "type": kind, "comparison": comparison}
    group = {"logicType": "all", "conditions": [condition], "actions": [EMAIL]}
    return alert(actionFilters=[group])


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        ({"value": 1.5, "interval": "5m"}, "1.5 is not of type 'integer'"),
        ({"value": 1.0, "interval": "5m"}, "1.0 is not of type 'integer'"),
        ({"value": -1, "interval": "5m"}, "-1 is less than the minimum of 0"),
        ({"value": "0", "interval": "5m"}, "'0' is not of type 'integer'"),
        ({"value": True, "interval": "5m"}, "True is not of type 'integer'"),
        (
            {"value": 0, "interval": "5min"},
            "'5min' is not one of ['1m', '5m', '15m', '1h', '1d', '1w', '30d']",
        ),
        ({"interval": "5m"}, "'value' is a required property"),
        ({"value": 0}, "'interval' is a required property"),
        (
            {"value": 0, "interval": "5m", "unit": "x"},
            "Additional properties are not allowed ('unit' was unexpected)",
        ),
        (5, "5 is not of type 'object'"),
    ],
)
def test_a_bad_frequency_is_refused(sentry: SentrySimulator, comparison: object, text: str) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison))
    assert refusal(answer) == (400, {"triggers": {"conditions": {"comparison": [text]}}})


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        ({"attribute": "message", "match": "has", "value": "x"}, "'has' is not one of ['co', "),
        ({"attribute": "text", "match": "co", "value": "x"}, "'text' is not one of ['message', "),
        ({"attribute": "message", "match": "co"}, "'value' is a required property"),
        ({"attribute": "message", "match": "co", "value": 5}, "5 is not of type 'string'"),
        ({"match": "co", "value": "x"}, "'attribute' is a required property"),
        (
            {"attribute": "message", "match": "is", "value": "x"},
            "{'attribute': 'message', 'match': 'is', 'value': 'x'} should not be valid under "
            "{'required': ['value']}",
        ),
        (
            {"attribute": "message", "match": "ns", "value": ""},
            "{'attribute': 'message', 'match': 'ns', 'value': ''} should not be valid under ",
        ),
        (
            {"attribute": "message", "match": "co", "value": "x", "key": "y"},
            "Additional properties are not allowed ('key' was unexpected)",
        ),
    ],
)
def test_a_bad_attribute_filter_is_refused(
    sentry: SentrySimulator, comparison: object, text: str
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_filter(comparison))
    found = answer.json()["actionFilters"]["conditions"]["comparison"][0]
    assert (answer.status_code, found[: len(text)]) == (400, text)


@pytest.mark.parametrize("kind", ["eq", "gt", "gte", "lt", "lte", "ne"])
def test_plain_operators_are_for_detectors_only(sentry: SentrySimulator, kind: str) -> None:
    text = "Condition Operators should implement their own validators for comparison"
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(1, kind))
    assert answer.json()["triggers"]["conditions"]["comparison"] == [text]


def test_an_unknown_condition_type_is_refused(sentry: SentrySimulator) -> None:
    invalid = ["Invalid condition type: every_hour"]
    errors = {
        "type": ['"every_hour" is not a valid choice.'],
        "comparison": invalid,
        "conditionResult": invalid,
    }
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(True, "every_hour"))
    assert refusal(answer) == (400, {"triggers": {"conditions": errors}})


@pytest.mark.parametrize(
    ("kind", "comparison"),
    [
        ("first_seen_event", {}),
        ("first_seen_event", 1),
        ("issue_priority_greater_or_equal", 75.0),
        ("age_comparison", {"time": "month", "value": 1, "comparisonType": "older"}),
        ("issue_category", {"value": 2}),
        ("issue_priority_greater_or_equal", 60),
        ("level", {"level": 45, "match": "gte"}),
        ("percent_sessions_count", {"value": 101, "interval": "1h"}),
        (
            "event_frequency_percent",
            {"value": 1, "interval": "1h", "comparisonInterval": "1m"},
        ),
        ("event_frequency_count", {"value": 1, "interval": "1h", "filters": [{"key": "a"}]}),
        ("tagged_event", {"key": "a", "match": "eq"}),
    ],
)
def test_a_comparison_outside_its_schema_is_refused(
    sentry: SentrySimulator, kind: str, comparison: object
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison, kind))
    assert list(answer.json()["triggers"]["conditions"]) == ["comparison"]


@pytest.mark.parametrize("logic", ["all", "any", "none"])
def test_lifecycle_triggers_want_any_short(sentry: SentrySimulator, logic: str) -> None:
    condition = {**FREQUENCY, "type": "first_seen_event", "comparison": True}
    body = alert(triggers={"logicType": logic, "conditions": [condition]})
    expected = (400, ["Triggers' logic type must be 'any-short'"])
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=body)) == expected


def email_config(**changes: object) -> Body:
    return {"config": {"targetType": "user", "targetIdentifier": "3001", **changes}}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"data": MISSING}, {"data": REQUIRED}),
        ({"config": MISSING}, {"config": REQUIRED}),
        ({"type": MISSING}, {"type": REQUIRED}),
        ({"type": "sms"}, {"type": ['"sms" is not a valid choice.']}),
        (
            {"type": "plugin"},
            {"type": ["Action type plugin is deprecated and cannot be created."]},
        ),
        ({"integrationId": "x"}, {"integrationId": ["A valid integer is required."]}),
        (
            {"integrationId": "55"},
            {"nonFieldErrors": ["Integration ID is not allowed for action type email"]},
        ),
        (
            email_config(targetIdentifier=3001),
            {"config": ["3001 is not of type 'string', 'null'"]},
        ),
        (
            email_config(targetDisplay="ops"),
            {"config": ["'ops' is not of type 'null'"]},
        ),
        (
            email_config(targetType="address"),
            {"config": ["'address' is not one of ['user', 'team', 'issue_owners']"]},
        ),
        (
            email_config(email="ops@raxx.app"),
            {"config": ["Additional properties are not allowed ('email' was unexpected)"]},
        ),
        (
            {"config": {"targetIdentifier": "3001"}},
            {"config": ["'target_type' is a required property"]},
        ),
        (
            {"data": {"fallthroughType": "AllMembers"}},
            {"data": ["Additional properties are not allowed ('fallthrough_type' was unexpected)"]},
        ),
        (
            {"type": "pagerduty", **email_config(targetType="specific")},
            {"nonFieldErrors": ["Integration ID is required for action type pagerduty"]},
        ),
        (
            {
                "type": "sentry_app",
                "config": {"targetType": "sentry_app", "targetIdentifier": "1"},
                "data": {"settings": {}},
            },
            {"data": ["{} is not of type 'array'"]},
        ),
    ],
)
def test_a_bad_action_is_refused(sentry: SentrySimulator, changes: Body, errors: Body) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_action(**changes))
    assert refusal(answer) == (400, {"actionFilters": errors})
