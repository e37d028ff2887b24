"""Alerts as people really have them in Sentry, one neutral example of each kind.

Sources: public issues, pull requests and configuration files, read 2026-11; the shapes that a
write refuses are what Sentry's own migrations wrote (`getsentry/sentry:
src/sentry/workflow_engine/migration_helpers`).
"""

from __future__ import annotations

from typing import Any

from tests.sentry_schema_strategies import with_ids
from tests.simulators.sentry_monitors import detector

Alert = dict[str, Any]
CRON = "monitor_check_in_failure"
CRONS = [str(number) for number in range(7200, 7259)]
"""IDs of the many cron monitors that one alert watches."""


def monitors() -> list[dict[str, Any]]:
    """Give the monitors that these alerts need beside those of a fresh organization."""
    return [detector(id_, "611", CRON, f"job {id_}") for id_ in CRONS]


def live_alerts() -> list[Alert]:
    """Give every case as an alert that Sentry keeps."""
    return [
        with_ids(
            {
                **{"name": name, "enabled": True, "environment": None, "owner": None},
                **{"config": {"frequency": 30}, "detectorIds": ["7101"], "createdBy": None},
                **{"triggers": _when(("first_seen_event", True)), "actionFilters": [_do(MAIL)]},
                **changes,
            },
            number,
        )
        for number, (name, changes) in enumerate(CASES, start=51001)
    ]


def _when(*conditions: tuple[str, Any], logic: str = "any-short") -> Alert:
    return {"logicType": logic, "conditions": [_condition(*one) for one in conditions]}


def _condition(kind: str, comparison: Any, result: Any = True) -> Alert:
    return {"type": kind, "comparison": comparison, "conditionResult": result}


def _do(*actions: Alert, where: Any = (), logic: str = "all") -> Alert:
    conditions = [_condition(*one) for one in where]
    return {"logicType": logic, "conditions": conditions, "actions": list(actions)}


def _where(*conditions: tuple[Any, ...], logic: str = "all") -> Alert:
    return {"actionFilters": [_do(MAIL, where=conditions, logic=logic)]}


def _acts(*actions: Alert) -> Alert:
    return {"actionFilters": [_do(*actions)]}


def _action(kind: str, integration: str | None = None, **parts: Any) -> Alert:
    data, status = parts.pop("data", {}), parts.pop("status", "active")
    config = {"targetDisplay": None, **parts}
    return {
        **{"type": kind, "integrationId": integration, "data": data},
        **{"config": config, "status": status},
    }


def _to(kind: str, integration: str | None, who: Any, display: Any, **data: Any) -> Alert:
    target = {"targetType": "specific", "targetIdentifier": who, "targetDisplay": display}
    return _action(kind, integration, **target, data=data)


MAIL = _action("email", targetType="user", targetIdentifier="3001")
OWNERS = _action(
    "email",
    targetType="issue_owners",
    targetIdentifier=None,
    data={"fallthroughType": "ActiveMembers"},
)
APP_SETTINGS = [
    {"name": "service", "value": None},
    {"name": "urgency", "value": 2},
    {"name": "teams", "value": ["a", "b"], "label": "Teams"},
]
FORM = [{"name": "project", "label": "Project", "type": "select", "choices": [["1", "OPS"]]}]
_LAST_HOUR = {"interval": "1h", "value": 10, "filters": []}

CASES: tuple[tuple[str, Alert], ...] = (
    ("on every trigger", {"config": {"frequency": 0}}),
    ("without a frequency", {"config": {}}),
    (
        "sessions within 10 minutes",
        _where(("percent_sessions_count", {"interval": "10m", "value": 2.5})),
    ),
    (
        "sessions as migrated",
        _where(("percent_sessions_count", {"interval": "1d", "value": 5, "filters": []})),
    ),
    ("an event is captured", {"triggers": _when(("every_event", True))}),
    ("the default of Sentry", {"triggers": _when(("seer_activity_trigger", ["pr_created"]))}),
    ("of all projects", {"detectorIds": ["7190"]}),
    ("of two projects", {"detectorIds": ["7101", "7103"]}),
    ("on many crons", {"detectorIds": CRONS}),
    ("errors and a cron", {"detectorIds": ["7102", "7113"]}),
    ("an uptime monitor", {"detectorIds": ["7114"]}),
    ("two metric monitors", {"detectorIds": ["7111", "7112"]}),
    ("of no monitor", {"detectorIds": []}),
    ("a hidden monitor", {"detectorIds": ["7101", "7999"]}),
    (
        "left-over values",
        _where(
            ("event_attribute", {"attribute": "user.id", "match": "is", "value": ""}),
            ("tagged_event", {"key": "monitor.slug", "match": "ns", "value": "x"}),
        ),
    ),
    ("an old category", _where(("issue_category", {"value": 2}))),
    ("twins", {"environment": "production"}),
    ("twins", {"environment": "staging"}),
    (
        "an app with settings",
        _acts(
            _action(
                "sentry_app",
                targetType="sentry_app",
                targetIdentifier="71",
                data={"settings": APP_SETTINGS},
            )
        ),
    ),
    (
        "two groups and no trigger",
        {
            "triggers": None,
            "actionFilters": [
                _do(MAIL, where=[("level", {"level": 50, "match": "eq"})]),
                _do(OWNERS, where=[("level", {"level": 40, "match": "lte"})]),
            ],
        },
    ),
    (
        "a ticket with its form",
        _acts(
            _action(
                "jira",
                "58",
                targetType="specific",
                targetIdentifier=None,
                data={
                    "dynamicFormFields": FORM,
                    "additionalFields": {"project": "1", "issuetype": "2", "integration": "58"},
                },
            )
        ),
    ),
    ("without a trigger", {"triggers": None}),
    (
        "counted when resolved",
        {
            "triggers": _when(("issue_resolved_trigger", True)),
            **_where(("event_frequency_count", _LAST_HOUR)),
        },
    ),
    (
        "long open",
        _where(("issue_open_duration", {"type": "older", "value": 2, "timeUnit": "day"})),
    ),
    ("a private channel", _acts(_to("slack", "51", "G99", "#private", tags="level, release"))),
    (
        "environments by a filter",
        _where(
            ("event_attribute", {"attribute": "environment", "match": "in", "value": "a, b"}),
        ),
    ),
    ("priority in words", _where(("issue_priority_greater_or_equal", "high"))),
    ("deescalating as stored", _where(("issue_priority_deescalating", True))),
    (
        "all of two changes",
        {"triggers": _when(("first_seen_event", True), ("regression_event", True), logic="all")},
    ),
    ("nobody's", _where(("assigned_to", {"targetType": "Unassigned", "targetIdentifier": ""}))),
    (
        "someone's who left",
        _where(("assigned_to", {"targetType": "Member", "targetIdentifier": 9})),
    ),
    (
        "mails who left",
        _acts(_action("email", targetType="user", targetIdentifier="3999", data={})),
    ),
    ("a plugin", _acts(_action("plugin", targetIdentifier=None))),
    ("a webhook, switched off", _acts(_action("webhook", targetIdentifier="x", status="disabled"))),
    ("without a group", {"actionFilters": []}),
    ("without an action", {"actionFilters": [_do()]}),
    ("off, with an owner", {"enabled": False, "owner": "team:801"}),
    ("an owner who left", {"owner": "user:3004"}),
    (" blanks around ", {}),
    ("emoji 🚨 – dash", {}),
    ("na\u200bme\twith\nodd characters", {}),
    (
        "a false result and an operator",
        _where(("latest_release", True, False), ("eq", 5), logic="none"),
    ),
)
