"""Hypothesis strategies of alerts as Sentry's API can answer them, drawn from its own schemas.

They know nothing of the models under test. Schemas: `getsentry/sentry: src/sentry/
workflow_engine/handlers/condition/*` and `src/sentry/notifications/notification_action/
action_handler_registry/*`, read 2026-11.
"""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

Drawn = st.SearchStrategy[Any]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
"""All that Sentry's database stores."""
_plain = st.text(st.sampled_from("abcxyz-_. "), min_size=1, max_size=6)
_some = texts | _plain
whole = st.integers(0, 10**12) | st.integers(0, 50).map(float)
json_values: Drawn = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e6, 1e6) | _some,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_plain, inner, max_size=2),
    max_leaves=4,
)
_something = json_values.filter(lambda value: value is not None)


def _one(*values: Any) -> Drawn:
    return st.sampled_from(values)


def _object(optional: dict[str, Drawn] | None = None, /, **required: Drawn) -> Drawn:
    return st.fixed_dictionaries(required, optional=optional or {})


ATTRIBUTES = (
    *("message", "platform", "environment", "type", "error.handled", "error.unhandled"),
    *("error.main_thread", "exception.type", "exception.value", "user.id", "user.email"),
    *("user.username", "user.ip_address", "http.method", "http.url", "http.status_code"),
    *("sdk.name", "stacktrace.code", "stacktrace.module", "stacktrace.filename"),
    *("stacktrace.abs_path", "stacktrace.package", "unreal.crash_type", "app.in_foreground"),
    *("os.distribution_name", "os.distribution_version", "symbolicated_in_app"),
    *("ota_updates.channel", "ota_updates.runtime_version", "ota_updates.update_id"),
)
_VALUED = ("co", "ew", "eq", "gt", "gte", "in", "lt", "lte", "nc", "new", "ne", "nsw", "nin", "sw")
MATCHES = (*_VALUED, "is", "ns")


def _match(**subject: Drawn) -> Drawn:
    """A match with a value, one without, and one whose value an older version left over."""
    valued = _object(match=_one(*_VALUED), value=_some, **subject)
    return valued | _object({"value": _some}, match=_one("is", "ns"), **subject)


_attribute = _match(attribute=_one(*ATTRIBUTES))
_tag = _match(key=_some)
_filters = {"filters": st.lists(_attribute | _tag, max_size=3)}
_EVENTS = _one("1m", "5m", "15m", "1h", "1d", "1w", "30d")
_SESSIONS = _one("1m", "5m", "10m", "30m", "1h") | _EVENTS  # the latter are stored in old alerts
_BEFORE = _one("5m", "15m", "1h", "1d", "1w", "30d")
_percent = st.integers(0, 100) | st.floats(0, 100)
_priority = _one(25, 50, 75)
_stages = ("rca_completed", "solution_completed", "coding_completed", "pr_ready_for_review")
_times = _one("minute", "hour", "day", "week")
_boolean = st.booleans()
_include = {"include": _boolean}

COMPARISONS: dict[str, Drawn] = {
    **dict.fromkeys(("eq", "ne", "gt", "gte", "lt", "lte"), _some | whole | _boolean),
    **dict.fromkeys(("first_seen_event", "regression_event", "reappeared_event"), _boolean),
    **dict.fromkeys(("issue_resolved_trigger", "every_event", "latest_release"), _boolean),
    **dict.fromkeys(("new_high_priority_issue", "existing_high_priority_issue"), _boolean),
    "seer_activity_trigger": st.lists(
        _one(*_stages, "pr_created", "rca_started"), min_size=1, unique=True
    ),
    "issue_resolution_change": _one(1, True),
    "age_comparison": _object(comparisonType=_one("older", "newer"), value=whole, time=_times),
    "assigned_to": _object({"targetIdentifier": _some}, targetType=st.just("Unassigned"))
    | _object(targetType=_one("Team", "Member"), targetIdentifier=_one(7, "7", 222, "222", 9, "")),
    "issue_category": _object(_include, value=st.integers(1, 19)),
    "issue_type": _object(_include, value=_one("error", "metric_issue", "ai_detected_db") | _some),
    "issue_occurrences": _object(value=whole),
    "issue_priority_greater_or_equal": _priority | _one("low", "medium", "high"),
    "issue_priority_equals": _priority | _one("low", "medium", "high"),
    "issue_priority_deescalating": _priority | st.just(True),
    "issue_open_duration": _object(type=_one("older", "newer"), value=whole, timeUnit=_times),
    "event_attribute": _attribute,
    "tagged_event": _tag,
    "level": _object(level=_one(0, 10, 20, 30, 40, 50), match=_one(*MATCHES)),
    "latest_adopted_release": _object(
        releaseAgeType=_one("oldest", "newest"),
        ageComparison=_one("older", "newer"),
        environment=_some,
    ),
    "event_seen_count": whole | _something,
    "event_created_by_detector": whole,
    **dict.fromkeys(
        ("event_frequency_count", "event_unique_user_frequency_count"),
        _object(_filters, interval=_EVENTS, value=whole),
    ),
    **dict.fromkeys(
        ("event_frequency_percent", "event_unique_user_frequency_percent"),
        _object(_filters, interval=_EVENTS, value=whole, comparisonInterval=_BEFORE),
    ),
    "percent_sessions_count": _object(_filters, interval=_SESSIONS, value=_percent),
    "percent_sessions_percent": _object(
        _filters, interval=_SESSIONS, value=_percent | whole, comparisonInterval=_BEFORE
    ),
}
"""Every condition of Sentry's workflow engine that an alert can hold."""

_usually_true = st.just(True) | st.just(True) | _boolean | _something
conditions = st.one_of(
    *(
        _object(type=st.just(kind), comparison=comparison, conditionResult=_usually_true)
        for kind, comparison in COMPARISONS.items()
    )
)

_ids = _one("C01", "9001", "61", "55-backend", "99") | _some
_display = {"targetDisplay": st.none() | _one("#alerts", "alerts", "Backend", "@ops", "") | _some}
_identifier = {"targetIdentifier": st.none() | _ids}
_specific = _object({**_identifier, **_display}, targetType=st.just("specific"))
_no_target = _object({"targetIdentifier": st.none(), "targetDisplay": st.none()})
_ticket_target = _no_target | _object(_display, targetType=st.just("specific"))
_fields = st.dictionaries(_plain | _one("project", "issuetype", "integration"), json_values)
_form = st.lists(st.dictionaries(_plain | st.just("name"), json_values, max_size=3), max_size=2)
_ticket = _object({"dynamicFormFields": _form, "additionalFields": _fields})
_repository = _object(
    {
        "labels": st.none() | st.lists(_some, max_size=2),
        "assignee": st.none() | _some,
        "integration": _one("58", "59", "x"),
    },
    repo=_some,
)
_github = _object({"dynamicFormFields": _form}, additionalFields=_repository)
_tags = {"tags": st.none() | _some | _one("level,release", "a, b"), "notes": st.none() | texts}
_setting = _object({"name": _some, "value": json_values, "label": st.none() | _some})
_urgency = _object({"priority": _one("default", "critical", "P1", "P5"), "extra": json_values})
_user = _object(
    {"targetDisplay": st.none()},
    targetType=_one("user", "team"),
    targetIdentifier=_one("222", "7", "404"),
)
_owners = _object(
    {"targetIdentifier": st.none() | _some, "targetDisplay": st.none()},
    targetType=st.just("issue_owners"),
)
_fallthrough = _object({"fallthroughType": _one("ActiveMembers", "AllMembers", "NoOne")})
_app = _object(
    {"targetDisplay": st.none() | _some, "sentryAppIdentifier": _some},
    targetType=st.just("sentry_app"),
    targetIdentifier=_one("71", "72"),
)
_integrations = _one(*map(str, range(50, 62)), None)

ACTIONS: dict[str, tuple[Drawn, Drawn]] = {
    **dict.fromkeys(("slack", "slack_staging"), (_specific, _object(_tags))),
    "msteams": (_specific, st.just({})),
    "discord": (_specific, _object({"tags": _tags["tags"]})),
    **dict.fromkeys(("pagerduty", "opsgenie"), (_specific, _urgency)),
    **dict.fromkeys(("jira", "jira_server", "vsts"), (_ticket_target, _ticket)),
    **dict.fromkeys(("github", "github_enterprise"), (_ticket_target, _github)),
    "email": (_user | _owners, _fallthrough),
    "sentry_app": (_app, _object({"settings": st.lists(_setting | json_values, max_size=3)})),
    "webhook": (
        st.dictionaries(_plain, json_values, max_size=2)
        | _object(_display, targetIdentifier=_one("my-service", "x") | _some),
        st.dictionaries(_plain, json_values, max_size=2),
    ),
    "plugin": (_no_target, st.just({})),
}
"""Config and data of every type of action, with what migrations of older ones have left."""

actions = st.one_of(
    *(
        _object(
            type=st.just(kind),
            config=config,
            data=data,
            integrationId=_integrations,
            status=_one("active", "active", "disabled"),
        )
        for kind, (config, data) in ACTIONS.items()
    )
)
_logic = _one("any", "any-short", "all", "none", "any-short", "all", "most")
"""Those of 2026-11, and one that Sentry might get."""


def _group(**parts: Drawn) -> Drawn:
    return _object(logicType=_logic, conditions=st.lists(conditions, max_size=3), **parts)


_odd_names = ("  padded\t", "alert: 7", "# no comment", "na\u200bme", "\u202e", "x" * 256)
_names = texts.filter(str.strip) | _one(*_odd_names)
alerts: Drawn = _object(
    name=_names,
    enabled=_boolean,
    environment=st.none() | _some.filter(bool),
    config=_object({"frequency": whole}),
    detectorIds=st.lists(st.integers(1, 10**15).map(str), max_size=60, unique=True),
    triggers=st.none() | _group(),
    actionFilters=st.lists(_group(actions=st.lists(actions, max_size=3)), max_size=3),
    owner=_one(None, "team:7", "user:222"),
)
"""Every alert."""


def stored(linked: Drawn, environments: Drawn) -> Drawn:
    """Every alert as the server of one organization keeps it, with all IDs.

    Args:
        linked: IDs of monitors, as text, from none to many.
        environments: names; None for an alert of all.
    """
    more = _object(
        detectorIds=linked, environment=environments, createdBy=_one(None, "222", "3999")
    )
    return st.builds(lambda alert, said: with_ids(_without_underscores(alert) | said), alerts, more)


def _without_underscores(value: Any) -> Any:
    """Return what a reply can hold: the server writes keys in camel case, and reads them back."""
    if isinstance(value, dict):
        return {key.replace("_", "-"): _without_underscores(v) for key, v in value.items()}
    return [_without_underscores(inner) for inner in value] if isinstance(value, list) else value


def with_ids(alert: dict[str, Any], number: int = 51000) -> dict[str, Any]:
    """Return an alert with what the server adds to it and to its parts."""
    ids = map(str, itertools.count(1))

    def group(drawn: dict[str, Any]) -> dict[str, Any]:
        parts = {
            key: [{"id": next(ids), **part} for part in drawn.get(key, [])]
            for key in ("conditions", "actions")
        }
        return {**drawn, "id": next(ids), "organizationId": "4501", **parts}

    return {
        **alert,
        "id": str(number),
        "organizationId": "4501",
        "triggers": alert["triggers"] and group(alert["triggers"]),
        "actionFilters": [group(one) for one in alert["actionFilters"]],
        "dateCreated": "2026-05-30T08:00:00.000001Z",
        "dateUpdated": "2026-05-30T08:00:00.000001Z",
        "lastTriggered": None,
    }
