"""Promises of entries that are read by their one key: the same is read, and told, as of a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule
from infra.rules.entry import OneOf
from infra.rules.filters import Filter
from infra.rules.scalars import as_list
from tests.factories import entry, unhurried
from tests.strategies import entries


@unhurried
@given(entries())
def test_filters_and_actions_are_read_as_their_whole_models_read_them(
    drawn: dict[str, Any],
) -> None:
    rule = AlertRule.model_validate(drawn)
    groups = zip(rule.groups, [drawn, *drawn["also"]], strict=True)
    for group, said in groups:
        assert group.filter == tuple(map(Filter.model_validate, as_list(said["filter"])))
        assert group.action == tuple(map(Action.model_validate, as_list(said["action"])))


@pytest.mark.parametrize(
    ("key", "model", "wrong"),
    [
        ("filter", Filter, {"message": {"contains": 5}}),
        ("filter", Filter, {"massage": {"contains": "full"}}),
        ("filter", Filter, {"message": None}),
        ("filter", Filter, {}),
        ("filter", Filter, "message"),
        ("action", Action, {"email": "ops@raxx.app", "webhook": "my-service"}),
        ("action", Action, {"slack": {"workspace": "Raxx"}}),
    ],
)
def test_what_is_wrong_is_told_as_the_whole_model_tells_it(
    key: str, model: type[OneOf], wrong: Any
) -> None:
    with pytest.raises(ValidationError) as within:
        AlertRule.model_validate(entry() | {key: [wrong]})
    with pytest.raises(ValidationError) as alone:
        model.model_validate(wrong)
    told, expected = within.value.errors(), alone.value.errors()
    assert [(e["loc"][2:], e["msg"]) for e in told] == [(e["loc"], e["msg"]) for e in expected]
