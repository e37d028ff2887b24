"""Promises of the entry of a live alert: pasted and read as the engine does, it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.settings import Settings
from infra.config.stack_files import as_text
from infra.config.yaml_reader import read
from infra.config.yaml_writer import as_yaml
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.to_document import to_document
from infra.rules.to_entry import CannotImportError, as_entry, imported, people
from tests.factories import NAMES, RECIPIENTS, alert, replaced, rules, unhurried
from tests.rules.test_kinds import accepted

STACK = """\
config:
  raxx-alerts:sentryOrganization: moosequest
  raxx-alerts:sentryProject: trademaster-raptor
  raxx-alerts:alertRules:
"""
ACTION = "actionFilters.0.actions.0"


def pasted(text: str) -> AlertRule:
    """Return the rule of a stack file whose one entry is this text, as the engine reads it."""
    config = read(STACK + text).value["config"]
    own = {key.removeprefix("raxx-alerts:"): as_text(value) for key, value in config.items()}
    (rule,) = Settings.load(own, "raxx-alerts").alert_rules
    return rule


@unhurried
@given(rules())
def test_a_live_alert_of_any_kind_is_declared_by_its_entry_without_a_change(
    rule: AlertRule,
) -> None:
    live = canonical(accepted(rule), owned=rule.owner is not None)
    entry = imported(live, NAMES, ())
    again = to_document(pasted(as_yaml(entry)), [7101], RECIPIENTS)
    assert canonical(again, owned=rule.owner is not None) == live


@unhurried
@given(rules())
def test_everybody_whom_a_live_alert_names_is_looked_up(rule: AlertRule) -> None:
    live = canonical(accepted(rule), owned=rule.owner is not None)
    named = {(who.kind, RECIPIENTS[who]) for who in rule.recipients}
    assert people(live) == {pair for pair in named if pair[0] in ("user", "team")}


_TEXTS = st.text(max_size=12) | st.sampled_from(
    ["yes", "on", "null", "~", "0x1f", "014", "1e3", "60:00", "2026-05-30", "<<", "=", "*a", "#b"]
)


@unhurried
@given(_TEXTS)
def test_a_text_is_read_again_as_that_text_whatever_it_looks_like(text: str) -> None:
    entry = {"name": text, "filter": {"message": {"contains": text}}, "isIn": [text]}
    assert read(as_yaml(entry)).value == [entry]


def test_defaults_and_lists_of_one_are_not_written() -> None:
    rule = pasted(as_yaml(imported(canonical(alert()), NAMES, ())))
    assert as_entry(rule) == {
        "name": "disk full",
        "filter": {"message": {"contains": "No space left on device"}},
        "condition": {"atLeast": 3, "within": "1h"},
        "action": {"email": "ops@raxx.app"},
        "frequency": "30 min",
        "key": "disk-full",
    }


def test_a_name_without_a_letter_gets_a_key_all_the_same() -> None:
    live = canonical(alert(name="電子メール"))
    entry = imported(live, NAMES, ["alert"])
    assert (entry["key"], pasted(as_yaml(entry)).name) == ("alert-2", "電子メール")


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("triggers.conditions.0.type", "event_seen_count", "condition: event_seen_count {"),
        ("triggers.conditions.0.conditionResult", False, "condition: not event_frequency_count {"),
        ("actionFilters.0.conditions.0.comparison.match", "zz", "filter: event_attribute {"),
        (f"{ACTION}.type", "plugin", "action: plugin user 222"),
        (f"{ACTION}.status", "disabled", "action: email user 222 (disabled)"),
        (f"{ACTION}.config.targetIdentifier", "999", "action: email user 999"),
        ("actionFilters.0.actions", [], "action: none, so that nobody hears"),
        ("actionFilters", [], "action: none, so that nobody hears"),
        ("config", {}, "frequency: {}"),
        ("config", {"frequency": 0}, "frequency: '0 min' is outside 1 min to 43200 min"),
        ("name", "disk full ", "name: 'disk full ' begins or ends with a space"),
    ],
)
def test_what_no_entry_can_say_is_named(path: str, value: Any, told: str) -> None:
    with pytest.raises(CannotImportError) as caught:
        imported(canonical(replaced(alert(), path, value)), NAMES, ())
    (part,) = caught.value.parts
    assert part.startswith(told)
