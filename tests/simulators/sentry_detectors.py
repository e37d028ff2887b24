"""Monitors (`detectors`) of the Sentry simulator: those a fresh organization has, list and one.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/`: `endpoints/
organization_detector_index.py` (search, `id` wins over all else, sorting; `type` and `enabled`
since PR 124077), `endpoints/serializers/detector_serializer.py` (keys; `alertRuleId` and `ruleId`
are not in OpenAPI), `defaults/detectors.py` (names; a project may have two of one type). Whether a
list of one project holds the monitor of all projects was not found: here it does, as a client must
not rely on its absence. Nothing promises an order without `sortBy`: a page is shuffled.
"""

import random
from collections.abc import Callable
from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_lists
from tests.simulators.sentry_access import Access, is_all_projects, shows_all_projects
from tests.simulators.sentry_http import ApiError, forbidden, not_found
from tests.simulators.sentry_search import Key, Read, TextKey, search
from tests.simulators.server import json_response

Item = dict[str, Any]
TYPES = {
    "metric": "metric_issue",
    "uptime": "uptime_domain_failure",
    "cron": "monitor_check_in_failure",
}
"""Aliases of the search, and of the parameter `type`."""
SORTS: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: int(item["id"]),
    "name": lambda item: item["name"],
    "type": lambda item: item["type"],
    "connectedWorkflows": lambda item: len(item["workflowIds"]),
    "latestGroup": lambda item: (item["latestGroup"] or {}).get("dateCreated", ""),
    "openIssues": lambda _: 0,
}
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access
    user: str


class DetectorEndpoints:
    """The endpoints of monitors, for the simulator to inherit."""

    def _list_detectors(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state, access, args = self.state, self.access, request.args
        ids = sentry_lists.ids_of(request, "id")
        visible = [
            detector_document(state, d) for d in state["detectors"] if _visible(state, access, d)
        ]
        if ids:
            items = [item for item in visible if item["id"] in ids]
        else:
            projects = sentry_lists.wanted_projects(request, state, access, lenient=False)
            items = [
                item
                for item in visible
                if projects is None or item["projectId"] is None or item["projectId"] in projects
            ]
            items = _narrowed(request, items)
            items = search(args.get("query", ""), items, _keys(state, self.user), FREE)
        items = sentry_lists.sort(request, items, SORTS)
        reply = sentry_lists.page(request, items, state["pageSize"], counted=True)
        if state["shuffle"] and "sortBy" not in args:
            shown = reply.get_json()
            reply.data = json_response(random.sample(shown, len(shown))).data
        return reply

    def _get_detector(self: HasState, _: Request, values: dict[str, str]) -> Response:
        for detector in self.state["detectors"]:
            if detector["id"] == values["detector"]:
                if not _visible(self.state, self.access, detector):
                    raise forbidden()
                return json_response(detector_document(self.state, detector))
        raise not_found()


def _visible(state: Item, access: Access, detector: Item) -> bool:
    if is_all_projects(detector):
        return shows_all_projects(state, access, reads=True)
    return access.sees(detector["projectId"])


def detector_document(state: Item, detector: Item) -> Item:
    """Write a monitor."""
    linked = [w["id"] for w in state["workflows"] if detector["id"] in w["detectorIds"]]
    return {**detector, "workflowIds": linked, "alertRuleId": None, "ruleId": None}


def _narrowed(request: Request, items: list[Item]) -> list[Item]:
    """Apply `type` and `enabled`; an unknown type matches nothing."""
    if types := {TYPES.get(value, value) for value in request.args.getlist("type")}:
        items = [item for item in items if item["type"] in types]
    if (enabled := request.args.get("enabled")) is not None:
        if enabled.lower() not in BOOLEANS:
            raise ApiError(400, {"enabled": ["Must be a valid boolean."]})
        items = [item for item in items if item["enabled"] is BOOLEANS[enabled.lower()]]
    return items


FREE: list[Read] = [
    lambda item: [item["description"] or ""],
    lambda item: [item["name"]],
    lambda item: [item["type"]],
]


def _keys(state: Item, user: str) -> dict[str, Key | TextKey]:
    def is_owned(item: Item, values: list[str]) -> bool:
        return bool(_names_of(state, user, item["owner"]) & set(values))

    return {
        "name": TextKey(lambda item: [item["name"]]),
        "type": Key(lambda item, values: item["type"] in [TYPES.get(v, v) for v in values]),
        "assignee": Key(is_owned),
        "workflow": Key(lambda item, values: bool({*item["workflowIds"]} & {*values}), not_in=True),
    }


def _names_of(state: Item, user: str, owner: Item | None) -> set[str]:
    """Give the values of `assignee` that name an owner; the token's user is in every team."""
    if owner is None:
        return {"none"}
    if owner["type"] == "team":
        return {"my_teams", *(f"#{t['slug']}" for t in state["teams"] if t["id"] == owner["id"])}
    users = [member["user"] for member in state["members"] if member["user"]]
    names = {name for u in users if u["id"] == owner["id"] for name in (u["email"], u["username"])}
    return names | ({"me"} if owner["id"] == user else set())
