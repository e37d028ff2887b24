"""How the Sentry simulator keeps and shows a cron monitor: the row that check-ins come in on.

A row outlives its detector: `DELETE /detectors/` only marks the detector, so that the row keeps its
slug until a task purges it, which the simulator never runs (`getsentry/sentry:
src/sentry/monitors/validators.py`, `delete`; INFERRED). Reply and order of environments:
`src/sentry/monitors/serializers.py` (`type` is left out since OpenAPI 2026-08-16; keys of `config`
stay in snake case).
"""

from copy import deepcopy
from typing import Any
from uuid import uuid4

from tests.simulators.sentry_issue_documents import parse_time
from tests.simulators.sentry_organizations import project_in_list

Item = dict[str, Any]
ENVIRONMENT_ORDER = ("error", "ok", "active", "disabled")


def new_row(identifier: str, project: str, name: str, slug: str, config: Item, **more: Any) -> Item:
    """Give a cron monitor that has never been checked in on."""
    return {
        "id": identifier,
        "guid": str(uuid4()),
        "projectId": project,
        "name": name,
        "slug": slug,
        "status": "active",
        "isUpserting": False,
        "config": config,
        "owner": None,
        "environments": [],
        **more,
    }


def monitor_of(state: Item, detector: Item) -> Item:
    """Give the row that a cron detector watches."""
    (source,) = detector["dataSources"]
    row: Item = next(m for m in state["monitors"] if m["id"] == source["sourceId"])
    return row


def detector_of(state: Item, row: Item) -> Item | None:
    """Give the detector of a row, if it is still there."""
    for detector in state["detectors"]:
        for source in detector["dataSources"] or []:
            if (source["type"], source["sourceId"]) == ("cron_monitor", row["id"]):
                found: Item = detector
                return found
    return None


def cron_document(state: Item, row: Item) -> Item:
    """Show a cron monitor, the worst of its environments first."""
    project = next(item for item in state["projects"] if item["id"] == row["projectId"])
    environments = sorted(row["environments"], key=_latest_first, reverse=True)
    environments.sort(key=_severity)
    muted = [environment["isMuted"] for environment in environments]
    return {
        "id": row["guid"],
        "name": row["name"],
        "slug": row["slug"],
        "status": row["status"],
        "isMuted": bool(muted) and all(muted),
        "isUpserting": row["isUpserting"],
        "config": deepcopy(row["config"]),
        "dateCreated": row["dateCreated"],
        "project": project_in_list(state, project),
        "environments": [_environment(row, environment) for environment in environments],
        "owner": row["owner"],
    }


def _severity(environment: Item) -> int:
    last = len(ENVIRONMENT_ORDER)
    return last if environment["isMuted"] else ENVIRONMENT_ORDER.index(environment["status"])


def _latest_first(environment: Item) -> float:
    return parse_time(environment["lastCheckIn"]).timestamp()


def _environment(row: Item, environment: Item) -> Item:
    shown = {key: value for key, value in environment.items() if key != "incident"}
    return {**shown, "dateCreated": row["dateCreated"]}
