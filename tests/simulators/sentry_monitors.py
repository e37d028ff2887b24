"""The monitors a fresh organization of the Sentry simulator has.

Sources: `getsentry/sentry: src/sentry/workflow_engine/defaults/detectors.py` (a project's own, and
that of all projects), OpenAPI 2026-08-16 (replies), `src/sentry/monitors/validators.py`,
`src/sentry/incidents/metric_issue_detector.py` and `src/sentry/uptime/endpoints/validators.py`
(data sources).
"""

from typing import Any

Item = dict[str, Any]
CREATED = "2026-01-05T09:00:00.000000Z"
ORGANIZATION = "4501"


def initial_detectors() -> list[Item]:
    """Give two projects' own monitors, people's monitors of three types, and that of all."""
    return [
        detector("7101", "611", "error", "Error Monitor"),
        detector("7102", "611", "issue_stream", "Issue Stream"),
        detector("7103", "612", "error", "Error Monitor"),
        detector("7104", "612", "issue_stream", "Issue Stream"),
        _metric("7111", "High error count", "count()", [("gt", 10, 75), ("lte", 10, 0)]),
        _metric("7112", "Failure rate", "failure_rate()", [("gt", 0.05, 50), ("lte", 0.05, 0)]),
        _cron("7113", "611", "nightly backup"),
        _uptime("7114", "612", "Uptime of the API", "https://api.raxx.app/health"),
        detector(
            "7190",
            None,
            "issue_stream",
            "Issue Stream: All Projects",
            config={"organizationId": int(ORGANIZATION)},
        ),
    ]


def detector(identifier: str, project: str | None, kind: str, name: str, **more: Any) -> Item:
    """Give a monitor with the keys of a reply, but for those that follow from others."""
    return {
        "id": identifier,
        "projectId": project,
        "name": name,
        "description": None,
        "type": kind,
        "owner": None,
        "createdBy": None,
        "dateCreated": CREATED,
        "dateUpdated": CREATED,
        "dataSources": None,
        "conditionGroup": None,
        "config": {},
        "enabled": True,
        "latestGroup": None,
        **more,
    }


def _source(identifier: str, kind: str, query: Item) -> Item:
    return {
        "id": f"{identifier}1",
        "organizationId": ORGANIZATION,
        "type": kind,
        "sourceId": f"{identifier}2",
        "queryObj": query,
    }


def _group(identifier: str, conditions: list[tuple[str, object, int]]) -> Item:
    return {
        "id": f"{identifier}3",
        "organizationId": ORGANIZATION,
        "logicType": "any",
        "conditions": [
            {
                "id": f"{identifier}{number}",
                "type": kind,
                "comparison": comparison,
                "conditionResult": result,
            }
            for number, (kind, comparison, result) in enumerate(conditions, start=4)
        ],
        "actions": [],
    }


def _metric(
    identifier: str, name: str, aggregate: str, conditions: list[tuple[str, object, int]]
) -> Item:
    query = {
        "id": f"{identifier}2",
        "status": 0,
        "subscription": f"1/{identifier}",
        "snubaQuery": {
            "id": f"{identifier}9",
            "dataset": "events" if aggregate == "count()" else "events_analytics_platform",
            "query": "",
            "aggregate": aggregate,
            "timeWindow": 3600,
            "environment": None,
            "eventTypes": ["error"] if aggregate == "count()" else ["trace_item_span"],
            "extrapolationMode": "unknown",
        },
    }
    return detector(
        identifier,
        "611",
        "metric_issue",
        name,
        createdBy="3001",
        dataSources=[_source(identifier, "snuba_query_subscription", query)],
        conditionGroup=_group(identifier, conditions),
        config={"detectionType": "static"},
    )


def _cron(identifier: str, project: str, name: str) -> Item:
    source = _source(identifier, "cron_monitor", {})
    del source["queryObj"]  # it follows from the row
    return detector(
        identifier,
        project,
        "monitor_check_in_failure",
        name,
        createdBy="3001",
        dataSources=[source],
    )


def initial_cron_rows() -> list[Item]:
    """Give the cron monitor that the detector above watches; nothing has checked in yet."""
    return [
        {
            "id": "71132",
            "guid": "5f0c0a5e-52b7-4c0b-8c3d-3f6f0ad6a001",
            "projectId": "611",
            "name": "nightly backup",
            "slug": "nightly-backup",
            "status": "active",
            "isUpserting": False,
            "config": {
                "schedule_type": "crontab",
                "schedule": "0 3 * * *",
                "timezone": "UTC",
                "checkin_margin": 10,
                "max_runtime": 60,
                "failure_issue_threshold": 1,
                "recovery_threshold": 1,
            },
            "owner": None,
            "environments": [],
            "dateCreated": CREATED,
        }
    ]


def _uptime(identifier: str, project: str, name: str, url: str) -> Item:
    query: Item = {
        "url": url,
        "method": "GET",
        "body": None,
        "headers": [],
        "intervalSeconds": 60,
        "timeoutMs": 5000,
        "traceSampling": False,
        "assertion": None,
    }
    return detector(
        identifier,
        project,
        "uptime_domain_failure",
        name,
        createdBy="3001",
        dataSources=[_source(identifier, "uptime_subscription", query)],
        conditionGroup=_group(identifier, [("eq", "failure", 75), ("eq", "success", 0)]),
        config={
            "mode": 1,
            "environment": "production",
            "recoveryThreshold": 1,
            "downtimeThreshold": 3,
        },
    )
