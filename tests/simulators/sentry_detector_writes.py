"""Monitors (`detectors`) of the Sentry simulator: create, update, delete.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/endpoints/`:
`organization_project_detector_index.py` (order of checks of a creation; tests of summer 2026),
`organization_detector_details.py` (rights before the body; a metric monitor that the plan lacks is
404, but can be deleted), `validators/utils.py` (who may edit and delete: `project:write` creates
but does not edit; a project's own monitors are nobody's to delete).
"""

from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_http
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_cron import CronKind
from tests.simulators.sentry_detector_documents import detector_document
from tests.simulators.sentry_detector_kinds import DetectorKind, Place
from tests.simulators.sentry_fields import convert_keys, to_snake
from tests.simulators.sentry_http import ApiError, crash, forbidden, not_found
from tests.simulators.sentry_metric import CREATING, MetricKind
from tests.simulators.sentry_metric_query import PLAN_OF
from tests.simulators.sentry_serializer import Invalid, refuse
from tests.simulators.sentry_uptime import UptimeKind
from tests.simulators.server import UnexpectedRequest, json_response

Item = dict[str, Any]
KINDS: dict[str, type[DetectorKind]] = {
    kind.slug: kind for kind in (CronKind, MetricKind, UptimeKind)
}
VALIDATED = ("error", "issue_stream", *KINDS)
"""Types with a validator; those of performance issues, behind a feature, are left out."""
WITHOUT_VALIDATOR = frozenset({"feedback"})
SYSTEM = frozenset({"error", "issue_stream"})
EDITS = frozenset({"org:write", "alerts:write"})
EDITS_SYSTEM = frozenset({"org:write"})
INCIDENTS = "organizations:incidents"
PAY = {"detail": "Unable to process request, confirm payment options."}


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access
    user: str


class DetectorWriteEndpoints:
    """The endpoints that write monitors, for the simulator to inherit."""

    def _create_detector(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        project = project_of(state, values["project"], self.access)
        body = _object(sentry_http.read_json(request))
        if not body.get("type"):
            raise ApiError(400, {"type": ["This field is required."]})
        if body["type"] == MetricKind.slug and INCIDENTS not in state["features"]:
            raise ApiError(400, PAY)
        kind = _kind(body["type"], Place(state, project, self.access, self.user))
        made = kind.create(_values(kind, body))
        shown = detector_document(state, made)
        if isinstance(kind, MetricKind):
            for source in shown["dataSources"]:
                source["queryObj"] |= {"status": CREATING, "subscription": None}
        return json_response(shown, 201)

    def _update_detector(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        stored = find_detector(state, values["detector"], self.access)
        check_plan(state, stored)
        wanted = EDITS_SYSTEM if stored["type"] in SYSTEM else EDITS
        if not self.access.scopes & wanted:
            raise forbidden()
        body = _object(sentry_http.read_json(request))
        project = next(p for p in state["projects"] if p["id"] == stored["projectId"])
        place = Place(state, project, self.access, self.user, stored)
        kind = _kind(body.get("type") or stored["type"], place)
        if kind.slug != stored["type"]:
            raise UnexpectedRequest  # Sentry checks by the other type's rules and keeps the type
        changed = kind.update(_values(kind, body))
        return json_response(detector_document(state, changed))

    def _delete_detector(self: HasState, _: Request, values: dict[str, str]) -> Response:
        state = self.state
        stored = find_detector(state, values["detector"], self.access)
        if stored["type"] in SYSTEM or not self.access.scopes & EDITS:
            raise forbidden()
        project = next(p for p in state["projects"] if p["id"] == stored["projectId"])
        _kind(stored["type"], Place(state, project, self.access, self.user, stored)).delete()
        return Response(status=204)


def project_of(state: Item, wanted: str, access: Access) -> Item:
    """Find a project by slug or ID."""
    for project in state["projects"]:
        if wanted in (project["id"], project["slug"]):
            if not access.sees(project["id"]):
                raise forbidden()
            found: Item = project
            return found
    raise not_found()


def find_detector(state: Item, wanted: str, access: Access) -> Item:
    """Find a monitor that people make; that of all projects is not written here."""
    for detector in state["detectors"]:
        if detector["id"] == wanted:
            if not access.sees(detector["projectId"]):
                raise forbidden()
            found: Item = detector
            return found
    raise not_found()


def check_plan(state: Item, detector: Item) -> None:
    """Hide a metric monitor whose dataset the plan does not hold."""
    if detector["type"] == MetricKind.slug:
        for source in detector["dataSources"] or []:
            dataset = source["queryObj"]["snubaQuery"]["dataset"]
            if PLAN_OF[dataset] not in state["features"]:
                raise not_found()


def _object(body: Any) -> Item:
    if not isinstance(body, dict):
        raise crash()  # INFERRED: `type` is read unguarded
    return body


def _kind(slug: Any, place: Place) -> DetectorKind:
    if slug in KINDS:
        return KINDS[slug](place)
    if slug in WITHOUT_VALIDATOR:
        raise ApiError(400, {"type": ["Detector type not compatible with detectors"]})
    if slug in SYSTEM:
        raise UnexpectedRequest  # Sentry makes them, and this project writes none
    known = ", ".join(sorted(VALIDATED))
    raise ApiError(400, {"type": [f"Unknown detector type '{slug}'. Must be one of: {known}"]})


def _values(kind: DetectorKind, body: Item) -> Item:
    try:
        return kind.read(convert_keys(body, to_snake))
    except Invalid as error:
        refuse(error)
