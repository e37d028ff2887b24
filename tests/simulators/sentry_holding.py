"""Whether a condition of an alert of the Sentry simulator holds for an event.

Sources, all in `getsentry/sentry`: counts are strictly greater and of one issue
(`src/sentry/workflow_engine/handlers/condition/event_frequency_handlers.py`), messages compare in
lower case (`.../event_attribute_handler.py`, `src/sentry/rules/conditions/event_attribute.py`),
a result that is not null counts as triggered, `false` too, and one that is neither number nor
boolean never does (`.../models/data_condition.py`), an issue is new with its first event
(`.../first_seen_event_handler.py`). A condition that is not known here fails the
test instead of guessing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.sentry_issue_documents import events_of, parse_time
from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
INTERVALS = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "1d": 1440, "1w": 10_080, "30d": 43_200}
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
    match condition["type"]:
        case "every_event":
            return True
        case "first_seen_event":
            return len(events_of(state, issue)) == 1
        case "event_frequency_count" if not comparison.get("filters"):
            since = datetime.now(UTC) - timedelta(minutes=INTERVALS[comparison["interval"]])
            events = events_of(state, issue)
            recent = [e for e in events if parse_time(e["dateCreated"]) > since]
            return len(recent) > int(comparison["value"])
        case "event_attribute" if comparison["attribute"] == "message":
            return _compare(comparison, event["message"])
        case "tagged_event":
            return _compare(comparison, dict(event["tags"]).get(comparison["key"]))
    raise UnexpectedRequest


def _compare(comparison: Item, actual: str | None) -> bool:
    """Compare as `src/sentry/rules/match.py` does; what is absent fulfils only the negations."""
    have, wanted = (actual or "").lower(), str(comparison.get("value", "")).lower()
    results = {
        "co": wanted in have,
        "eq": have == wanted,
        "sw": have.startswith(wanted),
        "ew": have.endswith(wanted),
        "is": actual is not None,
        "in": have in wanted.replace(" ", "").split(","),
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
