"""What uptime monitors of the Sentry simulator find out: checks, whether a monitor is down.

Sources: `getsentry/sentry: src/sentry/uptime/endpoints/serializers.py` (keys; a monitor that was
never checked is fine; a failure during an incident has a name of its own),
`organization_uptime_alert_index.py` (filters), `src/sentry/uptime/grouptype.py` (thresholds, title)
and, for who may look, the permission classes of these endpoints (UNVERIFIED in the newest copy).
Not simulated: the checker; a test says what it found.
"""

from typing import Any, Protocol
from uuid import uuid4

from werkzeug import Request, Response

from tests.simulators import sentry_lists
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_detector_writes import find_detector, project_of
from tests.simulators.sentry_events import now
from tests.simulators.sentry_http import not_found
from tests.simulators.sentry_monitor_issues import open_issue, resolve_issue
from tests.simulators.sentry_search import TERM, unquote
from tests.simulators.sentry_uptime import UptimeKind, fingerprint
from tests.simulators.server import UnexpectedRequest, json_response

Item = dict[str, Any]
OK, FAILED = 1, 2
SECONDS = len("2026-01-01T00:00:00")


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access


class UptimeEndpoints:
    """The endpoints that tell how uptime monitors are, for the simulator to inherit."""

    def _list_uptime(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state, args = self.state, request.args
        projects = sentry_lists.wanted_projects(request, state, self.access, lenient=False)
        found = [
            uptime_document(state, detector)
            for detector in state["detectors"]
            if detector["type"] == UptimeKind.slug
            and self.access.sees(detector["projectId"])
            and (projects is None or detector["projectId"] in projects)
        ]
        if names := set(args.getlist("environment")):
            found = [item for item in found if item["environment"] in names]
        if "owner" in args:
            raise UnexpectedRequest
        return sentry_lists.page(
            request, _searched(args.get("query", ""), found), state["pageSize"]
        )

    def _get_uptime(self: HasState, _: Request, values: dict[str, str]) -> Response:
        return json_response(
            uptime_document(self.state, _detector(self.state, values, self.access))
        )

    def _list_uptime_checks(self: HasState, request: Request, values: dict[str, str]) -> Response:
        if {"start", "end", "statsPeriod"} & set(request.args):
            raise UnexpectedRequest
        detector = _detector(self.state, values, self.access)
        own = [c for c in reversed(self.state["uptimeChecks"]) if c["detector"] == detector["id"]]
        return sentry_lists.page(request, own, self.state["pageSize"], _check_document)


def uptime_document(state: Item, detector: Item) -> Item:
    """Show an uptime monitor and whether it is down."""
    project = next(item for item in state["projects"] if item["id"] == detector["projectId"])
    config, query = detector["config"], detector["dataSources"][0]["queryObj"]
    return {
        "id": detector["id"],
        "projectSlug": project["slug"],
        "environment": config["environment"],
        "name": detector["name"] or f"Uptime Monitoring for {query['url']}",
        "status": "active" if detector["enabled"] else "disabled",
        "uptimeStatus": FAILED if detector["id"] in state["uptimeDown"] else OK,
        "mode": config["mode"],
        "owner": detector["owner"],
        "recoveryThreshold": config["recoveryThreshold"],
        "downtimeThreshold": config["downtimeThreshold"],
        **query,
    }


def report_check(state: Item, identifier: str, status: str, code: int | None = None) -> None:
    """Let the checker report of a monitor, which goes down and recovers at its thresholds.

    Args:
        state: the simulator's.
        identifier: the monitor's ID.
        status: `success`, `failure` or `missed_window`, which counts for neither.
        code: the status code of the reply; None when there was none.
    """
    detector = next(d for d in state["detectors"] if d["id"] == identifier)
    if not detector["enabled"]:
        return
    environment = detector["config"]["environment"] or "prod"
    check: Item = {
        "detector": identifier,
        "uptimeCheckId": uuid4().hex,
        "timestamp": now(),
        "checkStatus": status,
        "checkStatusReason": None if status != "failure" else "failure" if code else "timeout",
        "httpStatusCode": code,
        "durationMs": 120,
        "traceId": uuid4().hex,
        "incidentStatus": 0,
        "environment": environment,
        "region": "us-west",
    }
    state["uptimeChecks"].append(check)
    down = state["uptimeDown"]
    last = [c["checkStatus"] for c in state["uptimeChecks"] if c["detector"] == identifier]
    if identifier not in down and _ends(last, "failure", detector["config"]["downtimeThreshold"]):
        down.append(identifier)
        url = detector["dataSources"][0]["queryObj"]["url"]
        title = f"Downtime detected for {url}"
        open_issue(state, detector, title, fingerprint(identifier), environment, [])
    if identifier in down and _ends(last, "success", detector["config"]["recoveryThreshold"]):
        down.remove(identifier)
        resolve_issue(state, fingerprint(identifier))
    check["incidentStatus"] = int(identifier in down)


def take_down(state: Item, identifier: str) -> None:
    """Let as many checks of a monitor fail as it takes to be down."""
    detector = next(d for d in state["detectors"] if d["id"] == identifier)
    for _ in range(detector["config"]["downtimeThreshold"]):
        report_check(state, identifier, "failure", 503)


def bring_up(state: Item, identifier: str) -> None:
    """Let as many checks of a monitor succeed as it takes to recover."""
    detector = next(d for d in state["detectors"] if d["id"] == identifier)
    for _ in range(detector["config"]["recoveryThreshold"]):
        report_check(state, identifier, "success", 200)


def _ends(statuses: list[str], wanted: str, count: int) -> bool:
    counted = [status for status in statuses if status != "missed_window"]
    return counted[-count:] == [wanted] * count


def _check_document(check: Item) -> Item:
    shown = {key: value for key, value in check.items() if key != "detector"}
    when = f"{check['timestamp'][:SECONDS]}Z"
    status = check["checkStatus"]
    if status == "failure" and check["incidentStatus"]:
        status = "failure_incident"
    more = {"timestamp": when, "scheduledCheckTime": when, "regionName": "US West"}
    return {**shown, **more, "checkStatus": status}


def _detector(state: Item, values: dict[str, str], access: Access) -> Item:
    project = project_of(state, values["project"], access)
    detector = find_detector(state, values["detector"], access)
    if (detector["type"], detector["projectId"]) != (UptimeKind.slug, project["id"]):
        raise not_found()
    return detector


def _searched(query: str, items: list[Item]) -> list[Item]:
    """Keep what a search finds; an unknown key finds nothing."""
    words: list[str] = []
    for term in TERM.finditer(query):
        if term["key"] is None:
            words.append(unquote(term["text"]).lower())
        else:
            wanted = unquote(term["value"]).lower()
            items = [i for i in items if term["key"] == "name" and i["name"].lower() == wanted]
    text = " ".join(words)
    return [i for i in items if text in i["name"].lower() or text in i["url"].lower()]
