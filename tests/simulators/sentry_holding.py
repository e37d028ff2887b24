"""Whether a condition of an alert of the Sentry simulator holds for an event.

Sources, all in `getsentry/sentry`: counts are strictly greater and of one issue
(`src/sentry/workflow_engine/handlers/condition/event_frequency_handlers.py`), messages compare in
lower case (`.../event_attribute_handler.py`, `src/sentry/rules/conditions/event_attribute.py`),
a result that is not null counts as triggered, `false` too, and one that is neither number nor
boolean never does (`.../models/data_condition.py`), an issue is new with its first event
(`.../first_seen_event_handler.py`). A condition that is not known here fails the
test instead of guessing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.sentry_attributes import values_of
from tests.simulators.sentry_issue_documents import events_of, parse_time
from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
INTERVALS = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "1d": 1440, "1w": 10_080, "30d": 43_200}
LEVELS = {"fatal": 50, "error": 40, "warning": 30, "info": 20, "debug": 10}
SLOW = frozenset(
    {
        *("event_frequency_count", "event_frequency_percent"),
        *("event_unique_user_frequency_count", "event_unique_user_frequency_percent"),
        *("percent_sessions_count", "percent_sessions_percent"),
    }
)


def holds(state: Item, condition: Item, issue: Item, event: Item) -> bool:
    """Take a condition at its word."""
    if not isinstance(condition["conditionResult"], bool | int | float):
        return False
    comparison = condition["comparison"]
    events = events_of(state, issue)
    match condition["type"]:
        case "every_event":
            return True
        case kind if kind in COUNTED:
            since = datetime.now(UTC) - timedelta(minutes=INTERVALS[comparison["interval"]])
            recent = [
                one
                for one in events
                if parse_time(one["dateCreated"]) > since
                and all(_is_such(part, one) for part in comparison.get("filters", ()))
            ]
            return COUNTED[kind](recent) > int(comparison["value"])
        case "event_attribute" | "tagged_event":
            return _is_such(comparison, event)
        case kind if kind in OF_NEW_ISSUES:
            return bool(OF_NEW_ISSUES[kind](comparison, event, events))
    raise UnexpectedRequest


COUNTED: dict[str, Callable[[list[Item]], int]] = {
    "event_frequency_count": len,
    "event_unique_user_frequency_count": lambda events: len(
        {user for event in events for user in values_of(event, "user.id")}
    ),
}


def _is_such(comparison: Item, event: Item) -> bool:
    """Compare an attribute or a tag of an event."""
    if "attribute" in comparison:
        return _compare(comparison, values_of(event, comparison["attribute"]))
    key = comparison["key"].lower()
    return _compare(comparison, [v.lower() for k, v in event["tags"] if k.lower() == key])


def _is_level(comparison: Item, event: Item, _events: list[Item]) -> bool:
    have, wanted = LEVELS[event["level"]], int(comparison["level"])
    return {"gte": have >= wanted, "lte": have <= wanted, "eq": have == wanted}[comparison["match"]]


def _is_error(comparison: Item, *_: Any) -> bool:
    return bool((comparison["value"] in (1, "error")) == comparison["include"])


def _priority(events: list[Item]) -> int:
    """Rate an issue by the level of its first event, with no score that lifts it higher."""
    return {"fatal": 75, "error": 50, "warning": 50}.get(events[-1]["level"], 25)


OF_NEW_ISSUES: dict[str, Any] = {
    "level": _is_level,
    "age_comparison": lambda c, *_: c["comparisonType"] == "newer",
    "assigned_to": lambda c, *_: c["targetType"] == "Unassigned",
    "issue_category": _is_error,
    "issue_type": _is_error,
    "issue_occurrences": lambda c, _, events: len(events) >= int(c["value"]),
    "issue_priority_greater_or_equal": lambda c, _, events: _priority(events) >= int(c),
    "first_seen_event": lambda _c, _e, events: len(events) == 1,
    "new_high_priority_issue": lambda _c, _e, events: len(events) == 1 and _priority(events) > 50,
    **dict.fromkeys(
        (
            *("regression_event", "reappeared_event", "issue_resolved_trigger"),
            *("existing_high_priority_issue", "seer_activity_trigger"),
            "issue_priority_deescalating",
        ),
        lambda *_: False,
    ),
}
"""What holds of an issue that an SDK's event has just begun, and that nobody has touched."""


def _compare(comparison: Item, values: list[str]) -> bool:
    """Compare as `src/sentry/rules/match.py` does; what is absent fulfils only the negations."""
    wanted = str(comparison.get("value", "")).lower()
    results = {
        "co": any(wanted in have for have in values),
        "eq": wanted in values,
        "sw": any(have.startswith(wanted) for have in values),
        "ew": any(have.endswith(wanted) for have in values),
        "is": bool(values),
        "in": any(have in wanted.replace(" ", "").split(",") for have in values),
    }
    negations = {"nc": "co", "ne": "eq", "nsw": "sw", "new": "ew", "ns": "is", "nin": "in"}
    match = comparison["match"]
    if not wanted and match not in ("is", "ns"):
        return False  # an empty value never holds, not even negated
    if match in negations:
        return not results[negations[match]]
    if match not in results:
        raise UnexpectedRequest
    return results[match]
