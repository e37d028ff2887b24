"""What the tests send to the Sentry simulator to write monitors: one valid body of each kind."""

from copy import deepcopy
from typing import Any

import requests

from tests.simulator_sentry.client import DETECTORS, EMAIL, MISSING, ORG, Body, alert, ask
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

PROJECT = f"{ORG}/projects/trademaster-raptor/detectors/"
CRONTAB: Body = {"scheduleType": "crontab", "schedule": "0 3 * * *"}
QUERY: Body = {
    "queryType": 0,
    "dataset": "events",
    "query": "is:unresolved",
    "aggregate": "count()",
    "timeWindow": 3600,
    "environment": None,
    "eventTypes": ["default", "error"],
}
SPANS: Body = {
    **QUERY,
    "queryType": 1,
    "dataset": "events_analytics_platform",
    "query": "",
    "aggregate": "p95(span.duration)",
    "eventTypes": ["trace_item_span"],
}
THRESHOLDS: list[Body] = [
    {"type": "gt", "comparison": 100, "conditionResult": 75},
    {"type": "lte", "comparison": 100, "conditionResult": 0},
]


def changed(body: Body, changes: Body) -> Body:
    """Change a body; MISSING leaves a key out."""
    return deepcopy({k: v for k, v in {**body, **changes}.items() if v is not MISSING})


def cron(source: Body | None = None, **changes: Any) -> Body:
    """Give a cron monitor; `source` changes its data source."""
    plain = {"name": "nightly job", "slug": "nightly-job", "config": CRONTAB}
    body = {
        "name": "nightly job",
        "type": "monitor_check_in_failure",
        "dataSources": [changed(plain, source or {})],
    }
    return changed(body, changes)


def cron_config(**config: Any) -> Body:
    """Give a cron monitor with a changed config."""
    return cron({"config": changed(CRONTAB, config)})


def uptime(source: Body | None = None, **changes: Any) -> Body:
    """Give an uptime monitor; `source` changes its data source."""
    plain = {"url": "https://api.raxx.app/up", "intervalSeconds": 60, "timeoutMs": 5000}
    body = {
        "name": "api is up",
        "type": "uptime_domain_failure",
        "dataSources": [changed(plain, source or {})],
        "config": {"environment": None, "mode": 1, "downtimeThreshold": 3, "recoveryThreshold": 1},
    }
    return changed(body, changes)


def metric(source: Body | None = None, **changes: Any) -> Body:
    """Give a metric monitor; `source` changes its data source."""
    body = {
        "name": "error rate",
        "type": "metric_issue",
        "dataSources": [changed(QUERY, source or {})],
        "conditionGroup": {"logicType": "any", "conditions": THRESHOLDS},
        "config": {"detectionType": "static"},
    }
    return changed(body, changes)


def thresholds(*conditions: Any) -> Body:
    """Give a metric monitor with other conditions."""
    return metric(conditionGroup={"logicType": "any", "conditions": [*conditions]})


def post(
    sentry: SentrySimulator, body: Any, token: str = tokens.SENTRY_TOKEN, path: str = PROJECT
) -> requests.Response:
    """Ask for a new monitor."""
    return ask(sentry, path, "POST", token, json=body)


def make(sentry: SentrySimulator, body: Body) -> Body:
    """Create a monitor and give the reply."""
    answer = post(sentry, body)
    assert answer.status_code == 201, answer.text
    made: Body = answer.json()
    return made


def put(sentry: SentrySimulator, identifier: str, body: Any) -> requests.Response:
    """Ask for an edit."""
    return ask(sentry, f"{DETECTORS}{identifier}/", "PUT", json=body)


def edit(sentry: SentrySimulator, identifier: str, body: Body) -> Body:
    """Edit a monitor and give the reply."""
    answer = put(sentry, identifier, body)
    assert answer.status_code == 200, answer.text
    edited: Body = answer.json()
    return edited


def shown(sentry: SentrySimulator, identifier: str) -> Body:
    """Read a monitor."""
    answer = ask(sentry, f"{DETECTORS}{identifier}/")
    assert answer.status_code == 200, answer.text
    document: Body = answer.json()
    return document


def query_of(document: Body) -> Body:
    """Give what a monitor's data source points to."""
    query: Body = document["dataSources"][0]["queryObj"]
    return query


def alert_of(monitor: int) -> Body:
    """Give an alert that every occurrence of a monitor sets off."""
    group = {"logicType": "all", "conditions": [], "actions": [EMAIL]}
    triggers = {"logicType": "any-short", "conditions": []}
    return alert(detectorIds=[monitor], triggers=triggers, actionFilters=[group])
