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
from infra.rules.to_entry import entry_of_alert, entry_of_rule, people, raw_parts
from tests.factories import NAMES, RECIPIENTS, alert, replaced, rules
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


@given(rules())
def test_a_live_alert_of_any_kind_is_declared_by_its_entry_without_a_change(
    rule: AlertRule,
) -> None:
    live = canonical(accepted(rule), owned=rule.owner is not None)
    entry = entry_of_alert(live, NAMES, ())
    again = to_document(pasted(as_yaml(entry)), [7101], RECIPIENTS)
    assert canonical(again, owned=rule.owner is not None) == live


@given(rules())
def test_everybody_whom_a_live_alert_names_is_looked_up(rule: AlertRule) -> None:
    live = canonical(accepted(rule), owned=rule.owner is not None)
    named = {(who.kind, RECIPIENTS[who]) for who in rule.recipients}
    assert people(live) == {pair for pair in named if pair[0] in ("user", "team")}


_TEXTS = st.text(max_size=12) | st.sampled_from(
    ["yes", "on", "null", "~", "0x1f", "014", "1e3", "60:00", "2026-05-30", "<<", "=", "*a", "#b"]
)


@given(_TEXTS)
def test_a_text_is_read_again_as_that_text_whatever_it_looks_like(text: str) -> None:
    entry = {"name": text, "filter": {"message": {"contains": text}}, "isIn": [text]}
    assert read(as_yaml(entry)).value == [entry]


def test_defaults_and_lists_of_one_are_not_written() -> None:
    rule = pasted(as_yaml(entry_of_alert(canonical(alert()), NAMES, ())))
    assert entry_of_rule(rule) == {
        "name": "disk full",
        "filter": {"message": {"contains": "No space left on device"}},
        "condition": {"atLeast": 3, "within": "1h"},
        "action": {"email": "ops@raxx.app"},
        "frequency": "30 min",
        "key": "disk-full",
    }


def test_a_name_without_a_letter_gets_a_key_all_the_same() -> None:
    live = canonical(alert(name="電子メール"))
    entry = entry_of_alert(live, NAMES, ["alert"])
    assert (entry["key"], pasted(as_yaml(entry)).name) == ("alert-2", "電子メール")


RAW = "written as raw, because"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (
            "triggers.conditions.0",
            {"type": "event_seen_count", "comparison": 5, "conditionResult": True},
            f"condition: event_seen_count 5: {RAW} no other key says all of it",
        ),
        (
            "actionFilters.0.conditions.0",
            {"type": "latest_release", "comparison": True, "conditionResult": False},
            "filter: latest_release true (conditionResult false): "
            f"{RAW} no other key says all of it",
        ),
        (f"{ACTION}.type", "plugin", f"action: plugin user 222: {RAW} no other key says all of it"),
        (
            f"{ACTION}.status",
            "disabled",
            f"action: email user 222 (disabled): {RAW} no other key says all of it",
        ),
        (
            f"{ACTION}.config.targetIdentifier",
            "999",
            f"action: email user 999: {RAW} Sentry has no user 999 any more",
        ),
        (
            f"{ACTION}",
            {"type": "slack", "integrationId": "99", "data": {}, "config": {}, "status": "active"},
            f"action: slack None None: {RAW} Sentry has no slack 99 any more",
        ),
    ],
)
def test_what_has_no_key_of_its_own_is_written_raw_with_the_reason(
    path: str, value: Any, words: str
) -> None:
    live = canonical(replaced(alert(), path, value))
    assert raw_parts(live, NAMES) == [words]
    again = to_document(pasted(as_yaml(entry_of_alert(live, NAMES, ()))), [111], RECIPIENTS)
    assert canonical(again) == live


def test_a_text_that_a_terminal_would_obey_is_printed_with_escapes() -> None:
    entry = entry_of_alert(canonical(alert(name="a\u202eb \U0001f469\u200d\U0001f4bb")), NAMES, ())
    assert as_yaml(entry).isascii()
    assert pasted(as_yaml(entry)).name == entry["name"]
