"""Promises of the rows that the stack outputs show of rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from infra.config.settings import Settings
from infra.operate.deployed import parse_outputs
from infra.program.output_rows import rule_row
from infra.provider.state import ALERT, inputs_of, outputs_of, pack
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.recipients import names_of
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, config, entry, rules
from tests.provider.test_state import properties


def row(said: dict[str, Any], **overrides: Any) -> dict[str, Any]:
    """Return the row of the one rule of a stack, whose properties these are."""
    settings = Settings.load(config(alertRules=[entry(**overrides)]), "raxx-alerts")
    (rule,) = settings.alert_rules
    known_last = {"id": "52001", "url": "https://moosequest.sentry.io/monitors/alerts/52001/"}
    return rule_row(settings, rule, pack(said)[ALERT], **known_last)


def test_a_row_is_read_back_by_the_commands() -> None:
    outputs = {"managed_rules": [row(properties())], "checks": [], "dashboard": ""}
    (rule,) = parse_outputs("sandbox", json.loads(json.dumps(outputs))).managed_rules
    assert (rule.id, rule.frequency, rule.monitors) == ("52001", "30 min", (7101,))


@pytest.mark.parametrize(("enabled", "status"), [(True, "live"), (False, "disabled")])
def test_a_row_says_whether_the_alert_is_enabled(enabled: bool, status: str) -> None:
    assert row(properties(enabled=enabled))["status"] == status


def test_a_rule_that_cannot_be_planned_has_a_row_without_words() -> None:
    problem = {"message": "nobody has it", "next_step": "write another address"}
    unplanned = row({"name": "disk full", "key": "disk_full", "problem": problem})
    assert (unplanned["key"], unplanned["filter"], unplanned["status"]) == ("disk_full", None, None)


@given(rules())
def test_a_row_made_of_the_outputs_is_the_one_made_of_the_inputs(drawn: AlertRule) -> None:
    settings = Settings.load(config(), "raxx-alerts")
    ids = {who: RECIPIENTS[who] for who in drawn.recipients}
    document = canonical(to_document(drawn, [7101], ids), owned=drawn.owner is not None)
    own = {"key": drawn.key, "on_remove": "delete"}
    inputs = inputs_of(document, names_of(ids), "moosequest", "trademaster-raptor") | own
    made = [rule_row(settings, drawn, pack(said)[ALERT]) for said in (inputs, outputs_of(inputs))]
    assert made[0] == made[1]


def test_two_addresses_of_one_member_are_told_apart_in_a_row() -> None:
    both = [{"email": "ops@raxx.app"}, {"email": "alias@raxx.app"}]
    said = outputs_of(properties()) | {"recipients": {"user 222": "alias@raxx.app"}}
    assert row(said, action=both)["action"] == "email alias@raxx.app, email ops@raxx.app"


def test_a_row_has_the_words_of_this_release() -> None:
    assert row(properties() | {"filter": "older words"}) == row(properties())
