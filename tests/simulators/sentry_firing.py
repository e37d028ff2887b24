"""Whether an alert of the Sentry simulator fires on an event: its conditions, taken at their word.

Sources, all in `getsentry/sentry`: counts are strictly greater and of one issue
(`src/sentry/workflow_engine/handlers/condition/event_frequency_handlers.py`), messages compare in
lower case (`.../event_attribute_handler.py`, `src/sentry/rules/conditions/event_attribute.py`), at
most one notification in `frequency` minutes for each issue (`.../models/workflow.py`). A condition
that is not known here fails the test instead of guessing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.sentry_events import now
from tests.simulators.sentry_issue_documents import events_of, parse_time
from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
INTERVALS = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "1d": 1440, "1w": 10_080, "30d": 43_200}


def fire(state: Item, issue: Item, event: Item) -> None:
    """Trigger every alert that the event fulfils."""
    own = {d["id"] for d in state["detectors"] if d["projectId"] == issue["projectId"]}
    for workflow in state["workflows"]:
        linked = own.intersection(workflow["detectorIds"])
        if not linked or not workflow["enabled"]:
            continue
        if workflow["environment"] not in (None, event["environment"]):
            continue
        if not _triggered(state, workflow, issue, event) or _muted(state, workflow, issue):
            continue
        notification = {"workflow": workflow["id"], "issue": issue["id"], "at": now()}
        state["notifications"].append(notification)


def tell_last_triggered(state: Item, workflow: Item) -> None:
    """Write into an alert when it last told somebody, which Sentry finds out in batches.

    A count is evaluated later than the event comes in (`.../models/data_condition.py`): here after
    as many looks at an alert as `alertLag` says.
    """
    times = [n["at"] for n in state["notifications"] if n["workflow"] == workflow["id"]]
    if times and state["alertLag"] > 0:
        state["alertLag"] -= 1
    elif times:
        workflow["lastTriggered"] = max(times)


def _triggered(state: Item, workflow: Item, issue: Item, event: Item) -> bool:
    triggers = workflow["triggers"]
    if triggers and triggers["conditions"] and not _group(state, triggers, issue, event):
        return False
    return any(
        bool(group["actions"]) and (not group["conditions"] or _group(state, group, issue, event))
        for group in workflow["actionFilters"]
    )


def _muted(state: Item, workflow: Item, issue: Item) -> bool:
    """Tell whether the issue's last notification is too recent for another."""
    minutes = (workflow["config"] or {}).get("frequency", 0)
    earliest = datetime.now(UTC) - timedelta(minutes=minutes)
    return any(
        entry["workflow"] == workflow["id"]
        and entry["issue"] == issue["id"]
        and parse_time(entry["at"]) > earliest
        for entry in state["notifications"]
    )


def _group(state: Item, group: Item, issue: Item, event: Item) -> bool:
    found = [_holds(state, condition, issue, event) for condition in group["conditions"]]
    if group["logicType"] == "none":
        return not any(found)
    return all(found) if group["logicType"] == "all" else any(found)


def _holds(state: Item, condition: Item, issue: Item, event: Item) -> bool:
    comparison = condition["comparison"]
    match condition["type"]:
        case "event_frequency_count" if not comparison.get("filters"):
            since = datetime.now(UTC) - timedelta(minutes=INTERVALS[comparison["interval"]])
            events = events_of(state, issue)
            recent = [e for e in events if parse_time(e["dateCreated"]) > since]
            holds = len(recent) > comparison["value"]
        case "event_attribute" if comparison["attribute"] == "message":
            holds = _compared(comparison, event["message"])
        case "tagged_event":
            holds = _compared(comparison, dict(event["tags"]).get(comparison["key"]))
        case _:
            raise UnexpectedRequest
    return holds is condition["conditionResult"]


def _compared(comparison: Item, actual: str | None) -> bool:
    """Compare as `src/sentry/rules/match.py` does; what is absent fulfils only the negations."""
    have, wanted = (actual or "").lower(), str(comparison.get("value", "")).lower()
    held = {
        "co": wanted in have,
        "eq": have == wanted,
        "sw": have.startswith(wanted),
        "ew": have.endswith(wanted),
        "is": actual is not None,
        "in": have in [part.strip() for part in wanted.split(",")],
    }
    negations = {"nc": "co", "ne": "eq", "nsw": "sw", "new": "ew", "ns": "is", "nin": "in"}
    match = comparison["match"]
    if match in negations:
        return not held[negations[match]]
    if match not in held:
        raise UnexpectedRequest
    return held[match]
