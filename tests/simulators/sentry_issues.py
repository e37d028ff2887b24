"""Issues and events of the Sentry simulator: search, one issue, its events, and its status.

Promises and where they come from: parameters, replies and scopes (OpenAPI 2026-08-16); events
newest first, `start` only with `end` (`getsentry/sentry: src/sentry/issues/endpoints/
group_events.py`, `src/sentry/api/helpers/events.py`, `src/sentry/api/utils.py`); a message is
searched for by containing, in any case (`src/sentry/search/events/datasets/
filter_aliases.py`); the texts of refusals (`src/sentry/api/helpers/group_index/index.py`).
`count`, `firstSeen` and `lastSeen` follow from the events of the state. Not simulated: that
events are kept for 90 days, bulk changes, statsPeriod, every key of the search but `is`, `message`
and tags.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_http, sentry_lists
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_http import ApiError, not_found
from tests.simulators.sentry_issue_documents import (
    event_document,
    events_of,
    issue_document,
    parse_time,
)
from tests.simulators.sentry_search import TERM
from tests.simulators.server import UnexpectedRequest, json_response

Item = dict[str, Any]
STATUSES = ("unresolved", "resolved", "ignored")
SENDABLE = (*STATUSES, "resolvedInNextRelease", "muted")
SORTS = {"date", "new", "freq", "user", "inbox", "trends", "recommended"}
ISSUE_KEYS = {
    *("id", "shortId", "projectId", "title", "fingerprint", "level", "status", "substatus"),
}
EVENT_KEYS = {
    *("eventID", "issueId", "message", "dateCreated", "level", "environment", "platform", "tags"),
    "data",
}


class HasState(Protocol):
    """What the endpoints need of the simulator."""

    state: Item
    access: Access


def check_issues(state: Item) -> None:
    """Raise ValueError when issues and events do not agree."""
    projects = {project["id"] for project in state["projects"]}
    for issue in state["issues"]:
        where = f"issue {issue.get('id')}"
        _expect(set(issue) == ISSUE_KEYS, f"{where}: keys")
        _expect(issue["status"] in STATUSES, f"{where}: status")
        _expect(issue["projectId"] in projects, f"{where}: unknown project")
        _expect(bool(events_of(state, issue)), f"{where}: has no event")
    issues = {issue["id"] for issue in state["issues"]}
    for event in state["events"]:
        where = f"event {event.get('eventID')}"
        _expect(set(event) == EVENT_KEYS, f"{where}: keys")
        _expect(event["issueId"] in issues, f"{where}: unknown issue")
        parse_time(event["dateCreated"])
    for part, key in (("issues", "id"), ("events", "eventID")):
        values = [item[key] for item in state[part]]
        _expect(len(values) == len(set(values)), f"{part}: an id occurs twice")


def _expect(holds: bool, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


class IssueEndpoints:
    """The endpoints of issues, for the simulator to inherit."""

    def _list_issues(self: HasState, request: Request, _: dict[str, str]) -> Response:
        state, args = self.state, request.args
        if {"statsPeriod", "start", "end", "group", "savedSearch"} & set(args):
            raise UnexpectedRequest
        limit = args.get("limit", "100")
        if not limit.isdigit():
            raise ApiError(400, {"detail": "invalid limit"})
        if args.get("sort", "date") not in SORTS:
            raise ApiError(400, {"detail": "Sort is not valid"})
        _known_environments(state, args.getlist("environment"))
        projects = sentry_lists.wanted_projects(request, state, self.access, lenient=False)
        issues = [i for i in state["issues"] if projects is None or i["projectId"] in projects]
        found = _search(state, args.get("query", "is:unresolved"), issues, args.get("environment"))
        found.sort(key=lambda i: parse_time(events_of(state, i)[0]["dateCreated"]), reverse=True)
        size = min(int(limit), sentry_lists.MAX_PAGE, state["pageSize"])
        return sentry_lists.page(request, found, size, lambda issue: issue_document(state, issue))

    def _get_issue(self: HasState, _: Request, values: dict[str, str]) -> Response:
        return json_response(issue_document(self.state, _issue(self.state, values)))

    def _update_issue(self: HasState, request: Request, values: dict[str, str]) -> Response:
        issue = _issue(self.state, values)
        sent = sentry_http.read_json(request)
        if not isinstance(sent, dict):
            raise ApiError(400, {"nonFieldErrors": ["Invalid data. Expected a dictionary."]})
        if set(sent) - {"status"}:
            raise UnexpectedRequest
        if "status" in sent:
            if sent["status"] not in SENDABLE:
                raise ApiError(400, {"status": [f'"{sent["status"]}" is not a valid choice.']})
            if sent["status"] not in STATUSES:
                raise UnexpectedRequest
            issue["status"] = sent["status"]
            issue["substatus"] = {"unresolved": "ongoing", "ignored": "archived_forever"}.get(
                sent["status"]
            )
        return json_response(issue_document(self.state, issue))

    def _list_events(self: HasState, request: Request, values: dict[str, str]) -> Response:
        args = request.args
        if {"statsPeriod", "full", "sample", "query"} & set(args):
            raise UnexpectedRequest
        start, end = _range(args.get("start"), args.get("end"))
        _known_environments(self.state, args.getlist("environment"))
        issue = _issue(self.state, values)
        events = [
            event_document(issue, event)
            for event in events_of(self.state, issue)
            if start <= (when := parse_time(event["dateCreated"])) and (end is None or when < end)
        ]
        return sentry_lists.page(request, events, self.state["pageSize"])


def _range(start: str | None, end: str | None) -> tuple[datetime, datetime | None]:
    """Give the range of events; without one, all of them."""
    if not start and not end:
        return datetime.min.replace(tzinfo=UTC), None
    if not start or not end:
        raise ApiError(400, {"detail": "start and end are both required"})
    try:
        first, last = parse_time(start), parse_time(end)
    except ValueError as error:
        raise ApiError(400, {"detail": f"{start} is not a valid ISO8601 date query"}) from error
    if first >= last:
        raise ApiError(400, {"detail": "start must be before end"})
    return first, last


def _known_environments(state: Item, names: list[str]) -> None:
    if not set(names) <= set(state["environments"]):
        raise not_found()


def _issue(state: Item, values: dict[str, str]) -> Item:
    for issue in state["issues"]:
        if issue["id"] == values["issue"]:
            found: Item = issue
            return found
    raise not_found()


def _search(state: Item, query: str, issues: list[Item], environment: str | None) -> list[Item]:
    """Keep the issues of which one event fulfils all terms; a bare word means its message."""
    tests: list[Callable[[Item], bool]] = []
    status: str | None = None
    for term in TERM.finditer(query):
        key, raw = term["key"] or "message", term["value"] or term["text"]
        value = raw[1:-1].replace('\\"', '"') if raw.startswith('"') else raw
        if term["key"] is None and raw in ("OR", "AND"):
            text = 'Boolean statements containing "OR" or "AND" are not supported in this search'
            raise ApiError(400, {"detail": f"Error parsing search query: {text}"})
        if key == "is":
            if value not in STATUSES:
                text = f"Error parsing search query: Invalid value for \"is\" search: '{value}'"
                raise ApiError(400, {"detail": text})
            status = value
            continue
        if "*" in value.replace("\\*", ""):
            raise UnexpectedRequest  # wildcards need the plan's advanced search
        tests.append(_test(key, value.replace("\\*", "*").lower(), bool(term["not"])))
    return [
        issue
        for issue in issues
        if status in (None, issue["status"])
        and any(
            all(test(event) for test in tests) and environment in (None, event["environment"])
            for event in events_of(state, issue)
        )
    ]


def _test(key: str, wanted: str, negated: bool) -> Callable[[Item], bool]:
    if key == "message":
        return lambda event: (wanted in event["message"].lower()) != negated
    return lambda event: (dict(event["tags"]).get(key, "").lower() == wanted) != negated
