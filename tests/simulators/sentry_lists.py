"""Lists of the Sentry simulator: pages, search, project filters and sorting.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/organization_workflow_index.py`,
`.../organization_detector_index.py`, `.../utils/filters.py` (case), `.../utils/sortby.py`,
`src/sentry/api/bases/organization.py` (projects),
`src/sentry/core/endpoints/organization_member_index.py` (members), `.../organization_teams.py`,
`src/sentry/workflow_engine/endpoints/organization_alertrule_workflow_index.py` and its validator,
OpenAPI 2026-08-16 (per_page, Link).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response

from tests.simulators.sentry_http import ApiError, forbidden, not_found
from tests.simulators.server import json_response

Item = dict[str, Any]
MAX_PAGE = 100
FOREIGN_HOST = "https://sentry.invalid"  # links are absolute; a client must not follow them
ALL_PROJECTS = "-1"
TERM = re.compile(
    r"""\s*(?:(?P<not>!?)(?P<key>[\w.]+):(?P<value>"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\S*)"""
    r"""|(?P<text>"(?:[^"\\]|\\.)*"|\S+))"""
)


def page(
    request: Request,
    items: list[Item],
    largest: int,
    show: Callable[[Item], Item] = lambda item: item,
) -> Response:
    """Answer one page with a `Link` of two entries; there is always a `next` one."""
    size = min(_per_page(request), largest)
    value, index = _cursor(request, size)
    start = value * index
    chosen = [show(item) for item in items[start : start + size]]
    more = start + size < len(items)
    before = _link(request, "previous", index > 0, f"{value}:{index - 1}:1")
    after = _link(request, "next", more, f"{value}:{index + 1}:0")
    return json_response(chosen, headers={"Link": f"{before}, {after}"})


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


def wanted_projects(request: Request, state: Item, slugs_as_ids: bool) -> set[str] | None:
    """Give the ids of the projects asked for, None for all; an unknown one is 403, not 404."""
    projects = request.args.getlist("project")
    slugs = request.args.getlist("projectSlug")
    if ALL_PROJECTS in projects or not projects + slugs:
        return None
    if projects and slugs:
        raise ApiError(400, {"detail": "Cannot query for both ids and slugs"})
    if not slugs_as_ids and not all(re.fullmatch(r"-?[0-9]+", value) for value in projects):
        text = "Invalid project parameter. Values must be numbers."
        raise ApiError(400, {"detail": text})
    found: set[str] = set()
    for value in projects + slugs:
        by_id = not slugs and value.isdigit()
        field = "id" if by_id else "slug"
        matches = {item["id"] for item in state["projects"] if item[field] == value}
        if not matches:
            raise forbidden()
        found |= matches
    return found


def search(
    query: str, items: list[Item], keys: dict[str, Callable[[Item], Iterable[str]]], free: set[str]
) -> list[Item]:
    """Filter by search terms: all must hold, keys compare without case, free text is contained."""
    words: list[str] = []
    for term in TERM.finditer(query):
        if term["key"] is None:
            words.append(_bare(term["text"]))
            continue
        if term["key"] not in keys:
            raise ApiError(400, {"query": [f"Invalid key for this search: {term['key']}"]})
        if not term["value"]:
            raise ApiError(400, {"query": [f"Empty string after '{term['key']}:'"]})
        values, negated = _values(term["value"]), bool(term["not"])
        read = keys[term["key"]]
        items = [item for item in items if _matches(read(item), values) != negated]
    if {"OR", "AND"} & set(words) or any(word.startswith("(") for word in words):
        text = 'Boolean statements containing "OR" or "AND" are not supported in this search'
        raise ApiError(400, {"query": [text]})
    text = " ".join(words).lower()
    fields = [keys[name] for name in sorted(free)]
    return [
        item
        for item in items
        if any(text in value.lower() for read in fields for value in read(item)) or not text
    ]


def _bare(text: str) -> str:
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    return text[1:-1].replace('\\"', '"') if quoted else text


def _values(text: str) -> list[str]:
    if text.startswith("["):
        return [_bare(part.strip()) for part in text[1:-1].split(",")]
    return [_bare(text)]


def _matches(actual: Iterable[str], wanted: list[str]) -> bool:
    patterns = [".*".join(re.escape(piece) for piece in value.split("*")) for value in wanted]
    return any(
        re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL)
        for value in actual
        for pattern in patterns
    )


def find_members(query: str, members: list[Item]) -> list[Item]:
    """Filter members; an unknown key gives an empty list, not a 400."""
    for term in TERM.finditer(query):
        value = _bare(term["value"] if term["key"] else term["text"])
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
        value = _bare(term["value"] if term["key"] else term["text"])
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
