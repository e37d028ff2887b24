"""Alerts (`workflows`) of the Sentry simulator: list, create, one, update, delete.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/organization_workflow_index.py`
(filters, search, order; checks before a creation) and `.../organization_workflow_details.py` (an
edit's rights come before its body), OpenAPI 2026-08-16.
"""

from collections.abc import Callable
from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_http, sentry_lists, sentry_workflows
from tests.simulators.sentry_access import (
    Access,
    check_creation,
    check_edit,
    check_workflow_access,
    detectors_of,
    is_all_projects,
    shows_all_projects,
)
from tests.simulators.sentry_firing import tell_last_triggered
from tests.simulators.sentry_http import not_found
from tests.simulators.sentry_search import Key, Read, TextKey, search
from tests.simulators.sentry_validation import validate
from tests.simulators.server import json_response

Item = dict[str, Any]
SORTS: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: int(item["id"]),
    "name": lambda item: item["name"],
    "dateCreated": lambda item: item["dateCreated"],
    "dateUpdated": lambda item: item["dateUpdated"],
    "connectedDetectors": lambda item: len(item["detectorIds"]),
    "actions": lambda item: sum(len(group["actions"]) for group in item["actionFilters"]),
    "lastTriggered": lambda item: item["lastTriggered"] or "",
}


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access
    user: str


class AlertEndpoints:
    """The endpoints of alerts, for the simulator to inherit."""

    def _list_workflows(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state = self.state
        items: list[Item] = state["workflows"]
        if ids := sentry_lists.ids_of(request, "id"):
            items = [item for item in items if item["id"] in ids]
        if monitors := sentry_lists.ids_of(request, "detector"):
            items = [item for item in items if monitors.intersection(item["detectorIds"])]
        items = search(request.args.get("query", ""), items, _keys(state, self.user), FREE)
        projects = sentry_lists.wanted_projects(request, state, self.access, lenient=True)
        projects = None if ids else projects
        items = [item for item in items if _listed(state, item, self.access, projects)]
        for item in items:
            tell_last_triggered(state, item)
        items = sentry_lists.sort(request, items, SORTS)
        if (first := sentry_lists.number_of(request, "priorityDetector")) is not None:
            items.sort(key=lambda item: first not in item["detectorIds"])
        return sentry_lists.page(
            request,
            items,
            state["pageSize"],
            lambda item: sentry_workflows.reply(item, state["shuffle"]),
            counted=True,
        )

    def _create_workflow(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state = self.state
        sent = validate(sentry_http.read_json(request), state)
        check_creation(state, sent.get("detector_ids"), self.access)
        workflow = sentry_workflows.create(state, sent, self.user, self.access)
        return json_response(sentry_workflows.reply(workflow, state["shuffle"]), 201)

    def _get_workflow(self: HasState, _: Request, values: dict[str, str]) -> Response:
        workflow = find_workflow(self.state, values, self.access, reads=True)
        tell_last_triggered(self.state, workflow)
        return json_response(sentry_workflows.reply(workflow, self.state["shuffle"]))

    def _update_workflow(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        stored = find_workflow(state, values, self.access, reads=False)
        check_edit(state, stored, self.access)
        sent = validate(sentry_http.read_json(request), state)
        workflow = sentry_workflows.update(state, stored, sent, self.access)
        return json_response(sentry_workflows.reply(workflow, state["shuffle"]))

    def _delete_workflow(self: HasState, _: Request, values: dict[str, str]) -> Response:
        workflow = find_workflow(self.state, values, self.access, reads=False)
        check_edit(self.state, workflow, self.access)
        self.state["workflows"].remove(workflow)
        return Response(status=204)


def find_workflow(state: Item, values: dict[str, str], access: Access, *, reads: bool) -> Item:
    """Find one alert; an id that is no number is unknown too, not malformed."""
    for workflow in state["workflows"]:
        if workflow["id"] == values["workflow"]:
            check_workflow_access(state, workflow, access, reads=reads)
            one: Item = workflow
            return one
    raise not_found()


def _listed(state: Item, workflow: Item, access: Access, projects: set[str] | None) -> bool:
    """Tell whether a list holds an alert; one without monitors matches no project."""
    linked = detectors_of(state, workflow)
    if any(is_all_projects(detector) for detector in linked):
        return shows_all_projects(state, access, reads=True)
    if not linked:
        return projects is None
    return any(
        access.sees(detector["projectId"])
        and (projects is None or detector["projectId"] in projects)
        for detector in linked
    )


def _action_types(workflow: Item) -> list[str]:
    return [action["type"] for group in workflow["actionFilters"] for action in group["actions"]]


FREE: list[Read] = [lambda item: [item["name"]], _action_types]


def _keys(state: Item, user: str) -> dict[str, Key | TextKey]:
    users = [member["user"] for member in state["members"] if member["user"]]

    def created_by(item: Item, values: list[str]) -> bool:
        named = {u["id"] for u in users if {u["email"], u["username"]} & set(values)}
        return item["createdBy"] in named | ({user} if "me" in values else set())

    return {
        "name": TextKey(lambda item: [item["name"]]),
        "action": TextKey(_action_types),
        "created_by": Key(created_by, not_in=True),
    }
