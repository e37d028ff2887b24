"""The Sentry simulator: its routes, who may ask, and what its state says of all others.

It does not simulate bulk changes of alerts and monitors, or SSO; of billing, only whether a seat is
left and what the plan holds. Its rate limit is one for all endpoints and tokens, where Sentry has
one for each: stricter than the real one.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators import sentry_http, sentry_integrations, sentry_lists, sentry_rules
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_alerts import AlertEndpoints
from tests.simulators.sentry_cron_endpoints import CronEndpoints
from tests.simulators.sentry_detector_writes import DetectorWriteEndpoints
from tests.simulators.sentry_detectors import DetectorEndpoints
from tests.simulators.sentry_history import HistoryEndpoints
from tests.simulators.sentry_http import ApiError, not_found
from tests.simulators.sentry_ingest import take_check_in_request, take_envelope
from tests.simulators.sentry_issues import IssueEndpoints
from tests.simulators.sentry_organizations import (
    organization_document,
    project_document,
    project_in_list,
)
from tests.simulators.sentry_people import member_document, team_document
from tests.simulators.sentry_scopes import wanted_scopes
from tests.simulators.sentry_state import check_state, initial_state
from tests.simulators.sentry_uptime_health import UptimeEndpoints
from tests.simulators.server import Simulator, json_response

Item = dict[str, Any]

TOKEN_USER = "3001"
ORG = "/api/0/organizations/<org>"
RULES = "/api/0/projects/<org>/<project>/rules/"
HEALTH = "/api/0/internal/health/"
MONITOR = f"{ORG}/monitors/<monitor>"
UPTIME = "/api/0/projects/<org>/<project>/uptime/<detector>"
CHECK_IN = "/api/<project>/cron/<slug>"


class SentrySimulator(
    AlertEndpoints,
    CronEndpoints,
    DetectorEndpoints,
    DetectorWriteEndpoints,
    HistoryEndpoints,
    IssueEndpoints,
    UptimeEndpoints,
    Simulator,
):
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
            Rule(
                f"{ORG}/workflows/<workflow>/group-history/",
                methods=["GET"],
                endpoint="list_group_history",
            ),
            Rule(f"{ORG}/detectors/", methods=["GET"], endpoint="list_detectors"),
            Rule(f"{ORG}/detectors/<detector>/", methods=["GET"], endpoint="get_detector"),
            Rule(f"{ORG}/detectors/<detector>/", methods=["PUT"], endpoint="update_detector"),
            Rule(f"{ORG}/detectors/<detector>/", methods=["DELETE"], endpoint="delete_detector"),
            Rule(
                f"{ORG}/projects/<project>/detectors/",
                methods=["POST"],
                endpoint="create_detector",
            ),
            Rule(f"{ORG}/monitors/", methods=["GET"], endpoint="list_monitors"),
            Rule(f"{ORG}/monitors/", methods=["POST"], endpoint="create_monitor"),
            Rule(f"{MONITOR}/", methods=["GET"], endpoint="get_monitor"),
            Rule(f"{MONITOR}/", methods=["PUT"], endpoint="update_monitor"),
            Rule(f"{MONITOR}/", methods=["DELETE"], endpoint="delete_monitor"),
            Rule(f"{MONITOR}/checkins/", methods=["GET"], endpoint="list_check_ins"),
            Rule(f"{ORG}/uptime/", methods=["GET"], endpoint="list_uptime"),
            Rule(f"{UPTIME}/", methods=["GET"], endpoint="get_uptime"),
            Rule(f"{UPTIME}/checks/", methods=["GET"], endpoint="list_uptime_checks"),
            Rule("/api/0/organizations/", methods=["GET"], endpoint="list_organizations"),
            Rule(f"{ORG}/", methods=["GET"], endpoint="get_organization"),
            Rule(f"{ORG}/projects/", methods=["GET"], endpoint="list_projects"),
            Rule("/api/0/projects/<org>/<project>/", methods=["GET"], endpoint="get_project"),
            Rule(f"{ORG}/members/", methods=["GET"], endpoint="list_members"),
            Rule(f"{ORG}/issues/", methods=["GET"], endpoint="list_issues"),
            Rule(f"{ORG}/issues/<issue>/", methods=["GET"], endpoint="get_issue"),
            Rule(f"{ORG}/issues/<issue>/", methods=["PUT"], endpoint="update_issue"),
            Rule(f"{ORG}/issues/<issue>/events/", methods=["GET"], endpoint="list_events"),
            Rule("/api/<project>/envelope/", methods=["POST"], endpoint="take_envelope"),
            *(
                Rule(path, methods=["GET", "POST"], endpoint="take_check_in", strict_slashes=False)
                for path in (f"{CHECK_IN}/", f"{CHECK_IN}/<key>/")
            ),
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

    access: Access
    user = TOKEN_USER

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
        if endpoint == "take_check_in":
            return take_check_in_request(self.state, values, request)
        mode = self.state["mode"]
        if (mode == "removed" and endpoint == "rules") or (
            mode == "self-hosted"
            and endpoint.endswith(
                ("workflow", "workflows", "group_history", "detectors", "detector")
            )
        ):
            raise ApiError(404, None)  # an unrouted path: empty, before any token is looked at
        if endpoint == "get_health":
            return sentry_http.health(request, self.state)
        org = self.state["organization"]
        named = values.get("org")
        slug = org["slug"] if named == org["id"] else named
        token = sentry_http.authenticate(request, self.state, slug)
        self.access = _access(token)
        sentry_http.authorize(self.access.scopes, wanted_scopes(endpoint, request.method))
        if slug not in (None, org["slug"]):
            raise not_found()
        answer: Callable[[Request, dict[str, str]], Response] = getattr(self, f"_{endpoint}")
        return answer(request, values)

    def _list_organizations(self, request: Request, _: dict[str, str]) -> Response:
        shown = [organization_document(request, self.state)]
        return sentry_lists.page(request, shown, self.state["pageSize"])

    def _get_organization(self, request: Request, _: dict[str, str]) -> Response:
        return json_response(organization_document(request, self.state))

    def _list_projects(self, request: Request, _: dict[str, str]) -> Response:
        seen = [project for project in self.state["projects"] if self.access.sees(project["id"])]
        shown = [project_in_list(self.state, project) for project in seen]
        return sentry_lists.page(request, shown, self.state["pageSize"])

    def _get_project(self, request: Request, values: dict[str, str]) -> Response:
        organization = organization_document(request, self.state)
        project = project_document(self.state, values["project"], organization)
        if not self.access.sees(project["id"]):
            raise sentry_http.forbidden()
        return json_response(project)

    def _list_members(self, request: Request, _: dict[str, str]) -> Response:
        """List members; users that were deactivated are left out, pending invites are not."""
        members = [
            item for item in self.state["members"] if not item["user"] or item["user"]["isActive"]
        ]
        found = sentry_lists.find_members(request.args.get("query", ""), members)
        return sentry_lists.page(request, found, self.state["pageSize"], member_document)

    def _get_team(self, _: Request, values: dict[str, str]) -> Response:
        for team in self.state["teams"]:
            if values["team"] in (team["id"], team["slug"]):
                return json_response(team_document(team))
        raise not_found()

    def _list_teams(self, request: Request, _: dict[str, str]) -> Response:
        found = sentry_lists.find_teams(request.args.get("query", ""), self.state["teams"])
        return sentry_lists.page(request, found, self.state["pageSize"], team_document)

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


def _access(token: Item) -> Access:
    projects = token["projects"]
    return Access(frozenset(token["scopes"]), None if projects is None else frozenset(projects))
