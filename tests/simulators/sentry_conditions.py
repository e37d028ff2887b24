"""Conditions of Sentry alerts: which types there are and what each compares.

Sources: `getsentry/sentry: src/sentry/workflow_engine/models/data_condition.py` (types),
`src/sentry/workflow_engine/handlers/condition/*.py` and OpenAPI 2026-08-16 (comparisons),
`src/sentry/rules/match.py` (matches), `src/sentry/rules/conditions/event_frequency.py` (intervals),
`src/sentry/workflow_engine/endpoints/validators/base/data_condition.py` (texts).
"""

import re
from typing import Any

from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    Errors,
    check_choice,
    digits,
    not_an_object,
)
from tests.simulators.sentry_schema import (
    BOOLEAN,
    STRING,
    TRUE,
    Check,
    array,
    either,
    integer,
    number,
    one_of,
    record,
)

INTERVALS = one_of("1m", "5m", "15m", "1h", "1d", "1w", "30d")
COMPARISON_INTERVALS = one_of("5m", "15m", "1h", "1d", "1w", "30d")
VALUELESS = ("is", "ns")
MATCH = one_of(
    *("co", "nc", "eq", "ne", "sw", "nsw", "ew", "new", "is", "ns", "in", "nin"),
    *("gt", "gte", "lt", "lte"),
)
ATTRIBUTE = one_of(
    *("message", "platform", "environment", "type"),
    *("error.handled", "error.unhandled", "error.main_thread", "exception.type", "exception.value"),
    *("user.id", "user.email", "user.username", "user.ip_address"),
    *("http.method", "http.url", "http.status_code", "sdk.name"),
    *("stacktrace.code", "stacktrace.module", "stacktrace.filename", "stacktrace.abs_path"),
    *("stacktrace.package", "unreal.crash_type", "app.in_foreground"),
    *("os.distribution_name", "os.distribution_version", "symbolicated_in_app"),
    *("ota_updates.channel", "ota_updates.runtime_version", "ota_updates.update_id"),
)
LIFECYCLE = frozenset(
    {"first_seen_event", "regression_event", "reappeared_event", "issue_resolved_trigger"}
)
LOGIC_TYPES = frozenset({"any", "any-short", "all", "none"})
# Operators and anomalies belong to detectors; workflows refuse them.
OPERATORS = frozenset({"eq", "gt", "gte", "lt", "lte", "ne"})
OPERATOR_TEXT = "Condition Operators should implement their own {} for {}"


def matched(subject: str, names: Check) -> Check:
    """Compare one named thing of an event; `is` and `ns` ask for presence and take no value."""
    with_value = record({subject: names, "match": MATCH, "value": STRING})
    without_value = record({subject: names, "match": MATCH})

    def check(value: object) -> str | None:
        if not isinstance(value, dict) or value.get("match") not in VALUELESS:
            return with_value(value)
        if "value" in value:
            return f"{value!r} should not be valid under {{'required': ['value']}}"
        return without_value(value)

    return check


EVENT_ATTRIBUTE = matched("attribute", ATTRIBUTE)


def _tag_key(value: object) -> str | None:
    if error := STRING(value):
        return error
    return None if re.fullmatch(TAG_KEY, str(value)) else f"{value!r} does not match {TAG_KEY!r}"


TAG_KEY = "^[a-zA-Z0-9_\\.:-]+$"
TAGGED_EVENT = matched("key", _tag_key)
FILTERS = {"filters": array(either(EVENT_ATTRIBUTE, TAGGED_EVENT))}
COUNT = record({"value": integer(), "interval": INTERVALS}, FILTERS)
PERCENT_KEYS = {"interval": INTERVALS, "comparison_interval": COMPARISON_INTERVALS}
PERCENT = record({"value": integer(), **PERCENT_KEYS}, FILTERS)
SESSIONS = {"value": number(0, 100)}
ASSIGNEE = either(STRING, integer())
ASSIGNED = record({"target_type": one_of("Member", "Team"), "target_identifier": ASSIGNEE})
UNASSIGNED = record({"target_type": one_of("Unassigned")}, {"target_identifier": ASSIGNEE})


def assigned(value: object) -> str | None:
    """Require the ID of a person or team; nobody has none."""
    nobody = isinstance(value, dict) and value.get("target_type") == "Unassigned"
    return (UNASSIGNED if nobody else ASSIGNED)(value)


def distinct(item: Check) -> Check:
    """Require a list of at least one item, none of them twice."""

    def check(value: object) -> str | None:
        if error := array(item)(value):
            return error
        if not value:
            return f"{value!r} should be non-empty"
        twice = isinstance(value, list) and len(set(value)) < len(value)
        return f"{value!r} has non-unique elements" if twice else None

    return check


def _anything(_: object) -> str | None:
    """Accept every value: the shape was not found in any source."""
    return None


COMPARISONS: dict[str, Check] = {
    **dict.fromkeys(LIFECYCLE, TRUE),
    "new_high_priority_issue": TRUE,
    "existing_high_priority_issue": TRUE,
    "latest_release": TRUE,
    "seer_activity_trigger": distinct(
        one_of("rca_completed", "solution_completed", "coding_completed", "pr_ready_for_review")
    ),
    "event_frequency_count": COUNT,
    "event_unique_user_frequency_count": COUNT,
    "event_frequency_percent": PERCENT,
    "event_unique_user_frequency_percent": PERCENT,
    "percent_sessions_count": record({**SESSIONS, "interval": INTERVALS}, FILTERS),
    "percent_sessions_percent": record({**SESSIONS, **PERCENT_KEYS}, FILTERS),
    "event_attribute": EVENT_ATTRIBUTE,
    "tagged_event": TAGGED_EVENT,
    "age_comparison": record(
        {
            "time": one_of("minute", "hour", "day", "week"),
            "value": integer(),
            "comparison_type": one_of("older", "newer"),
        }
    ),
    "assigned_to": assigned,
    "issue_category": record(
        {"value": one_of(1, 6, 10, 11, 12, 13, 14, 15, 17, 19)}, {"include": BOOLEAN}
    ),
    "issue_type": record({"value": STRING}, {"include": BOOLEAN}),
    "issue_occurrences": record({"value": integer()}),
    "issue_priority_greater_or_equal": one_of(75, 50, 25),
    "issue_priority_deescalating": either(TRUE, one_of(75, 50, 25)),
    "latest_adopted_release": record(
        {
            "environment": STRING,
            "age_comparison": one_of("older", "newer"),
            "release_age_type": one_of("oldest", "newest"),
        }
    ),
    "level": record({"level": one_of(50, 40, 30, 20, 10, 0), "match": one_of("eq", "gte", "lte")}),
    "every_event": BOOLEAN,
    "event_created_by_detector": _anything,
    "event_seen_count": _anything,
    "issue_resolution_change": _anything,
    "issue_priority_equals": _anything,
}
TYPES = frozenset(COMPARISONS) | OPERATORS | {"anomaly_detection"}


def check_group(group: object) -> Errors:
    """Check one condition group; keys are in snake case, errors in camel case."""
    if not isinstance(group, dict):
        return not_an_object(group)
    errors: Errors = {}
    if "logic_type" not in group:
        errors["logicType"] = [REQUIRED]
    elif found := check_choice(group["logic_type"], LOGIC_TYPES):
        errors["logicType"] = found
    if "conditions" in group and (problem := _check_conditions(group["conditions"])):
        errors["conditions"] = problem
    return errors


def _check_conditions(conditions: object) -> Errors | list[str]:
    if conditions is None:
        return [NULL]
    if not isinstance(conditions, list):
        return [f'Expected a list of items but got type "{type(conditions).__name__}".']
    return next((errors for item in conditions if (errors := _check_condition(item))), {})


def _check_condition(condition: object) -> Errors:
    """Check one condition; the first bad one is reported, without its index."""
    if not isinstance(condition, dict):
        return not_an_object(condition)
    errors: Errors = {}
    if condition.get("id") is not None and not digits(condition["id"]):
        errors["id"] = ["A valid integer is required."]
    kind = condition.get("type")
    if "type" not in condition:
        errors["type"] = [REQUIRED]
    elif found := check_choice(kind, TYPES):
        errors["type"] = found
    if found := _check_json(condition, "comparison", kind):
        errors["comparison"] = found
    if found := _check_json(condition, "condition_result", kind):
        errors["conditionResult"] = found
    return errors


def _check_json(condition: dict[str, Any], field: str, kind: object) -> list[str]:
    if field not in condition:
        return [REQUIRED]
    value = condition[field]
    if value is None:
        return [NULL]
    if kind in OPERATORS:
        how = "validators" if field == "comparison" else "validation"
        return [OPERATOR_TEXT.format(how, field)]
    check = COMPARISONS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return [f"Invalid condition type: {kind}"]
    error = check(value) if field == "comparison" else BOOLEAN(value)
    return [error] if error else []
