"""How an event enters the Sentry simulator: it finds or opens its issue, as Sentry groups them.

One message is one issue, unless the SDK names a fingerprint (docs.sentry.io, "SDK Fingerprinting").
An event on a resolved issue reopens it as regressed (docs.sentry.io, "Issue States").
"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

Item = dict[str, Any]


def now() -> str:
    """Give the server's time as Sentry writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def store_event(
    state: Item,
    message: str,
    date_created: str | None = None,
    *,
    project: str = "611",
    fingerprint: list[str] | None = None,
    **more: Any,
) -> Item:
    """Take in one event and give its issue.

    Args:
        state: the simulator's.
        message: the event's, which it is grouped by.
        date_created: the event's own time; now when left out.
        project: the ID of its project.
        fingerprint: what it is grouped by instead.
        more: `eventID`, `level`, `environment`, `platform`, `tags`; `data`, the rest of it.
    """
    title = message.splitlines()[0][:100]
    group = fingerprint or [title]
    issue = next(
        (i for i in state["issues"] if (i["fingerprint"], i["projectId"]) == (group, project)), None
    )
    if issue is None:
        number = str(state["nextId"])
        state["nextId"] += 1
        issue = {
            "id": number,
            "shortId": f"RAPTOR-{number}",
            "projectId": project,
            "title": title,
            "fingerprint": group,
            "level": more.get("level", "error"),
            "status": "unresolved",
            "substatus": "new",
        }
        state["issues"].append(issue)
    elif issue["status"] == "resolved":
        issue |= {"status": "unresolved", "substatus": "regressed"}
    event = {
        "eventID": uuid4().hex,
        "level": "error",
        "environment": "production",
        "platform": "python",
        "tags": [],
        "data": {},
        **more,
        "issueId": issue["id"],
        "message": message,
        "dateCreated": date_created or now(),
    }
    state["events"].append(event)
    found: Item = issue
    return found
