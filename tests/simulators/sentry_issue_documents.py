"""The Sentry simulator's JSON of issues and events: the keys of OpenAPI 2026-08-16."""

from datetime import UTC, datetime
from typing import Any

Item = dict[str, Any]
# What only Sentry's page reads: null or empty, as for an issue nobody has looked at. The document
# requires `derivedData`, `inbox` and `owners` too; Sentry gives them only where they are asked for.
UNREAD: Item = {
    **dict.fromkeys(("matchingEventEnvironment", "matchingEventId", "priorityLockedAt")),
    **dict.fromkeys(("seerAutofixLastTriggered", "seerExplorerAutofixLastTriggered")),
    **dict.fromkeys(("seerFixabilityScore", "filtered")),
    **{"integrationIssues": [], "sentryAppIssues": [], "activity": [], "participants": []},
    **{"seenBy": [], "latestEventHasAttachments": False, "sessionCount": 0, "userReportCount": 0},
    "lifetime": {},
}


KINDS = {
    "crons": ("monitor_check_in_failure", "outage"),
    "uptime-detector": ("uptime_domain_failure", "outage"),
    "detector": ("metric_issue", "metric"),
}
"""Type and category of an issue by what its fingerprint begins with; categories UNVERIFIED."""


def parse_time(text: str) -> datetime:
    """Read one of Sentry's times; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def events_of(state: Item, issue: Item) -> list[Item]:
    """Give an issue's events, newest first."""
    own = [event for event in state["events"] if event["issueId"] == issue["id"]]
    return sorted(own, key=lambda event: parse_time(event["dateCreated"]), reverse=True)


def issue_document(state: Item, issue: Item) -> Item:
    """Write an issue; what counts its events follows from them."""
    events = events_of(state, issue)
    project = next(item for item in state["projects"] if item["id"] == issue["projectId"])
    slug = state["organization"]["slug"]
    prefix = issue["fingerprint"][0].partition(":")[0]
    kind, category = KINDS.get(prefix, ("error", "error"))
    return {
        "id": issue["id"],
        "shareId": None,
        "shortId": issue["shortId"],
        "title": issue["title"],
        "culprit": "waitlist.send_confirmation",
        "permalink": f"https://{slug}.sentry.io/issues/{issue['id']}/",
        "logger": None,
        "level": issue["level"],
        "status": issue["status"],
        "statusDetails": {},
        "substatus": issue["substatus"],
        "isPublic": False,
        "platform": "python",
        "project": {**project, "name": project["slug"], "platform": "python"},
        "type": "generic" if prefix in KINDS else "default",
        "metadata": {"title": issue["title"]},
        "numComments": 0,
        "assignedTo": None,
        "isBookmarked": False,
        "isSubscribed": False,
        "subscriptionDetails": None,
        "hasSeen": False,
        "annotations": [],
        "issueType": kind,
        "issueCategory": category,
        "priority": "medium",
        "isUnhandled": False,
        "count": str(len(events)),
        "userCount": 0,
        "firstSeen": events[-1]["dateCreated"],
        "lastSeen": events[0]["dateCreated"],
        "stats": {"24h": []},
        **UNREAD,
    }


def event_document(issue: Item, event: Item) -> Item:
    """Write an event as a list of events has it."""
    return {
        "id": event["eventID"],
        "event.type": "default",
        "groupID": issue["id"],
        "eventID": event["eventID"],
        "projectID": issue["projectId"],
        "message": event["message"],
        "title": issue["title"],
        "location": None,
        "culprit": "waitlist.send_confirmation",
        "user": None,
        "tags": [{"key": key, "value": value} for key, value in event["tags"]],
        "platform": event["platform"],
        "dateCreated": event["dateCreated"],
        "crashFile": None,
        "metadata": {"title": issue["title"]},
    }
