"""Sentry's old rules API: a project's rules, their fields, and its refusal of duplicates.

Sources: `getsentry/sentry: src/sentry/api/endpoints/project_rules.py` (create answers 200, a
duplicate is 400), `.../project_rule_details.py` (PUT overwrites all, DELETE is 202),
`src/sentry/api/serializers/rest_framework/rule.py` (fields),
`src/sentry/api/serializers/models/rule.py` (reply).
It does not simulate limits of rules per project, muting, or Slack's asynchronous 202.
"""

from copy import deepcopy
from typing import Any

from werkzeug import Request, Response

from tests.simulators import sentry_http, sentry_lists
from tests.simulators.sentry_fields import NULL, REQUIRED, Errors, check_choice, digits
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_http import ApiError, crash, not_found
from tests.simulators.sentry_rule_nodes import NodeError, cleaned
from tests.simulators.sentry_validation import check_owner
from tests.simulators.sentry_workflows import now
from tests.simulators.server import json_response

Item = dict[str, Any]
MAX_NAME = 256
FREQUENCIES = range(5, 43_201)
PLACES = {"conditions": "condition", "filters": "filter", "actions": "action"}
CONTENT = ("conditions", "filters", "actions", "actionMatch", "filterMatch", "frequency")
RULE_KEYS = {
    *("id", "project", "name", "environment", "owner", "dateCreated", "createdBy", *CONTENT),
}


def answer(state: Item, request: Request, values: dict[str, str], user_id: str) -> Response:
    """Answer one request for a project's rules, or for one of them."""
    own = [item for item in state["rules"] if item["project"] == values["project"]]
    if "rule" not in values:
        if request.method == "GET":
            newest = sorted(own, key=lambda item: -int(item["id"]))
            return sentry_lists.page(request, newest, state["pageSize"], reply)
        rule = _create(state, values["project"], sentry_http.read_json(request), user_id)
        return json_response(reply(rule))
    stored = next((item for item in own if item["id"] == values["rule"]), None)
    if stored is None:
        raise not_found()
    if request.method == "DELETE":
        state["rules"].remove(stored)
        return Response(status=202)
    if request.method == "PUT":
        sent = sentry_http.read_json(request)
        if isinstance(sent, dict) and {"name", "actionMatch", "actions"} - sent.keys():
            raise crash()  # all three are read unguarded
        stored.update(_validated(state, stored["project"], sent, stored["id"]))
    return json_response(reply(stored))


def reply(rule: Item) -> Item:
    """Show a rule; each node carries its sentence as `name`."""
    shown = deepcopy({key: value for key, value in rule.items() if key != "project"})
    for part in PLACES:
        shown[part] = [{**node, "name": node["id"].rpartition(".")[2]} for node in shown[part]]
    return {
        **shown,
        "projects": [rule["project"]],
        "status": "active",
        "snooze": False,
        "lastTriggered": None,
    }


def _create(state: Item, project: str, sent: object, user_id: str) -> Item:
    content = _validated(state, project, sent, None)
    user = {"id": int(user_id), "name": "ops", "email": "ops@raxx.app"}
    rule = {
        "id": new_id(state),
        "project": project,
        "dateCreated": now(),
        "createdBy": user,
        **content,
    }
    state["rules"].append(rule)
    return rule


def _validated(state: Item, project: str, sent: object, own_id: str | None) -> Item:
    """Give what is stored of a body, or refuse it with 400."""
    if not isinstance(sent, dict):
        text = f"Invalid data. Expected a dictionary, but got {type(sent).__name__}."
        raise ApiError(400, {"nonFieldErrors": [text]})
    nodes: Item = {}
    errors: Errors = {
        "name": _check_name(sent),
        "frequency": _check_frequency(sent),
        "actionMatch": _check_match(sent, "actionMatch", ("all", "any")),
        "filterMatch": _check_match(sent, "filterMatch", ("all", "any", "none")),
        "environment": _check_environment(sent, state),
        "owner": check_owner(sent, state),
        **{part: _clean_nodes(sent, part, state, nodes) for part in PLACES},
    }
    if found := {field: problem for field, problem in errors.items() if problem}:
        raise ApiError(400, found)
    if nodes["filters"] and not sent.get("filterMatch"):
        text = "Must select a filter match (all, any, none) if filters are supplied."
        raise ApiError(400, {"filterMatch": [text]})
    rule = {
        "name": sent["name"].strip(),
        "environment": sent.get("environment"),
        "owner": sent.get("owner"),
        "frequency": int(sent["frequency"]),
        "actionMatch": sent["actionMatch"],
        "filterMatch": sent.get("filterMatch") or "all",
        **nodes,
    }
    _check_duplicate(state, project, rule, own_id)
    return rule


def _check_duplicate(state: Item, project: str, rule: Item, own_id: str | None) -> None:
    keys = (*CONTENT, "environment")
    for other in state["rules"]:
        same = all(other[key] == rule[key] for key in keys) and other["project"] == project
        if same and other["id"] != own_id:
            text = (
                f"This rule is an exact duplicate of '{other['name']}' in this project and may "
                "not be created."
            )
            raise ApiError(400, {"name": [text], "ruleId": [other["id"]]})


def _check_name(sent: Item) -> list[str]:
    name = sent.get("name", "")
    if "name" not in sent:
        return [REQUIRED]
    if not isinstance(name, str):
        return [NULL] if name is None else ["Not a valid string."]
    if not name.strip():
        return ["This field may not be blank."]
    long = len(name.strip()) > MAX_NAME
    return [f"Ensure this field has no more than {MAX_NAME} characters."] if long else []


def _check_frequency(sent: Item) -> list[str]:
    frequency = sent.get("frequency")
    if "frequency" not in sent:
        return [REQUIRED]
    if not digits(frequency):
        return ["A valid integer is required."]
    if int(frequency or 0) < FREQUENCIES.start:
        return [f"Ensure this value is greater than or equal to {FREQUENCIES.start}."]
    if int(frequency or 0) >= FREQUENCIES.stop:
        return [f"Ensure this value is less than or equal to {FREQUENCIES.stop - 1}."]
    return []


def _check_match(sent: Item, field: str, choices: tuple[str, ...]) -> list[str]:
    if field not in sent:
        return [REQUIRED] if field == "actionMatch" else []
    return check_choice(sent[field], frozenset(choices))


def _check_environment(sent: Item, state: Item) -> list[str]:
    environment = sent.get("environment")
    known = environment is None or environment in state["environments"]
    return [] if known else ["This environment has not been created."]


def _clean_nodes(sent: Item, part: str, state: Item, nodes: Item) -> list[str]:
    """Put the cleaned nodes of a part into `nodes`; the first bad one is reported."""
    found = sent.get(part, [])
    if not isinstance(found, list):
        return [f'Expected a list of items but got type "{type(found).__name__}".']
    if part == "actions" and not found:
        return ["You must add an action for this alert to fire."]
    try:
        nodes[part] = [cleaned(node, PLACES[part], state) for node in found]
    except NodeError as error:
        return [str(error)]
    return []
