"""Cron monitors by the older endpoints of Sentry: list, create, one, update, delete, check-ins.

Sources, all in `getsentry/sentry: src/sentry/monitors/endpoints/`: `organization_monitor_index.py`
(filters; an unknown key of the search gives an empty list), `base.py` (a slug before a GUID, the
oldest of several), `base_monitor_details.py` (a deleted monitor's slug is free at once; what PUT
refuses while saving), `base_monitor_checkin_index.py`; `src/sentry/monitors/serializers.py`. Not
simulated: bulk edits, `alert_rule`, `status:` in the search.
"""

import random
from collections.abc import Callable
from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_http, sentry_lists
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_checkins import add_detector
from tests.simulators.sentry_cron import (
    CronKind,
    check_limit,
    check_project_scope,
    monitor_fields,
    store_row,
    update_row,
)
from tests.simulators.sentry_cron_documents import ENVIRONMENT_ORDER, cron_document, detector_of
from tests.simulators.sentry_detector_kinds import Place
from tests.simulators.sentry_fields import convert_keys, to_snake
from tests.simulators.sentry_http import ApiError, forbidden, not_found
from tests.simulators.sentry_search import TERM, unquote
from tests.simulators.sentry_seats import NO_SEAT, has_seat
from tests.simulators.sentry_serializer import Check, Field, Invalid, read_fields, refuse
from tests.simulators.server import UnexpectedRequest, json_response

Item = dict[str, Any]
CREATES = frozenset({"alerts:write", "org:write", "org:admin"})
MOVED = {"detail": {"message": "existing monitors may not be moved between projects"}}
CHECK_IN_KEYS = (
    *("id", "environment", "status", "duration", "dateCreated", "expectedTime", "monitorConfig"),
)


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access
    user: str


class CronEndpoints:
    """The older endpoints of cron monitors, for the simulator to inherit."""

    def _list_monitors(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state, args = self.state, request.args
        projects = sentry_lists.wanted_projects(request, state, self.access, lenient=False)
        rows = [
            row
            for row in state["monitors"]
            if self.access.sees(row["projectId"])
            and (projects is None or row["projectId"] in projects)
        ]
        if names := set(args.getlist("environment")):
            rows = [row for row in rows if names & {e["name"] for e in row["environments"]}]
        if owners := set(args.getlist("owner")):
            rows = [row for row in rows if _owner_names(row) & owners]
        rows = _found(args.get("query", ""), rows)
        if state["shuffle"]:
            random.shuffle(rows)
        rows.sort(key=_sort_key(args.get("sort", "status")), reverse=args.get("asc", "1") != "1")
        return sentry_lists.page(
            request, rows, state["pageSize"], lambda row: cron_document(state, row)
        )

    def _create_monitor(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state = self.state
        if not self.access.scopes & CREATES:
            raise forbidden()
        project = _project_field(state, self.access)
        fields = {"project": Field(project), **monitor_fields(state, None)}
        values = _read(request, fields, partial=False)
        try:
            check_limit(state)
        except Invalid as error:
            refuse(error)
        row = store_row(state, values["project"]["id"], values)
        add_detector(state, row, self.user)
        return json_response(cron_document(state, row), 201)

    def _get_monitor(self: HasState, _: Request, values: dict[str, str]) -> Response:
        return json_response(cron_document(self.state, _row(self.state, values, self.access)))

    def _update_monitor(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        row = _row(state, values, self.access)
        fields = monitor_fields(state, row)

        def status(value: Any) -> Any:
            wanted = fields["status"].check(value)
            if wanted == "active" != row["status"] and not has_seat(state):
                raise Invalid(NO_SEAT)
            return wanted

        project = Field(_project_field(state, self.access))
        sent = _read(request, {**fields, "status": Field(status), "project": project}, partial=True)
        if "project" in sent and sent["project"]["id"] != row["projectId"]:
            raise ApiError(400, MOVED)
        update_row(state, row, sent)
        return json_response(cron_document(state, row))

    def _delete_monitor(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        row = _row(state, values, self.access)
        if names := set(request.args.getlist("environment")):
            left = [e for e in row["environments"] if e["name"] not in names]
            if len(left) == len(row["environments"]):
                return Response(status=404)
            row["environments"] = left
            return Response(status=202)
        own = detector_of(state, row)
        if own is not None:
            project = next(p for p in state["projects"] if p["id"] == row["projectId"])
            CronKind(Place(state, project, self.access, self.user, own)).delete()
        state["monitors"].remove(row)
        state["checkIns"] = [c for c in state["checkIns"] if c["monitor"] != row["id"]]
        return Response(status=202)

    def _list_check_ins(self: HasState, request: Request, values: dict[str, str]) -> Response:
        if {"start", "end", "statsPeriod", "expand"} & set(request.args):
            raise UnexpectedRequest
        row = _row(self.state, values, self.access)
        names = set(request.args.getlist("environment"))
        own = [
            {key: check_in[key] for key in CHECK_IN_KEYS}
            for check_in in reversed(self.state["checkIns"])
            if check_in["monitor"] == row["id"] and (not names or check_in["environment"] in names)
        ]
        return sentry_lists.page(request, own, self.state["pageSize"])


def _read(request: Request, fields: dict[str, Field], *, partial: bool) -> Item:
    try:
        body = convert_keys(sentry_http.read_json(request), to_snake)
        if isinstance(body, dict) and "alert_rule" in body:
            raise UnexpectedRequest
        return read_fields(body, fields, partial=partial)
    except Invalid as error:
        refuse(error)


def _project_field(state: Item, access: Access) -> Check:
    def check(value: Any) -> Item:
        for project in state["projects"]:
            if str(value) in (project["id"], project["slug"]):
                check_project_scope(access)
                found: Item = project
                return found
        raise Invalid("Invalid project")

    return check


def _row(state: Item, values: dict[str, str], access: Access) -> Item:
    wanted = values["monitor"]
    for key in ("slug", "guid"):
        rows = [row for row in state["monitors"] if row[key] == wanted]
        if rows:
            row: Item = min(rows, key=lambda item: int(item["id"]))
            if not access.sees(row["projectId"]):
                raise forbidden()
            return row
    raise not_found()


def _owner_names(row: Item) -> set[str]:
    """Give the values of `owner` that name a monitor's; the token's user is in every team."""
    if row["owner"] is None:
        return {"unassigned"}
    kind, identifier = row["owner"]["type"], row["owner"]["id"]
    return {f"{kind}:{identifier}", *(["myteams"] if kind == "team" else [])}


def _found(query: str, rows: list[Item]) -> list[Item]:
    words: list[str] = []
    for term in TERM.finditer(query):
        if term["key"] is None:
            words.append(unquote(term["text"]))
        elif term["key"] == "status":
            raise UnexpectedRequest
        else:
            key, wanted = term["key"], unquote(term["value"]).lower()
            rows = [row for row in rows if key in ("id", "name") and row[key].lower() == wanted]
    text = " ".join(words).lower()
    return [row for row in rows if text in row["name"].lower() or text in row["slug"]]


def _sort_key(sort: str) -> Callable[[Item], Any]:
    """Give what a list is sorted by: the worst environment first, disabled monitors last."""

    def status(row: Item) -> int:
        last = len(ENVIRONMENT_ORDER)
        if row["status"] == "disabled":
            return last + 1
        own = [e for e in row["environments"] if not e["isMuted"]]
        worst = (ENVIRONMENT_ORDER.index(e["status"]) for e in own)
        return min(worst, default=last if row["environments"] else last + 2)

    def muted(row: Item) -> tuple[int, str]:
        flags = [e["isMuted"] for e in row["environments"]]
        return any(flags) + (bool(flags) and all(flags)), row["name"]

    return {"name": lambda row: row["name"], "muted": muted}.get(sort, status)
