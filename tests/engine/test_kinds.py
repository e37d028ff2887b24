"""Promises of rules of many kinds, and of several projects, promised on every engine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.conftest import Stack
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

RULE = {
    "key": "many",
    "name": "many kinds",
    "condition": [{"newIssue": True}, {"escalatingIssue": True}, {"atLeast": 100, "within": "1h"}],
    "filter": [
        {"exception.type": {"isIn": ["KeyError", "ValueError"]}},
        {"tag": {"key": "server_name", "startsWith": "web"}},
        {"level": {"atLeast": "error"}},
        {"age": {"newerThan": "2 days"}},
        {"assignedTo": {"team": "sre"}},
        {"issueCategory": {"isNot": "feedback"}},
        {"sessions": {"moreThanPercent": 0.5, "within": "1h"}},
        {
            "userIncrease": {
                "moreThanPercent": 50,
                "within": "1h",
                "comparedTo": "1w",
                "where": [{"environment": {"equals": "production"}}],
            }
        },
    ],
    "filterMatch": "any",
    "action": [
        {"email": "ops@raxx.app"},
        {"slack": {"workspace": "Raxx", "channel": "#ops", "tags": ["level"], "notes": "page"}},
        {"pagerduty": {"account": "Raxx", "service": "Backend", "severity": "critical"}},
    ],
    "also": [
        {
            "filter": {"priority": {"atLeast": "high"}},
            "action": {
                "github": {"integration": "raxx", "repository": "raxx/api", "labels": ["bug"]}
            },
        }
    ],
    "frequency": "30 min",
    "environment": "production",
    "owner": {"team": "sre"},
}
OTHER = {
    "key": "other",
    "name": "many kinds",
    "project": "other-project",
    "condition": {"everyEvent": True},
    "matchesEverything": True,
    "action": {"sentryApp": {"app": "pager"}},
    "frequency": "1 h",
}


def alert_of(sentry: SentrySimulator, detector: str) -> dict[str, Any]:
    """Return the alert that is linked to a monitor."""
    return next(alert for alert in alerts(sentry) if alert["detectorIds"] == [detector])


def test_rules_of_many_kinds_and_two_projects_live_without_drift(
    stack: Stack, sentry: SentrySimulator
) -> None:
    stack.configure(alertRules=[RULE, OTHER], configVarChecks=[])
    up(stack)
    assert [alert["name"] for alert in alerts(sentry)] == ["many kinds"] * 2
    assert proposes_nothing(stack)
    ids = stack.engine.outputs()["rule_ids"]
    assert ids["many kinds (other-project)"] == alert_of(sentry, "7103")["id"]
    assert ids["many kinds (trademaster-raptor)"] == alert_of(sentry, "7101")["id"]


@pytest.mark.long
def test_a_kind_that_was_changed_by_hand_is_shown_and_put_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    stack.configure(alertRules=[RULE], configVarChecks=[])
    up(stack)
    conditions = [c for g in alerts(sentry)[0]["actionFilters"] for c in g["conditions"]]
    level = next(c for c in conditions if c["type"] == "level")
    level["comparison"]["level"] = 50
    assert not proposes_nothing(stack)
    preview = stack.engine.preview(diff=True).output
    assert "level >= error" in preview
    before = len(writes(sentry))
    up(stack)
    assert len(writes(sentry)) == before + 1
    assert proposes_nothing(stack)


@pytest.mark.long
def test_a_rule_that_names_another_project_moves_there_and_keeps_its_alert(
    stack: Stack, sentry: SentrySimulator
) -> None:
    stack.configure(alertRules=[RULE], configVarChecks=[])
    up(stack)
    (before,) = alerts(sentry)
    stack.configure(alertRules=[{**RULE, "project": "other-project"}])
    up(stack)
    assert [a["id"] for a in alerts(sentry)] == [before["id"]]
    assert alerts(sentry)[0]["detectorIds"] == ["7103"]


def test_a_wrong_channel_is_told_at_preview_with_those_there_are(stack: Stack) -> None:
    wrong = {"slack": {"workspace": "Raxx", "channel": "opps"}}
    stack.configure(alertRules=[{**RULE, "action": wrong}], configVarChecks=[])
    outcome = stack.engine.preview()
    assert "warning: rule" in outcome.output
    assert "it has: #alerts (C01), #ops (C02)" in outcome.output
    assert "Traceback" not in outcome.output
