"""Lists of the Sentry simulator: pages, sorting, project filters; members and teams.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/organization_workflow_index.py`,
`.../organization_detector_index.py`, `.../utils/sortby.py`, `src/sentry/api/utils.py` (ids),
`src/sentry/api/bases/organization.py` (projects),
`src/sentry/core/endpoints/organization_member_index.py` (members), `.../organization_teams.py`,
`src/sentry/workflow_engine/endpoints/organization_alertrule_workflow_index.py` and its validator,
OpenAPI 2026-08-16 (per_page, Link).
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response

from tests.simulators.sentry_access import Access
from tests.simulators.sentry_conditions import release
from tests.simulators.sentry_http import ApiError, forbidden, not_found
from tests.simulators.sentry_search import TERM, unquote
from tests.simulators.server import json_response

Item = dict[str, Any]
MAX_PAGE = 100
FOREIGN_HOST = "https://sentry.invalid"  # links are absolute; a client must not follow them


def page(
    request: Request,
    items: list[Item],
    largest: int,
    show: Callable[[Item], Item] = lambda item: item,
    *,
    counted: bool = False,
) -> Response:
    """Answer one page with a `Link` of two entries; there is always a `next` one.

    Lists of alerts and monitors are counted: `X-Hits` tells how many there are in all.
    """
    size = min(_per_page(request), largest)
    value, index = _cursor(request, size)
    start = value * index
    chosen = [show(item) for item in items[start : start + size]]
    more = start + size < len(items)
    before = _link(request, "previous", index > 0, f"{value}:{index - 1}:1")
    after = _link(request, "next", more, f"{value}:{index + 1}:0")
    hits = {"X-Hits": str(len(items))} if counted else {}
    return json_response(chosen, headers={"Link": f"{before}, {after}", **hits})


def _per_page(request: Request) -> int:
    raw = request.args.get("per_page", str(MAX_PAGE))
    if not re.fullmatch(r"-?[0-9]+", raw):
        raise ApiError(400, {"detail": "Invalid per_page parameter."})
    if not 1 <= int(raw) <= MAX_PAGE:
        text = f"Invalid per_page value. Must be between 1 and {MAX_PAGE}."
        raise ApiError(400, {"detail": text})
    return int(raw)


def _cursor(request: Request, size: int) -> tuple[int, int]:
    raw = request.args.get("cursor") or f"{size}:0:0"
    found = re.fullmatch(r"([0-9]+):([0-9]+):[01]", raw)
    if found is None:
        raise ApiError(400, {"detail": "Invalid cursor parameter."})
    return int(found[1]), int(found[2])


def _link(request: Request, relation: str, results: bool, cursor: str) -> str:
    others = [(key, value) for key, value in request.args.items(multi=True) if key != "cursor"]
    query = urlencode([*others, ("cursor", cursor)])
    flag = str(results).lower()
    url = f"{FOREIGN_HOST}{request.path}?{query}"
    return f'<{url}>; rel="{relation}"; results="{flag}"; cursor="{cursor}"'


def sort(request: Request, items: list[Item], keys: dict[str, Callable[[Item], Any]]) -> list[Item]:
    """Sort by `sortBy`, `-` for descending, the id deciding between equals."""
    wanted = request.args.get("sortBy", "id")
    key = keys.get(wanted.removeprefix("-"))
    if key is None:
        raise ApiError(400, {"sortBy": ["Invalid sort field"]})
    return sorted(
        items, key=lambda item: (key(item), int(item["id"])), reverse=wanted.startswith("-")
    )


def ids_of(request: Request, parameter: str) -> set[str]:
    """Read a repeated id parameter; anything but whole numbers is refused."""
    values = request.args.getlist(parameter)
    for value in values:
        if not re.fullmatch(r"[0-9]+", value):
            raise ApiError(400, {parameter: f"Value {value} is not a valid integer id"})
    return {str(int(value)) for value in values}


def number_of(request: Request, parameter: str) -> str | None:
    """Read an id parameter that may be left out."""
    value = request.args.get(parameter)
    if value and not re.fullmatch(r"[0-9]+", value):
        raise ApiError(400, {parameter: f"Value {value} is not a valid integer id"})
    return value or None


def wanted_projects(
    request: Request, state: Item, access: Access, *, lenient: bool
) -> set[str] | None:
    """Give the ids of the projects asked for, None for all those the token sees.

    An unknown or closed one is 403, not 404; where all accessible ones are read first (alerts), it
    is left out. IDs and slugs alike are read since 2026-08 (OpenAPI); before, a slug was refused.
    """
    projects = request.args.getlist("project")
    slugs = request.args.getlist("projectSlug")
    if {"-1", "$all"} & {*projects, *slugs} or not projects + slugs:
        return None
    if projects and slugs:
        raise ApiError(400, {"detail": "Cannot query for both ids and slugs"})
    numeric = all(re.fullmatch(r"-?[0-9]+", value) for value in projects)
    if not numeric and release(state) < (26, 8):
        text = "Invalid project parameter. Values must be numbers."
        raise ApiError(400, {"detail": text})
    found: set[str] = set()
    for value in projects + slugs:
        field = "id" if not slugs and value.isdigit() else "slug"
        matches = {p["id"] for p in state["projects"] if p[field] == value and access.sees(p["id"])}
        if not matches and not lenient:
            raise forbidden()
        found |= matches
    return found


def find_members(query: str, members: list[Item]) -> list[Item]:
    """Filter members; an unknown key gives an empty list, not a 400."""
    for term in TERM.finditer(query):
        value = unquote(term["value"] if term["key"] else term["text"])
        match term["key"]:
            case "email":
                members = [item for item in members if _has_address(item, value)]
            case "id":
                members = [item for item in members if item["id"] == value]
            case "user.id":
                members = [item for item in members if item["user"] and item["user"]["id"] == value]
            case "role":
                members = [item for item in members if item["orgRole"] == value]
            case "isInvited":
                invited = value == "true"
                members = [item for item in members if (item["user"] is None) == invited]
            case None | "query":
                members = [item for item in members if value.lower() in item["email"].lower()]
            case _:
                return []
    return members


def find_teams(query: str, teams: list[Item]) -> list[Item]:
    """Filter teams, by slug; an unknown key gives an empty list, an ID that is no number a 400."""
    wanted: dict[str, list[str]] = {}
    for term in TERM.finditer(query):
        value = unquote(term["value"] if term["key"] else term["text"])
        wanted.setdefault(term["key"] or "query", []).append(value)
    for key, values in wanted.items():
        match key:
            case "id":
                if not all(re.fullmatch(r"\s*[-+]?[0-9]+\s*", value) for value in values):
                    raise ApiError(400, {"detail": "Invalid id value"})
                teams = [team for team in teams if int(team["id"]) in map(int, values)]
            case "slug":
                teams = [team for team in teams if team["slug"] in values]
            case "query":
                text = " ".join(values).lower()
                teams = [t for t in teams if text in t["name"].lower() or text in t["slug"].lower()]
            case _:
                teams = []
    return sorted(teams, key=lambda team: str(team["slug"]))


def workflow_of_rule(request: Request, state: Item) -> Response:
    """Answer which alert an old rule has become."""
    keys = {"rule_id": "ruleId", "alert_rule_id": "alertRuleId", "workflow_id": "workflowId"}
    asked = {keys[key]: value for key, value in request.args.items() if key in keys and value}
    if not asked:
        text = "One of 'rule_id', 'alert_rule_id', or 'workflow_id' must be provided."
        raise ApiError(400, {"non_field_errors": [text]})
    for row in state["ruleWorkflows"]:
        if all(row[key] == value for key, value in asked.items()):
            return json_response(row)
    raise not_found()


def _has_address(member: Item, address: str) -> bool:
    """Match the invite's address, or any address of the user, verified or not."""
    addresses = [entry["email"].lower() for entry in (member["user"] or {}).get("emails", [])]
    return member["email"] == address or address.lower() in addresses
