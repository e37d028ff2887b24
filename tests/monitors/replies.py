"""How Sentry replies a monitor that it was sent, with all that its server adds and changes.

Written from `getsentry/sentry: src/sentry/workflow_engine/endpoints/serializers/
detector_serializer.py` and the data sources' own serializers, read 2026-11; it uses no code of the
project.
"""

from __future__ import annotations

import copy
from typing import Any

Reply = dict[str, Any]


def reply(sent: Reply) -> Reply:
    """Return Sentry's reply to a POST of this body, after which it was read again."""
    body = copy.deepcopy(sent)
    read = {
        "monitor_check_in_failure": _cron,
        "uptime_domain_failure": _uptime,
        "metric_issue": _metric,
    }[body["type"]]
    sources = [
        {"id": f"9{index}", "organizationId": "1", "sourceId": f"8{index}", **read(body, source)}
        for index, source in enumerate(body["dataSources"])
    ]
    return {
        "id": "7102",
        "projectId": "4501",
        "name": body["name"].strip(),
        "description": body.get("description"),
        "type": body["type"],
        "workflowIds": ["60001"],
        "owner": _owner(body.get("owner")),
        "createdBy": "222",
        "dateCreated": "2026-11-01T00:00:00Z",
        "dateUpdated": "2026-11-02T00:00:00Z",
        "dataSources": sources,
        "conditionGroup": _group(body),
        "config": _config(body),
        "enabled": body["enabled"],
        "alertRuleId": None,
        "ruleId": None,
        "latestGroup": None,
        "aFieldOfNextYear": {"x": 1},
    }


def _owner(owner: str | None) -> Reply | None:
    kind, _, id_ = (owner or "").partition(":")
    return {"type": kind, "id": id_, "name": "someone"} if kind else None


def _cron(body: Reply, source: Reply) -> Reply:
    config = source["config"]
    given = {
        key: config.get(key)
        for key in (
            *("schedule_type", "schedule", "checkin_margin", "max_runtime"),
            *("failure_issue_threshold", "recovery_threshold"),
        )
    }
    if config.get("timezone"):
        given["timezone"] = config["timezone"]
    return {
        "type": "cron_monitor",
        "queryObj": {
            "id": "11111111-2222-3333-4444-555555555555",
            "name": source.get("name") or source["slug"],
            "slug": source.get("slug") or "made-by-sentry",
            "status": "active" if body["enabled"] else "disabled",
            "isMuted": False,
            "isUpserting": False,
            "config": {**given, "alert_rule_id": 5},
            "dateCreated": "2026-11-01T00:00:00Z",
            "project": {"id": "4501", "slug": "trademaster-raptor"},
            "environments": [],
            "owner": None,
        },
    }


def _uptime(_: Reply, source: Reply) -> Reply:
    stored = {
        "url": source["url"].strip(),
        "method": source.get("method", "GET"),
        "body": source.get("body"),
        "headers": source.get("headers", []),
        "intervalSeconds": source["intervalSeconds"],
        "timeoutMs": source["timeoutMs"],
        "traceSampling": source.get("traceSampling", False),
        "assertion": _with_ids(source.get("assertion")),
    }
    return {"type": "uptime_subscription", "queryObj": stored}


def _with_ids(part: Any) -> Any:
    """Add IDs as Sentry's page does when somebody saves there without a change."""
    if isinstance(part, list):
        return [_with_ids(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: _with_ids(value) for key, value in part.items()}
    return {**inner, "id": "kq3"} if "op" in part else inner


def _metric(_: Reply, source: Reply) -> Reply:
    query = {
        "id": "3",
        "dataset": source["dataset"],
        "query": source["query"],
        "aggregate": source["aggregate"].replace("(user)", "(tags[sentry:user])"),
        "timeWindow": source["timeWindow"],
        "environment": source["environment"],
        "eventTypes": [*reversed(source["eventTypes"])],
        "extrapolationMode": source.get("extrapolationMode") or "unknown",
    }
    return {
        "type": "snuba_query_subscription",
        "queryObj": {"id": "4", "status": 1, "subscription": None, "snubaQuery": query},
    }


def _group(body: Reply) -> Reply:
    conditions = body.get("conditionGroup", {}).get("conditions", [])
    if body["type"] == "uptime_domain_failure":
        conditions = [
            {"type": "eq", "comparison": "failure", "conditionResult": 75},
            {"type": "eq", "comparison": "success", "conditionResult": 0},
        ]
    return {
        "id": "5",
        "organizationId": "1",
        "logicType": "any",
        "conditions": [{"id": "6", **condition} for condition in reversed(conditions)],
        "actions": [],
    }


def _config(body: Reply) -> Reply:
    config = dict(body["config"])
    if config.get("comparisonDelta") and config.get("detectionType") == "static":
        config["detectionType"] = "percent"
    return config
