"""The Sentry simulator's state: what a fresh organization holds, and whether a state agrees."""

from typing import Any

from tests.simulators.sentry_access import ALL_PROJECTS
from tests.simulators.sentry_actions import TYPES as ACTION_TYPES
from tests.simulators.sentry_conditions import TYPES as CONDITION_TYPES
from tests.simulators.sentry_conditions import release
from tests.simulators.sentry_http import ApiError
from tests.simulators.sentry_integrations import check_integrations, initial_integrations
from tests.simulators.sentry_issues import check_issues
from tests.simulators.sentry_monitor_state import PLAN, check_monitor_state, initial_monitor_state
from tests.simulators.sentry_monitors import CREATED
from tests.simulators.sentry_rules import RULE_KEYS
from tests.simulators.sentry_validation import validate
from tests.simulators.tokens import SECRETS

Item = dict[str, Any]
MODES = ("withdrawn", "live", "removed", "self-hosted")
"""The old rules API on sentry.io: 410, alive, 404; or a server before 26.7, which has no other."""

WORKFLOW_KEYS = {
    *("id", "name", "organizationId", "createdBy", "dateCreated", "dateUpdated", "triggers"),
    *("actionFilters", "environment", "config", "detectorIds", "enabled", "lastTriggered", "owner"),
}
GROUP_KEYS = {"id", "organizationId", "logicType", "conditions", "actions"}
WRITABLE = {
    *("name", "enabled", "config", "environment", "owner", "detectorIds", "triggers"),
    "actionFilters",
}
ALL_SCOPES = [
    *("alerts:read", "alerts:write", "event:admin", "event:read", "event:write"),
    *("member:admin", "member:read", "member:write", "org:admin", "org:read", "org:write"),
    *("project:admin", "project:read", "project:write", "team:admin", "team:read", "team:write"),
]


def initial_state() -> Item:
    """Give an organization with two projects, five members, some monitors and no alert."""
    return {
        "organization": {"id": "4501", "slug": "moosequest", "name": "MooseQuest"},
        "projects": [
            {"id": "611", "slug": "trademaster-raptor"},
            {"id": "612", "slug": "other-project"},
        ],
        **initial_monitor_state(),
        "members": [
            _member("901", _user("3001", "ops@raxx.app")),
            _member("902", _user("3002", "kai@raxx.app", "oncall-alias@raxx.app")),
            _invite("903", "newcomer@raxx.app"),
            _member("904", _user("3004", "left@raxx.app", active=False)),
        ],
        "teams": [{"id": "801", "slug": "sre", "name": "SRE"}],
        "ruleWorkflows": [],
        "environments": ["production", "staging"],
        "integrations": initial_integrations(),
        "sentryApps": [{"id": "71", "slug": "pager"}],
        "services": ["webhooks", "my-service"],
        "slack": {"refusals": 0, "refusesAt": "users.list", "answers": True},
        "features": [ALL_PROJECTS, *PLAN],
        "server": {"version": "26.10.0"},
        "maxWorkflows": 1000,
        "workflows": [],
        "issues": [],
        "events": [],
        "rules": [],
        "keys": {"SENTRY_DSN_KEY": "611", "SENTRY_DSN_KEY_OTHER": "612"},
        "notifications": [],
        "deliveries": [],
        "alertLag": 0,
        "tokens": {
            "SENTRY_TOKEN": _token(ALL_SCOPES),
            "SENTRY_TOKEN_NO_MEMBERS": _token(["alerts:read", "alerts:write", "org:read"]),
            "SENTRY_TOKEN_READ_ONLY": _token(
                [scope for scope in ALL_SCOPES if scope.endswith(":read")]
            ),
            "SENTRY_TOKEN_LEAST": _token(
                ["alerts:read", "alerts:write", "member:read", "team:read"]
            ),
            "SENTRY_TOKEN_EXPIRED": _token(ALL_SCOPES, expired=True),
            # An organization token has this one scope (`org_auth_tokens.py`), for releases.
            "SENTRY_TOKEN_ORGANIZATION": _token(["org:ci"]) | {"organization": "moosequest"},
        },
        "mode": "withdrawn",
        "nextId": 52001,
        "pageSize": 100,
        "shuffle": True,
        "ignoresOnWrite": [],
        "requestsPerSecond": None,
    }


def _token(scopes: list[str], expired: bool = False) -> Item:
    return {
        **{"scopes": scopes, "expired": expired, "inactive": False},
        **{"organization": None, "projects": None},
    }


def _user(identifier: str, *addresses: str, active: bool = True) -> Item:
    return {
        "id": identifier,
        "name": addresses[0].partition("@")[0],
        "username": addresses[0],
        "email": addresses[0],
        "isActive": active,
        "emails": [
            {"id": f"{identifier}{index}", "email": address, "is_verified": index == 0}
            for index, address in enumerate(addresses)
        ],
    }


def _member(identifier: str, user: Item) -> Item:
    return {**_invite(identifier, user["email"]), "name": user["name"], "user": user} | {
        "pending": False
    }


def _invite(identifier: str, address: str) -> Item:
    return {
        "id": identifier,
        "email": address,
        "name": address,
        "user": None,
        "orgRole": "member",
        "pending": True,
        "expired": False,
        "flags": {},
        "dateCreated": CREATED,
        "inviteStatus": "approved",
        "inviterName": None,
    }


def check_state(state: Item) -> None:
    """Raise ValueError when the parts of a state do not agree with each other."""
    _check_switches(state)
    projects = {project["id"] for project in state["projects"]}
    check_monitor_state(state)
    for member in state["members"]:
        pending = member["user"] is None
        _expect(member["pending"] is pending, f"member {member['id']}: pending without null user")
    check_integrations(state)
    for part in ("projects", "detectors", "members", "teams", "workflows", "rules"):
        ids = [item["id"] for item in state[part]]
        _expect(len(ids) == len(set(ids)), f"{part}: an id occurs twice")
        _expect(all(isinstance(value, str) and value.isdigit() for value in ids), f"{part}: ids")
    for name, token in state["tokens"].items():
        _expect(name in SECRETS, f"tokens: {name} is not in tests/simulators/tokens.py")
        _expect(set(token) == set(_token([])), f"tokens.{name}: keys")
    for workflow in state["workflows"]:
        _check_workflow(workflow, state)
    check_issues(state)
    slugs = {project["slug"] for project in state["projects"]}
    for rule in state["rules"]:
        _expect(set(rule) == RULE_KEYS, f"rule {rule['id']}: keys")
        _expect(rule["project"] in slugs, f"rule {rule['id']}: unknown project")
        _expect(int(rule["id"]) < state["nextId"], f"rule {rule['id']}: ids reach nextId")
    for name, project in state["keys"].items():
        _expect(name in SECRETS and project in projects, f"keys.{name}: unknown key or project")


def _expect(holds: bool, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


def _check_switches(state: Item) -> None:
    _expect(state["mode"] in MODES, f"mode: not one of {MODES}")
    _expect(type(state["pageSize"]) is int and 1 <= state["pageSize"] <= 100, "pageSize: 1..100")
    _expect(type(state["alertLag"]) is int and state["alertLag"] >= 0, "alertLag: 0 or more")
    _expect(type(state["nextId"]) is int and state["nextId"] > 0, "nextId: a positive integer")
    limit = state["requestsPerSecond"]
    _expect(limit is None or (type(limit) is int and limit > 0), "requestsPerSecond: above 0, null")
    most = state["maxWorkflows"]
    _expect(type(most) is int and most > 0, "maxWorkflows: a positive integer")
    _expect(len(release(state)) >= 2, "server.version: two numbers at least")
    slack = state["slack"]
    _expect(set(slack) == {"refusals", "refusesAt", "answers"}, "slack: keys")
    _expect(slack["refusesAt"] in ("users.list", "probe"), "slack.refusesAt: users.list or probe")
    _expect(isinstance(state["shuffle"], bool), "shuffle: true or false")
    _expect(set(state["ignoresOnWrite"]) <= WRITABLE, f"ignoresOnWrite: only {sorted(WRITABLE)}")


def _check_workflow(workflow: Item, state: Item) -> None:
    """Hold a stored alert to what Sentry can hold; its parts may be older than today's schemas."""
    where = f"workflow {workflow.get('id')}"
    _expect(set(workflow) == WORKFLOW_KEYS, f"{where}: keys")
    groups = [*filter(None, [workflow["triggers"]]), *workflow["actionFilters"]]
    _expect(all(set(group) == GROUP_KEYS for group in groups), f"{where}: keys of a group")
    ids = [workflow["id"], *(item["id"] for group in groups for item in _nested(group))]
    _expect(all(int(value) < state["nextId"] for value in ids), f"{where}: ids reach nextId")
    _expect(len(ids) == len(set(ids)), f"{where}: an id occurs twice")
    detectors = {detector["id"] for detector in state["detectors"]}
    _expect(set(workflow["detectorIds"]) <= detectors, f"{where}: unknown detector")
    kinds = {item["type"] for group in groups for item in group["conditions"]}
    _expect(kinds <= CONDITION_TYPES, f"{where}: unknown condition {kinds - CONDITION_TYPES}")
    kinds = {item["type"] for group in groups for item in group["actions"]}
    _expect(kinds <= ACTION_TYPES, f"{where}: unknown action {kinds - ACTION_TYPES}")
    sent = {key: workflow[key] for key in workflow.keys() - {"triggers", "actionFilters"}}
    try:
        validate(sent, state)
    except ApiError as error:
        raise ValueError(f"{where}: {error.body}") from error


def _nested(group: Item) -> list[Item]:
    return [group, *group["conditions"], *group["actions"]]
