"""Which alerts of the Sentry simulator fire on an event, and which of their actions come of it.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/`: which monitors an error event
reaches (`processors/detector.py`: the project's error monitor and issue stream, and that of all
projects; the occurrence of another monitor reaches that one instead of the error monitor), no
trigger is every trigger (`models/workflow.py`), at most one notification in `frequency` minutes for
each issue, slow conditions are decided later, equal actions of several alerts at one evaluation are
one (`processors/action.py`, `Action.get_dedup_key`).
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.sentry_events import now
from tests.simulators.sentry_holding import SLOW, holds
from tests.simulators.sentry_issue_documents import parse_time

Item = dict[str, Any]
REACHED = ("error", "issue_stream")
TICKETS = frozenset({"jira", "jira_server", "vsts", "github", "github_enterprise"})


def fire(state: Item, issue: Item, event: Item, detector: Item | None = None) -> None:
    """Trigger every alert that the event fulfils: those without slow conditions first.

    Args:
        state: the simulator's.
        issue: the event's.
        event: an error, or the occurrence of a monitor.
        detector: the monitor whose occurrence it is; it is reached in the error monitor's place.
    """
    own = [
        (workflow, through)
        for workflow in state["workflows"]
        if (through := _monitor(state, workflow, issue, detector))
        and workflow["enabled"]
        and workflow["environment"] in (None, event["environment"])
    ]
    for slow in (False, True):
        _evaluate(state, [pair for pair in own if _is_slow(pair[0]) is slow], issue, event)


def _monitor(state: Item, workflow: Item, issue: Item, detector: Item | None) -> str | None:
    """Give the monitor through which an issue's events reach an alert."""
    if detector and detector["id"] in workflow["detectorIds"]:
        return str(detector["id"])
    types = REACHED if detector is None else ("issue_stream",)
    return next(
        (
            str(d["id"])
            for d in state["detectors"]
            if d["type"] in types
            and d["projectId"] in (None, issue["projectId"])
            and d["id"] in workflow["detectorIds"]
        ),
        None,
    )


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


def _evaluate(state: Item, workflows: list[tuple[Item, str]], issue: Item, event: Item) -> None:
    """Note in the history each alert that fires, and carry out each different action once."""
    done: set[str] = set()
    for workflow, monitor in workflows:
        actions = _actions(state, workflow, issue, event)
        if actions is None or _muted(state, workflow, issue):
            continue
        when = {"issue": issue["id"], "at": now()}
        through = {"event": event["eventID"], "detector": monitor}
        state["notifications"].append({"workflow": workflow["id"], **when, **through})
        for action in actions:
            if action["status"] == "active" and (key := dedup_key(action)) not in done:
                done.add(key)
                state["deliveries"].append(
                    {"workflow": workflow["id"], "action": action["id"], **when}
                )


def dedup_key(action: Item) -> str:
    """Give what makes two actions one: all but the display name; of a ticket's data its form."""
    config = {key: value for key, value in action["config"].items() if key != "targetDisplay"}
    ticket = action["type"] in TICKETS
    data = action["data"].get("dynamicFormFields") if ticket else action["data"]
    return json.dumps([action["type"], action["integrationId"], config, data], sort_keys=True)


def _actions(state: Item, workflow: Item, issue: Item, event: Item) -> list[Item] | None:
    """Give the actions of the groups that let the event through; None when there is none."""
    triggers = workflow["triggers"]
    if triggers and triggers["conditions"] and not _group(state, triggers, issue, event):
        return None
    fulfilled = [
        group
        for group in workflow["actionFilters"]
        if group["actions"] and (not group["conditions"] or _group(state, group, issue, event))
    ]
    return [action for group in fulfilled for action in group["actions"]] if fulfilled else None


def _is_slow(workflow: Item) -> bool:
    groups = [*filter(None, [workflow["triggers"]]), *workflow["actionFilters"]]
    return any(item["type"] in SLOW for group in groups for item in group["conditions"])


def _muted(state: Item, workflow: Item, issue: Item) -> bool:
    """Tell whether the issue's last notification is too recent for another; 0 mutes nothing."""
    minutes = (workflow["config"] or {}).get("frequency", 0)
    earliest = datetime.now(UTC) - timedelta(minutes=minutes)
    return any(
        entry["workflow"] == workflow["id"]
        and entry["issue"] == issue["id"]
        and parse_time(entry["at"]) > earliest
        for entry in state["notifications"]
    )


def _group(state: Item, group: Item, issue: Item, event: Item) -> bool:
    results = [holds(state, condition, issue, event) for condition in group["conditions"]]
    if group["logicType"] == "none":
        return not any(results)
    return all(results) if group["logicType"] == "all" else any(results)
