"""How the Sentry simulator shows a monitor: what follows from other parts of its state.

Sources, all in `getsentry/sentry: src/sentry/`: `workflow_engine/endpoints/serializers/
detector_serializer.py` (a static monitor that compares is shown as `percent`; `latestGroup` is the
newest issue), `api/serializers/models/actor.py` (owners), `api/serializers/models/group.py`
(`SimpleGroupSerializer`: the keys of an issue in a list, without its counts and its activity;
UNVERIFIED key by key). Conditions are read without an order.
"""

import random
from copy import deepcopy
from typing import Any

from tests.simulators.sentry_cron_documents import cron_document, monitor_of
from tests.simulators.sentry_issue_documents import issue_document

Item = dict[str, Any]
CRON_SOURCE = "cron_monitor"
GROUP_KEYS = (
    *("id", "shareId", "shortId", "title", "culprit", "permalink", "logger", "level", "status"),
    *("statusDetails", "substatus", "isPublic", "platform", "project", "type", "metadata"),
    *("issueType", "issueCategory", "priority", "priorityLockedAt", "seerFixabilityScore"),
    "seerAutofixLastTriggered",
)


def detector_document(state: Item, detector: Item) -> Item:
    """Show a monitor."""
    shown = deepcopy(detector)
    shown["workflowIds"] = [
        workflow["id"]
        for workflow in state["workflows"]
        if detector["id"] in workflow["detectorIds"]
    ]
    if shown["config"].get("detectionType") == "static" and shown["config"].get("comparisonDelta"):
        shown["config"]["detectionType"] = "percent"
    for source in shown["dataSources"] or []:
        if source["type"] == CRON_SOURCE:
            source["queryObj"] = cron_document(state, monitor_of(state, detector))
    if state["shuffle"] and shown["conditionGroup"]:
        random.shuffle(shown["conditionGroup"]["conditions"])
    issue = next((i for i in state["issues"] if i["id"] == detector["latestGroup"]), None)
    shown["latestGroup"] = issue and _short(state, issue)
    return {**shown, "alertRuleId": None, "ruleId": None}


def _short(state: Item, issue: Item) -> Item:
    whole = issue_document(state, issue)
    return {key: whole[key] for key in GROUP_KEYS}


def actor_document(state: Item, owner: str | None) -> Item | None:
    """Show an owner that is sent as `user:ID` or `team:ID`."""
    if owner is None:
        return None
    kind, _, identifier = owner.partition(":")
    if kind == "team":
        team = next(team for team in state["teams"] if team["id"] == identifier)
        return {"type": "team", "id": identifier, "name": team["slug"]}
    users = (member["user"] for member in state["members"] if member["user"])
    user = next(user for user in users if user["id"] == identifier)
    return {"type": "user", "id": identifier, "name": user["name"], "email": user["email"]}
