"""Promises of every kind of condition, filter and action: Sentry takes it, and it comes back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given

from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.conditions import Trigger
from infra.rules.filters import Filter
from infra.rules.from_document import from_document
from infra.rules.kinds import kinds
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from tests.docs.kinds_page import END, PAGE, START, rendered
from tests.simulators import sentry_workflows
from tests.simulators.sentry_action_schemas import KINDS
from tests.simulators.sentry_condition_schemas import COMPARISONS
from tests.simulators.sentry_state import initial_state
from tests.simulators.sentry_validation import validate
from tests.strategies import NAMES, RECIPIENTS, rules

RAW = ""
WITHOUT_ENTRY = {
    "event_created_by_detector",
    "event_seen_count",
    "issue_resolution_change",
    "issue_priority_equals",
}
"""Old conditions that Sentry's page does not offer; their shapes are not documented."""


def state_for(rule: AlertRule) -> dict[str, Any]:
    """Return an organization that has all that a drawn rule names."""
    state = copy.deepcopy(initial_state())
    state["members"][0]["user"]["id"] = "222"
    state["members"][1]["user"]["id"] = "333"
    state["teams"][0]["id"] = "7"
    state["environments"].append(rule.environment)
    for integration in state["integrations"]:
        channels = integration["channels"]
        channels += [{"id": "C77", "name": channel["name"]} for channel in channels[:1]]
    return state


def accepted(rule: AlertRule) -> dict[str, Any]:
    """Return what Sentry replies when it is sent a rule, shuffled as its replies are."""
    state = state_for(rule)
    sent = validate(to_document(rule, [7101], RECIPIENTS), state)
    return sentry_workflows.reply(sentry_workflows.create(state, sent, "3001"), shuffle=True)


@given(rules())
def test_sentry_takes_every_rule_and_its_reply_is_no_drift(rule: AlertRule) -> None:
    owned = rule.owner is not None
    document = canonical(to_document(rule, [7101], RECIPIENTS), owned)
    assert canonical(accepted(rule), owned) == document


@given(rules())
def test_the_entry_of_a_live_alert_declares_it_without_a_change(rule: AlertRule) -> None:
    owned = rule.owner is not None
    live = canonical(accepted(rule), owned)
    again = to_document(from_document(live, NAMES), [7101], RECIPIENTS)
    assert canonical(again, owned) == live


@given(rules())
def test_every_kind_is_put_in_words(rule: AlertRule) -> None:
    words = summarise(canonical(accepted(rule)), NAMES)
    types = [*COMPARISONS, *KINDS]
    raw = [t for t in types if f"{t} {{" in f"{words.filter} {words.condition} {words.action}"]
    assert raw == []


@pytest.mark.parametrize("model", [Filter, Trigger, Action])
def test_every_key_is_of_a_kind(model: type[Filter]) -> None:
    assert set(model.model_fields) == kinds(model).keys()


def test_every_condition_of_sentry_has_an_entry() -> None:
    types = {kind.type for model in (Filter, Trigger) for kind in kinds(model).values()}
    assert types - {RAW} == COMPARISONS.keys() - WITHOUT_ENTRY


def test_the_page_has_the_table_of_every_kind_as_it_is_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(START) == page.count(END) == 1
    assert page == rendered(page), "run make kinds"


def test_the_examples_of_the_page_are_rules() -> None:
    blocks = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    written = [yaml.safe_load(block.partition("```")[0]) for block in blocks]
    assert [AlertRule.model_validate(entry).name[:8] for (entry,) in written] == [
        "skipped_",
        "checkout",
        "nightly ",
        "seen fiv",
    ]


def test_every_action_of_sentry_has_an_entry() -> None:
    types = {kind.type for kind in kinds(Action).values()}
    assert types - {RAW} == KINDS.keys() - {"plugin"}
