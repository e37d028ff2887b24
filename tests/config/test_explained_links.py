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


MONITOR = {
    "key": "backup",
    "name": "nightly backup",
    "cron": {"schedule": "0 3 * * *", "slug": "b"},
}


def test_a_rule_says_what_the_monitors_of_the_stack_that_it_names_watch() -> None:
    rule = entry(monitors=["backup"], filter=None, matchesEverything=True)
    settings = Settings.load(config(alertRules=[rule], monitors=[MONITOR]), "raxx-alerts")
    said = sentences(explain(settings.alert_rules[0], settings))
    assert said[:3] == [
        "Fires when, in Sentry (monitor backup): at least 3 events within 1 hour.",
        "The cron monitor 'nightly backup' (key backup) watches crontab '0 3 * * *' UTC, grace "
        "1 min, at most 30 min; it fails when: 1 check-in missed, late or failed.",
        "Every event of these counts. Who is notified: email ops@raxx.app.",
    ]
