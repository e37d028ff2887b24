"""Promises of the Sentry simulator: which conditions and actions of an alert it refuses.

Texts are compared by their first line; one test holds a whole one.
"""

import pytest

from tests.simulator_sentry.client import (
    EMAIL,
    MESSAGE,
    MISSING,
    REQUIRED,
    WORKFLOWS,
    Body,
    alert,
    ask,
    first_lines,
    refusal,
    with_action,
    with_trigger,
)
from tests.simulators.sentry import SentrySimulator

VALUELESS = "[<MatchType.IS_SET: 'is'>, <MatchType.NOT_SET: 'ns'>]"


def with_filter(comparison: object, kind: str = "event_attribute") -> Body:
    condition = {**MESSAGE, "type": kind, "comparison": comparison}
    group = {"logicType": "all", "conditions": [condition], "actions": [EMAIL]}
    return alert(actionFilters=[group])


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        ({"value": 1.5, "interval": "5m"}, "1.5 is not of type 'integer'"),
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
    status, found = refusal(ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison)))
    expected = {"triggers": {"conditions": {"comparison": [text]}}}
    assert (status, first_lines(found)) == (400, expected)


def test_a_schemas_error_is_told_whole(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger({"value": 0, "interval": "10m"}))
    assert answer.json()["triggers"]["conditions"]["comparison"] == [
        "'10m' is not one of ['1m', '5m', '15m', '1h', '1d', '1w', '30d']\n"
        "\n"
        "Failed validating 'enum' in schema['properties']['interval']:\n"
        "    {'type': 'string', 'enum': ['1m', '5m', '15m', '1h', '1d', '1w', '30d']}\n"
        "\n"
        "On instance['interval']:\n"
        "    '10m'"
    ]


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        (
            {"attribute": "message", "match": "has", "value": "x"},
            "'has' is not one of [<MatchType.CONTAINS: 'co'>, <MatchType.ENDS_WITH: 'ew'>, ",
        ),
        (
            {"attribute": "text", "match": "co", "value": "x"},
            "{'attribute': 'text', 'match': 'co', 'value': 'x'} is not valid under any of the ",
        ),
        ({"attribute": "message", "match": "co"}, f"'co' is not one of {VALUELESS}"),
        ({"attribute": "message", "match": "co", "value": 5}, f"'co' is not one of {VALUELESS}"),
        ({"match": "co", "value": "x"}, f"'co' is not one of {VALUELESS}"),
        (
            {"attribute": "message", "match": "is", "value": "x"},
            f"'is' should not be valid under {{'enum': {VALUELESS}}}",
        ),
        (
            {"attribute": "message", "match": "ns", "value": ""},
            f"'ns' should not be valid under {{'enum': {VALUELESS}}}",
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
def test_a_plain_operator_compares_no_list(sentry: SentrySimulator, kind: str) -> None:
    text = "Invalid json primitive value: [1]. Must be a string, number, or boolean."
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger([1], kind))
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
        (email_config(targetIdentifier=None), {"config": ["None is not of type 'string'"]}),
        (
            {"config": {"targetType": "team"}},
            {"config": ["'target_identifier' is a required property"]},
        ),
        ({"status": "asleep"}, {"status": ['"asleep" is not a valid choice.']}),
        (
            {"type": "slack_staging", "integrationId": "51"},
            {"type": ["Organization does not allow this action type: slack_staging"]},
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
    status, found = refusal(answer)
    assert (status, first_lines(found)) == (400, {"actionFilters": errors})
