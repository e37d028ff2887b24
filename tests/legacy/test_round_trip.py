"""Promises of the translation: what one API says, the other says again."""

from typing import Any

import pytest
from hypothesis import given

from infra.documents import canonical, to_document
from infra.legacy import from_rule, to_rule
from infra.legacy_actions import ACTIONS
from infra.legacy_conditions import FREQUENCIES, PLACED_AS_CONDITION, PLACED_AS_FILTER
from infra.rules import AlertRule
from tests.factories import RECIPIENTS, rule, rules, unhurried
from tests.legacy.kinds import Node, old_rules
from tests.simulators.sentry_rule_nodes import CLASSES, cleaned
from tests.simulators.sentry_state import initial_state
from tests.simulators.sentry_validation import validate


@unhurried
@given(old_rules())
def test_an_old_rule_of_any_kind_comes_back_as_it_was(old: Node) -> None:
    assert to_rule(from_rule(old)) == old


@unhurried
@given(old_rules())
def test_a_rule_that_became_an_alert_twice_is_the_same_alert(old: Node) -> None:
    document = from_rule(old, [7101])
    assert from_rule(to_rule(document), [7101]) == document


@unhurried
@given(old_rules())
def test_sentry_takes_every_alert_that_an_old_rule_becomes(old: Node) -> None:
    document = from_rule({**old, "environment": None}, [7101])
    # It takes no new action of the one kind, and no `10m`, that only old rules have.
    group = document["actionFilters"][0]
    group["actions"] = [action for action in group["actions"] if action["type"] != "plugin"]
    assert validate(document, initial_state())["name"]


@unhurried
@given(rules())
def test_every_entry_comes_back_as_the_alert_it_was(declared: AlertRule) -> None:
    frequency = max(declared.frequency, 5)
    said = declared.model_copy(update={"enabled": True, "frequency": frequency})
    document = to_document(said, [111], RECIPIENTS)
    assert canonical(from_rule(to_rule(document), [111])) == canonical(document)


def test_at_least_one_event_is_sent_as_the_text_0() -> None:
    body = to_rule(to_document(rule(condition={"atLeast": 1, "within": "5m"}), [], RECIPIENTS))
    assert body["conditions"] == [
        {
            "id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition",
            "comparisonType": "count",
            "value": "0",
            "interval": "5m",
        }
    ]


@unhurried
@given(old_rules())
def test_every_value_of_a_node_is_a_text(old: Node) -> None:
    body = to_rule(from_rule(old))
    nodes = [*body["conditions"], *body["filters"], *body["actions"]]
    assert {type(value) for node in nodes for value in node.values()} == {str}


def test_every_kind_has_a_class_that_the_server_knows_in_that_place() -> None:
    named = {
        *((shape.node, "condition") for shape in PLACED_AS_CONDITION.values()),
        *((shape.node, "filter") for shape in PLACED_AS_FILTER.values()),
        *((node, "action") for kind, node in ACTIONS.items() if kind != "sentry_app"),
    }
    assert {(node, CLASSES[node].place) for node, _ in named} == named


def test_the_counting_kinds_are_those_of_the_workflows_api() -> None:
    state: dict[str, Any] = initial_state()
    node = {
        "id": "sentry.rules.conditions.event_frequency.EventFrequencyPercentCondition",
        "comparisonType": "percent",
        "comparisonInterval": "1d",
        "value": "0",
        "interval": "10m",
    }
    stored = cleaned(node, "condition", state)
    condition = from_rule({"name": "x", "conditions": [stored], "actions": []})["triggers"]
    assert condition["conditions"][0]["type"] == "percent_sessions_percent"
    assert "percent_sessions_percent" in FREQUENCIES


@pytest.mark.parametrize(
    ("match", "logic"), [("any", "any-short"), ("all", "all"), ("none", "none")]
)
def test_filters_are_joined_as_they_were(match: str, logic: str) -> None:
    release = {"id": "sentry.rules.filters.latest_release.LatestReleaseFilter"}
    old = {"name": "x", "filters": [release, release], "filterMatch": match, "actions": []}
    assert from_rule(old)["actionFilters"][0]["logicType"] == logic
