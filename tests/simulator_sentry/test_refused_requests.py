"""Promises of the Sentry simulator: which fields and bodies of an alert it refuses."""

import pytest
import requests

from tests.simulator_sentry.client import (
    MISSING,
    REQUIRED,
    WORKFLOWS,
    Body,
    alert,
    ask,
    first_lines,
    refusal,
    with_action,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

NULL = ["This field may not be null."]


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"name": MISSING}, {"name": REQUIRED}),
        ({"name": None}, {"name": NULL}),
        ({"name": 5}, {"name": ["Not a valid string."]}),
        ({"name": "  "}, {"name": ["This field may not be blank."]}),
        (
            {"name": "x" * 257},
            {"name": ["Ensure this field has no more than 256 characters."]},
        ),
        ({"enabled": "yes"}, {"enabled": ["Must be a valid boolean."]}),
        ({"enabled": None}, {"enabled": NULL}),
        ({"config": None}, {"config": NULL}),
        ({"config": []}, {"config": ["[] is not of type 'object'"]}),
        ({"config": {"frequency": 5.5}}, {"config": ["5.5 is not of type 'integer'"]}),
        ({"config": {"frequency": True}}, {"config": ["True is not of type 'integer'"]}),
        ({"config": {"frequency": "60"}}, {"config": ["'60' is not of type 'integer'"]}),
        ({"config": {"frequency": -1}}, {"config": ["-1 is less than the minimum of 0"]}),
        (
            {"config": {"frequency": 60, "unit": "m"}},
            {"config": ["Additional properties are not allowed ('unit' was unexpected)"]},
        ),
        (
            {"environment": "prod"},
            {"environment": ["Environment is not part of this organization"]},
        ),
        (
            {"owner": "ops"},
            {
                "owner": [
                    "Could not parse actor. Format should be `type:id` "
                    "where type is `team` or `user`."
                ]
            },
        ),
        ({"owner": "team:9"}, {"owner": ["Team is not a member of this organization"]}),
        ({"detectorIds": ["x"]}, {"detectorIds": ["A valid integer is required."]}),
        ({"detectorIds": [1.5]}, {"detectorIds": ["A valid integer is required."]}),
        ({"detectorIds": [True]}, {"detectorIds": ["A valid integer is required."]}),
        (
            {"detectorIds": "7101"},
            {"detectorIds": ['Expected a list of items but got type "str".']},
        ),
        ({"detectorIds": [404]}, ["Some detectors do not exist: {404}"]),
        ({"triggers": None}, {"triggers": NULL}),
        ({"triggers": {"conditions": []}}, {"triggers": {"logicType": REQUIRED}}),
        (
            {"triggers": {"id": None, "logicType": "all", "conditions": []}},
            {"triggers": {"id": NULL}},
        ),
        (
            {"triggers": {"logicType": "some", "conditions": []}},
            {"triggers": {"logicType": ['"some" is not a valid choice.']}},
        ),
        (
            {"triggers": {"logicType": "all", "conditions": [{}]}},
            {
                "triggers": {
                    "conditions": {
                        "type": REQUIRED,
                        "comparison": REQUIRED,
                        "conditionResult": REQUIRED,
                    }
                }
            },
        ),
        ({"actionFilters": None}, {"actionFilters": NULL}),
        (
            {"actionFilters": {}},
            {"actionFilters": ['Expected a list of items but got type "dict".']},
        ),
        (
            {"actionFilters": ["x"]},
            {"actionFilters": ['Expected a dictionary of items but got type "str".']},
        ),
        (
            {"actionFilters": [{"logicType": "all", "conditions": []}]},
            {"actionFilters": {"actions": REQUIRED}},
        ),
        (
            {"detector_ids": [7101]},
            {"detectorIds": "detectorIds collides with detector_ids, please pass only one value"},
        ),
    ],
)
def test_a_bad_field_is_refused_by_name(
    sentry: SentrySimulator, changes: Body, body: object
) -> None:
    status, found = refusal(ask(sentry, WORKFLOWS, "POST", json=alert(**changes)))
    assert (status, first_lines(found)) == (400, body)


def test_all_bad_fields_are_named_at_once(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=alert(name="", enabled=1, config=1))
    assert set(answer.json()) == {"name", "enabled", "config"}


def test_both_spellings_are_refused_at_depth_too(sentry: SentrySimulator) -> None:
    body = alert(triggers={"logicType": "all", "logic_type": "all", "conditions": []})
    text = "logicType collides with logic_type, please pass only one value"
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=body)) == (400, {"logicType": text})


@pytest.mark.parametrize(
    "body",
    [
        alert(triggers=MISSING),
        alert(triggers={"logicType": "any-short"}),
        with_action(target="ops@raxx.app"),
    ],
    ids=["no triggers", "no conditions", "unknown action key"],
)
def test_what_sentry_reads_unguarded_is_a_500(sentry: SentrySimulator, body: Body) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (500, "Internal Error")


@pytest.mark.parametrize(
    "body",
    [alert(triggers=MISSING), alert(detectorIds=[404]), alert(name="")],
    ids=["500", "array", "field"],
)
def test_a_refused_alert_is_not_stored(sentry: SentrySimulator, body: Body) -> None:
    ask(sentry, WORKFLOWS, "POST", json=body)
    assert sentry.state["workflows"] == []


def test_a_body_that_is_no_object_is_refused(sentry: SentrySimulator) -> None:
    text = "Invalid data. Expected a dictionary, but got list."
    answer = ask(sentry, WORKFLOWS, "POST", json=[])
    assert refusal(answer) == (400, {"nonFieldErrors": [text]})


def test_a_body_that_is_no_json_is_refused(sentry: SentrySimulator) -> None:
    headers = {"Authorization": f"Bearer {tokens.SENTRY_TOKEN}", "Content-Type": "application/json"}
    answer = requests.post(sentry.url + WORKFLOWS, data="{", headers=headers, timeout=5)
    assert answer.json()["detail"].startswith("JSON parse error - ")


def test_a_form_is_refused(sentry: SentrySimulator) -> None:
    text = 'Unsupported media type "application/x-www-form-urlencoded" in request.'
    answer = ask(sentry, WORKFLOWS, "POST", data={"name": "x"})
    assert refusal(answer) == (415, {"detail": text})
