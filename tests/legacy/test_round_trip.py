"""Promises of the translation: what one API says, the other says again."""

from collections import defaultdict
from typing import Any

import pytest
import yaml
from hypothesis import given

from infra.legacy.actions import ACTIONS
from infra.legacy.conditions import FREQUENCIES, PLACED_AS_CONDITION, PLACED_AS_FILTER
from infra.legacy.rules import NotInOldApiError, from_rule, to_rule
from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.conditions import Trigger
from infra.rules.entry import OneOf
from infra.rules.filters import Filter
from infra.rules.kinds import kinds
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, rule
from tests.legacy.kinds import Node, old_rules
from tests.simulators.sentry_rule_nodes import CLASSES, cleaned
from tests.simulators.sentry_state import initial_state
from tests.simulators.sentry_validation import validate


@given(old_rules())
def test_an_old_rule_of_any_kind_comes_back_as_it_was(old: Node) -> None:
    assert to_rule(from_rule(old)) == old


@given(old_rules())
def test_a_rule_that_became_an_alert_twice_is_the_same_alert(old: Node) -> None:
    document = from_rule(old, [7101])
    assert from_rule(to_rule(document), [7101]) == document


@given(old_rules())
def test_sentry_takes_every_alert_that_an_old_rule_becomes(old: Node) -> None:
    document = from_rule({**old, "environment": None}, [7101])
    # It takes no new action of the one kind, and no `10m`, that only old rules have.
    group = document["actionFilters"][0]
    group["actions"] = [action for action in group["actions"] if action["type"] != "plugin"]
    state = initial_state()
    webhooks = [action for action in group["actions"] if action["type"] == "webhook"]
    state["services"] += [action["config"]["targetIdentifier"] for action in webhooks]
    assert validate(document, state)["name"]


UNSAID = {
    "filter": {"priority", "deescalated_from", "raw"},
    "action": {"sentry_app", "github", "github_enterprise", "raw"},
    "condition": {
        *("resolved_issue", "seer_activity", "priority", "deescalated_from"),
        *("age", "assigned_to", "issue_category", "issue_type", "occurrences"),
        *("latest_release", "latest_adopted_release", "raw"),
    },
}
"""Kinds whose example the old API cannot say; of tickets on GitHub it is the list of labels."""
MODELS: dict[str, type[OneOf]] = {"filter": Filter, "condition": Trigger, "action": Action}
EVERY_KIND = [(place, field) for place, model in MODELS.items() for field in kinds(model)]


def example(place: str, field: str) -> tuple[AlertRule, Document]:
    """Return a rule with the example of a kind in one place, and its document."""
    model = MODELS[place]
    value = yaml.safe_load(kinds(model)[field].example)
    declared = rule(**{place: {model.model_fields[field].alias or field: value}})
    ids = dict.fromkeys(declared.recipients, "1")
    return declared, canonical(to_document(declared, [111], ids))


@pytest.mark.parametrize(("place", "field"), EVERY_KIND)
def test_every_kind_comes_back_or_is_refused_in_its_place(place: str, field: str) -> None:
    _, document = example(place, field)
    if field in UNSAID[place]:
        with pytest.raises(NotInOldApiError) as caught:
            to_rule(document)
        assert {problem.field for problem in caught.value.problems} == {place}
    else:
        body = to_rule(document)
        assert to_rule(from_rule(body)) == body


@pytest.mark.parametrize(("place", "field"), [k for k in EVERY_KIND if k[1] not in UNSAID[k[0]]])
def test_the_server_takes_every_kind_that_is_said(place: str, field: str) -> None:
    body = to_rule(example(place, field)[1])
    state = initial_state()
    state["environments"].append("production")
    state["members"][0]["user"]["id"] = state["teams"][0]["id"] = "1"
    taken = [
        cleaned(node, part, state)["id"]
        for part in ("condition", "filter", "action")
        for node in body[f"{part}s"]
    ]
    assert len(taken) >= 2


@pytest.mark.parametrize(("place", "field"), EVERY_KIND)
def test_a_name_that_is_not_looked_up_yet_needs_no_id(place: str, field: str) -> None:
    declared, _ = example(place, field)
    assert to_document(declared, [], defaultdict(lambda: "0"))["name"] == "disk full"


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
