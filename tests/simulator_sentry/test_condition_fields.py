"""Promises of the Sentry simulator: the fields of a condition besides what it compares."""

import pytest

from tests.simulator_sentry.client import (
    FREQUENCY,
    MISSING,
    WORKFLOWS,
    Body,
    alert,
    ask,
    create,
    refusal,
)
from tests.simulators.sentry import SentrySimulator


def with_condition(**changes: object) -> Body:
    condition = {k: v for k, v in {**FREQUENCY, **changes}.items() if v is not MISSING}
    return alert(triggers={"logicType": "any-short", "conditions": [condition]})


@pytest.mark.parametrize("result", [True, False, 75, 0.5, "x", {}, {"a": [1]}])
def test_a_result_may_be_anything(sentry: SentrySimulator, result: object) -> None:
    created = create(sentry, with_condition(conditionResult=result))
    assert created["triggers"]["conditions"][0]["conditionResult"] == result


NULL = ["This field may not be null."]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"id": None}, {"id": NULL}),
        ({"id": "x"}, {"id": ["A valid integer is required."]}),
        ({"type": None}, {"type": NULL, **dict.fromkeys(("comparison", "conditionResult"))}),
        ({"comparison": None}, {"comparison": NULL}),
        ({"conditionResult": None}, {"conditionResult": NULL}),
        ({"conditionResult": MISSING}, {"conditionResult": ["This field is required."]}),
    ],
)
def test_a_bad_field_of_a_condition_is_named(
    sentry: SentrySimulator, changes: Body, errors: dict[str, list[str] | None]
) -> None:
    invalid = ["Invalid condition type: None"]
    expected = {field: text or invalid for field, text in errors.items()}
    answer = ask(sentry, WORKFLOWS, "POST", json=with_condition(**changes))
    assert refusal(answer) == (400, {"triggers": {"conditions": expected}})


def test_a_filter_may_stand_among_triggers_and_a_trigger_among_filters(
    sentry: SentrySimulator,
) -> None:
    trigger = {**FREQUENCY, "type": "regression_event", "comparison": False}
    level = {**FREQUENCY, "type": "level", "comparison": {"level": 40, "match": "eq"}}
    group = {"logicType": "any-short", "conditions": [trigger], "actions": []}
    body = alert(triggers={"logicType": "none", "conditions": [level]}, actionFilters=[group])
    assert create(sentry, body)["actionFilters"][0]["conditions"][0]["type"] == "regression_event"
