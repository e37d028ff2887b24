"""The Sentry simulator: routes, scopes and replies of the alert, detector, member and rule APIs.

It does not simulate bulk changes of alerts, billing limits or SSO. Its rate limit is one for all
endpoints and tokens, where Sentry has one for each: stricter than the real one.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators import (
    sentry_http,
    sentry_integrations,
    sentry_lists,
    sentry_rules,
    sentry_workflows,
)
from tests.simulators.sentry_firing import tell_last_triggered
from tests.simulators.sentry_http import ApiError, not_found
from tests.simulators.sentry_ingest import take_envelope
from tests.simulators.sentry_issues import IssueEndpoints
from tests.simulators.sentry_scopes import wanted_scopes
from tests.simulators.sentry_state import check_state, initial_state
from tests.simulators.sentry_validation import validate
from tests.simulators.server import Simulator, json_response

Item = dict[str, Any]

TOKEN_USER = "3001"
ORG = "/api/0/organizations/<org>"
RULES = "/api/0/projects/<org>/<project>/rules/"
HEALTH = "/api/0/internal/health/"

WORKFLOW_SORTS: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: int(item["id"]),
    "name": lambda item: item["name"],
    "dateCreated": lambda item: item["dateCreated"],
    "dateUpdated": lambda item: item["dateUpdated"],
    "connectedDetectors": lambda item: len(item["detectorIds"]),
    "actions": lambda item: sum(len(group["actions"]) for group in item["actionFilters"]),
    "lastTriggered": lambda item: item["lastTriggered"] or "",
}
DETECTOR_SORTS: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: int(item["id"]),
    "name": lambda item: item["name"],
    "type": lambda item: item["type"],
    "connectedWorkflows": lambda item: len(item["workflowIds"]),
    "latestGroup": lambda item: (item["latestGroup"] or {}).get("dateCreated", ""),
    "openIssues": lambda _: 0,
}
DETECTOR_ALIASES = {
    "metric_issue": "metric",
    "uptime_domain_failure": "uptime",
    "monitor_check_in_failure": "cron",
}


class SentrySimulator(IssueEndpoints, Simulator):
    """sentry.io as an organization's token sees it."""

    vendor: ClassVar[str] = "Sentry"
    variable: ClassVar[str] = "SENTRY_URL"
    routes: ClassVar[Map] = Map(
        [
            Rule(f"{ORG}/workflows/", methods=["GET"], endpoint="list_workflows"),
            Rule(f"{ORG}/workflows/", methods=["POST"], endpoint="create_workflow"),
            Rule(f"{ORG}/workflows/<workflow>/", methods=["GET"], endpoint="get_workflow"),
            Rule(f"{ORG}/workflows/<workflow>/", methods=["PUT"], endpoint="update_workflow"),
            Rule(f"{ORG}/workflows/<workflow>/", methods=["DELETE"], endpoint="delete_workflow"),
            Rule(f"{ORG}/detectors/", methods=["GET"], endpoint="list_detectors"),
            Rule(f"{ORG}/members/", methods=["GET"], endpoint="list_members"),
            Rule(f"{ORG}/issues/", methods=["GET"], endpoint="list_issues"),
            Rule(f"{ORG}/issues/<issue>/", methods=["GET"], endpoint="get_issue"),
            Rule(f"{ORG}/issues/<issue>/", methods=["PUT"], endpoint="update_issue"),
            Rule(f"{ORG}/issues/<issue>/events/", methods=["GET"], endpoint="list_events"),
            Rule("/api/<project>/envelope/", methods=["POST"], endpoint="take_envelope"),
            Rule(HEALTH, methods=["GET"], endpoint="get_health"),
            Rule("/api/0/teams/<org>/<team>/", methods=["GET"], endpoint="get_team"),
            Rule(f"{ORG}/teams/", methods=["GET"], endpoint="list_teams"),
            Rule(f"{ORG}/alert-rule-workflow/", methods=["GET"], endpoint="find_workflow_of_rule"),
            Rule(f"{ORG}/integrations/", methods=["GET"], endpoint="list_integrations"),
            Rule(
                f"{ORG}/integrations/<integration>/channels/",
                methods=["GET"],
                endpoint="list_channels",
            ),
            Rule(f"{ORG}/sentry-app-installations/", methods=["GET"], endpoint="list_sentry_apps"),
            Rule(RULES, methods=["GET", "POST"], endpoint="rules"),
            Rule(f"{RULES}<rule>/", methods=["GET", "PUT", "DELETE"], endpoint="rules"),
        ],
        merge_slashes=False,
    )

    def initial_state(self) -> Item:
        """Give an organization without alerts."""
        self._window = sentry_http.Window()
        return initial_state()

    def check_state(self, state: Item) -> None:
        """Refuse a state whose parts do not agree."""
        check_state(state)

    def fault_response(self, status: int, request: Request) -> Response:
        """Give Sentry's own bodies for ordered faults."""
        gone = sentry_http.deprecation_headers(self.state["organization"]["slug"], detail=False)
        answers: dict[int, Callable[[], Response]] = {
            401: lambda: json_response({"detail": "Invalid token"}, 401, sentry_http.REALM),
            403: sentry_http.forbidden().response,
            404: not_found().response,
            410: lambda: json_response(sentry_http.GONE, 410, gone),
            429: sentry_http.too_many_requests,
            500: sentry_http.crash().response,
        }
        if status in answers:
            return answers[status]()
        return super().fault_response(status, request)

    def handle(self, request: Request) -> Response:
        """Answer as Sentry: token, scope, organization, then the object."""
        endpoint, values = self.route(request)
        if not self._window.admits(self.state["requestsPerSecond"]):
            return sentry_http.too_many_requests()
        try:
            response = self._answered(endpoint, values, request)
        except ApiError as error:
            return error.response()
        if self.state["mode"] != "self-hosted":
            response.headers.update(sentry_http.rate_limit_headers(39))
        return response

    def _answered(self, endpoint: str, values: dict[str, str], request: Request) -> Response:
        if endpoint == "take_envelope":
            return take_envelope(self.state, values["project"], request)
        mode = self.state["mode"]
        if (mode == "removed" and endpoint == "rules") or (
            mode == "self-hosted" and endpoint.endswith(("workflow", "workflows", "detectors"))
        ):
            raise ApiError(404, None)  # an unrouted path: empty, before any token is looked at
        if endpoint == "get_health":
            return sentry_http.health(request, self.state)
        org = self.state["organization"]
        slug = org["slug"] if values["org"] == org["id"] else values["org"]
        scopes = sentry_http.authenticate(request, self.state, slug)
        sentry_http.authorize(scopes, wanted_scopes(endpoint, request.method))
        if slug != org["slug"]:
            raise not_found()
        answer: Callable[[Request, dict[str, str]], Response] = getattr(self, f"_{endpoint}")
        return answer(request, values)

    def _workflow(self, values: dict[str, str]) -> Item:
        """Find one alert; an id that is no number is unknown too, not malformed."""
        for workflow in self.state["workflows"]:
            if workflow["id"] == values["workflow"]:
                found: Item = workflow
                return found
        raise not_found()

    def _list_workflows(self, request: Request, _: dict[str, str]) -> Response:
        state = self.state
        items: list[Item] = state["workflows"]
        ids = sentry_lists.ids_of(request, "id")
        projects = sentry_lists.wanted_projects(request, state, slugs_as_ids=True)
        if ids:
            items = [item for item in items if item["id"] in ids]
        elif projects is not None:
            # Alerts without a detector belong to the organization and match no project.
            linked = {item["id"] for item in state["detectors"] if item["projectId"] in projects}
            items = [item for item in items if linked.intersection(item["detectorIds"])]
        items = sentry_lists.search(
            request.args.get("query", ""),
            items,
            {"name": lambda item: [item["name"]], "action": _action_types, "created_by": _creator},
            {"name", "action"},
        )
        items = sentry_lists.sort(request, items, WORKFLOW_SORTS)
        return sentry_lists.page(
            request, items, state["pageSize"], lambda i: sentry_workflows.reply(i, state["shuffle"])
        )

    def _create_workflow(self, request: Request, _: dict[str, str]) -> Response:
        sent = validate(sentry_http.read_json(request), self.state)
        workflow = sentry_workflows.create(self.state, sent, TOKEN_USER)
        return json_response(sentry_workflows.reply(workflow, self.state["shuffle"]), 201)

    def _get_workflow(self, _: Request, values: dict[str, str]) -> Response:
        workflow = self._workflow(values)
        tell_last_triggered(self.state, workflow)
        return json_response(sentry_workflows.reply(workflow, self.state["shuffle"]))

    def _update_workflow(self, request: Request, values: dict[str, str]) -> Response:
        stored = self._workflow(values)
        sent = validate(sentry_http.read_json(request), self.state)
        workflow = sentry_workflows.update(self.state, stored, sent)
        return json_response(sentry_workflows.reply(workflow, self.state["shuffle"]))

    def _delete_workflow(self, _: Request, values: dict[str, str]) -> Response:
        self.state["workflows"].remove(self._workflow(values))
        return Response(status=204)

    def _list_detectors(self, request: Request, _: dict[str, str]) -> Response:
        state = self.state
        ids = sentry_lists.ids_of(request, "id")
        projects = sentry_lists.wanted_projects(request, state, slugs_as_ids=False)
        items = [
            {**detector, "workflowIds": self._linked_workflows(detector["id"])}
            for detector in state["detectors"]
            if (detector["id"] in ids if ids else True)
            and (ids or projects is None or detector["projectId"] in projects)
        ]
        items = sentry_lists.search(
            request.args.get("query", ""),
            items,
            {
                "name": lambda item: [item["name"]],
                "type": lambda item: [item["type"], DETECTOR_ALIASES.get(item["type"], "")],
                "workflow": lambda item: item["workflowIds"],
                "description": lambda item: [item["description"] or ""],
            },
            {"name", "type", "description"},
        )
        items = sentry_lists.sort(request, items, DETECTOR_SORTS)
        return sentry_lists.page(request, items, state["pageSize"])

    def _linked_workflows(self, detector: str) -> list[str]:
        return [item["id"] for item in self.state["workflows"] if detector in item["detectorIds"]]

    def _list_members(self, request: Request, _: dict[str, str]) -> Response:
        """List members; users that were deactivated are left out, pending invites are not."""
        members = [
            item for item in self.state["members"] if not item["user"] or item["user"]["isActive"]
        ]
        found = sentry_lists.find_members(request.args.get("query", ""), members)
        return sentry_lists.page(request, found, self.state["pageSize"])

    def _get_team(self, _: Request, values: dict[str, str]) -> Response:
        for team in self.state["teams"]:
            if values["team"] in (team["id"], team["slug"]):
                return json_response({**team, "isMember": True, "hasAccess": True})
        raise not_found()

    def _list_teams(self, request: Request, _: dict[str, str]) -> Response:
        found = sentry_lists.find_teams(request.args.get("query", ""), self.state["teams"])
        shown = [{**team, "isMember": True, "hasAccess": True} for team in found]
        return sentry_lists.page(request, shown, self.state["pageSize"])

    def _find_workflow_of_rule(self, request: Request, _: dict[str, str]) -> Response:
        return sentry_lists.workflow_of_rule(request, self.state)

    def _list_integrations(self, request: Request, _: dict[str, str]) -> Response:
        return sentry_integrations.listed(request, self.state)

    def _list_channels(self, _: Request, values: dict[str, str]) -> Response:
        return sentry_integrations.channels(self.state, values["integration"])

    def _list_sentry_apps(self, request: Request, _: dict[str, str]) -> Response:
        return sentry_integrations.installations(request, self.state)

    def _rules(self, request: Request, values: dict[str, str]) -> Response:
        """Answer the old API: withdrawn, or alive; sentry.io adds the early sign in its headers."""
        if values["project"] not in {item["slug"] for item in self.state["projects"]}:
            raise not_found()
        org = self.state["organization"]["slug"]
        headers = sentry_http.deprecation_headers(org, detail="rule" in values)
        if self.state["mode"] == "withdrawn":
            raise ApiError(410, sentry_http.GONE, headers)
        answer = sentry_rules.answer(self.state, request, values, TOKEN_USER)
        if self.state["mode"] == "live":
            answer.headers.update(headers)
        return answer


def _action_types(workflow: Item) -> list[str]:
    return [action["type"] for group in workflow["actionFilters"] for action in group["actions"]]


def _creator(workflow: Item) -> list[str]:
    return [workflow["createdBy"] or ""]
