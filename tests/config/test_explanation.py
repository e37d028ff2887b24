"""What a rule means, told in words that somebody just woken can read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from infra.config.explanation import Explanation, as_data, explain, sentences
from infra.config.settings import Settings
from infra.rules.alert_rule import AlertRule
from tests.factories import check, config, entry, rules

CHECK = check(validator="postmark", strict=True)


def explanation(*checks: dict[str, Any], **overrides: Any) -> Explanation:
    given_config = config(alertRules=[entry(**overrides)], configVarChecks=list(checks))
    settings = Settings.load(given_config, "raxx-alerts")
    return explain(settings.alert_rules[0], settings)


def text(*checks: dict[str, Any], **overrides: Any) -> str:
    return "\n".join(sentences(explanation(*checks, **overrides)))


def test_a_rule_is_told_from_what_fires_it_to_what_to_do() -> None:
    assert text(runbook="docs/page.md", created="2026-05-30", issue="#3135").split("\n") == [
        "Fires when, in Sentry project trademaster-raptor: at least 3 events within 1 hour.",
        "Only this counts: message contains No space left on device. "
        "Who is notified: email ops@raxx.app.",
        "How often: at most once in 30 minutes for each issue, however many events arrive.",
        "What to do: docs/page.md.",
        "Why it is there: declared on 2026-05-30, #3135.",
        "If the project has an alert with this exact name, it is adopted; "
        "otherwise one is created.",
        "When its entry is removed, the alert is deleted if this stack made it, and left in Sentry "
        "if it adopted it.",
    ]


@pytest.mark.parametrize(
    ("frequency", "told"),
    [
        ("1 min", "once in 1 minute "),
        ("90 min", "once in 90 minutes "),
        ("60 min", "once in 1 hour "),
        ("48 h", "once in 2 days "),
    ],
)
def test_the_frequency_is_told_in_the_largest_whole_unit(frequency: str, told: str) -> None:
    assert told in text(frequency=frequency)


@pytest.mark.parametrize(
    ("interval", "told"),
    [("1m", "1 minute"), ("1d", "1 day"), ("1w", "1 week"), ("30d", "30 days")],
)
def test_the_interval_is_told_in_words(interval: str, told: str) -> None:
    condition = {"atLeast": 1, "within": interval}
    assert f": at least 1 event within {told}." in text(condition=condition)


def test_a_message_that_looks_like_an_interval_is_left_as_it_is() -> None:
    assert "message contains >= 1 in 5m." in text(filter={"message": {"contains": ">= 1 in 5m"}})


def test_a_rule_of_every_event_says_so() -> None:
    assert "Every event of the project counts." in text(filter=None, matchesEverything=True)


def test_a_rule_that_notifies_every_time_says_so() -> None:
    assert "How often: on every trigger, so each event may notify again." in text(
        frequency="everyTime"
    )


def test_a_disabled_rule_says_that_nobody_hears_of_it() -> None:
    assert "notifies nobody" in text(enabled=False)


def test_an_environment_is_told() -> None:
    assert "trademaster-raptor, environment production:" in text(environment="production")


def test_a_check_is_told_with_all_that_it_asks_for() -> None:
    assert (
        "It guards: config var POSTMARK_SERVER_TOKEN of Heroku app raxx-api-prod, which must "
        "hold at least 5 bytes and a token that Postmark accepts; while it does not, an update "
        "fails."
    ) in text(CHECK)


def test_a_rule_without_a_runbook_says_so() -> None:
    assert "What to do: no runbook page is named." in text()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"onRemove": "delete"}, "When its entry is removed, the alert is deleted."),
        ({"onRemove": "keep"}, "When its entry is removed, the alert is left in Sentry."),
        ({"onRemove": "keep", "protect": True}, "(protect: true prevents this"),
    ],
)
def test_what_becomes_of_the_alert_is_told(said: dict[str, Any], told: str) -> None:
    assert told in text(**said)


@given(rules())
def test_every_rule_can_be_explained(rule: AlertRule) -> None:
    declared = {
        key: value
        for key, value in rule.model_dump(mode="json", by_alias=True).items()
        if value is not None
    }
    settings = Settings.load(config(alertRules=[_sparse(declared)]), "raxx-alerts")
    said = explain(settings.alert_rules[0], settings)
    assert json.loads(json.dumps(as_data(said)))["key"] == rule.key
    assert all(line.endswith(".") for line in sentences(said))


def _sparse(value: Any) -> Any:
    """Return an entry without the keys that nobody writes: those without a value."""
    if isinstance(value, dict):
        return {key: _sparse(inner) for key, inner in value.items() if inner is not None}
    return [_sparse(inner) for inner in value] if isinstance(value, list) else value
