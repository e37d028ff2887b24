"""Promises of how an entry's links, and the alert it names, are explained."""

from __future__ import annotations

from typing import Any

import pytest

from infra.config.explanation import explain, sentences
from infra.config.settings import Settings
from tests.factories import config, entry


def lines(**said: Any) -> list[str]:
    settings = Settings.load(config(alertRules=[entry(**said)]), "raxx-alerts")
    return sentences(explain(settings.alert_rules[0], settings))


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({}, "project trademaster-raptor"),
        ({"projectMonitor": "issue_stream"}, "project trademaster-raptor"),
        ({"projects": ["api", "web"]}, "(api and web)"),
        ({"allProjects": True}, "(all projects)"),
        (
            {"monitors": [{"name": "nightly", "type": "cron"}]},
            "(cron monitor 'nightly' of trademaster-raptor)",
        ),
    ],
)
def test_an_explanation_says_what_the_rule_is_about(said: dict[str, Any], place: str) -> None:
    assert lines(**said)[0].startswith(f"Fires when, in Sentry {place}: ")


def test_an_explanation_says_which_alert_is_adopted() -> None:
    assert "Alert 60002 is adopted, whatever its name." in lines(alert=60002)
