"""The Infisical simulator's secrets: how one is asked for by name, and who may see its value.

Sources, below `backend/src` of Infisical/infisical: `server/routes/v3/deprecated-secret-router.ts`
and `server/routes/v4/secret-router.ts` (parameters, 400 texts),
`services/secret-v2-bridge/secret-v2-bridge-service.ts` getSecretByName (order of the checks, 404
texts, ForbiddenReadSecretError), `ee/services/permission/permission-service.ts` (unknown project,
not a member), `services/project/project-service.ts` (slug), `server/routes/sanitizedSchemas.ts`
(reply), `services/secret/secret-fns.ts` (mask).

The identity's `permission` in the state: `value` reads all; `masked` gets 200 with the mask, as
servers of PR #3190 did and as everybody does who asks with viewSecretValue=false; `describe` gets
403 for a value; `none` gets PermissionDenied; `stranger` is not a member of the project.
Not simulated: personal secrets, imports, references, tags, lists, writes, versions but the first.
A parameter the router does not know fails the test: Infisical would silently drop it.
"""

from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from werkzeug.datastructures import MultiDict

from tests.simulators.infisical_refusals import (
    Refused,
    bad_request,
    invalid,
    not_found,
    wrong_choice,
    wrong_type,
)
from tests.simulators.references import check_value, reveal
from tests.simulators.server import UnexpectedRequest

PROJECT_ID = "0badc0de-0000-4000-8000-00000000fa4e"
PROJECT_SLUG = "moosequest-fake"
MASK = "<hidden-by-infisical>"
PERMISSIONS = ("value", "masked", "describe", "none", "stranger")
SWITCHES = ("viewSecretValue", "expandSecretReferences", "include_imports")
COMMON = {"environment", "secretPath", "version", "type", *SWITCHES}
PARAMETERS = {"v3": COMMON | {"workspaceId", "workspaceSlug"}, "v4": COMMON | {"projectId"}}

State = dict[str, Any]
Query = MultiDict[str, str]


def first_state() -> State:
    """Give the part of the state that holds the project, its secrets and the permission."""
    return {
        "permission": "value",
        "project": {
            "id": PROJECT_ID,
            "slug": PROJECT_SLUG,
            "environments": {
                "prod": {
                    "/MooseQuest/sentry": {"SENTRY_API": {"$token": "SENTRY_TOKEN"}},
                    "/MooseQuest/heroku": {"HEROKU_API_KEY": {"$token": "HEROKU_TOKEN"}},
                    "/MooseQuest/postmark": {"POSTMARK_SERVER_TOKEN": {"$token": "POSTMARK_TOKEN"}},
                },
                "dev": {},
            },
        },
    }


def check_state(state: State) -> None:
    """Raise ValueError when that part does not agree with itself."""
    if state["permission"] not in PERMISSIONS:
        raise ValueError(f"permission: expected one of {PERMISSIONS}")
    project = state["project"]
    if set(project) != {"id", "slug", "environments"}:
        raise ValueError("project: expected exactly the keys id, slug and environments")
    for environment, folders in project["environments"].items():
        for path, secrets in folders.items():
            where = f"project.environments.{environment}.{path}"
            if not path.startswith("/") or path != _normal_path(path):
                raise ValueError(f"{where}: a path starts with / and does not end with it")
            for name, value in secrets.items():
                check_value(value, f"{where}.{name}")


def secret_by_name(state: State, version: str, name: str, query: Query) -> dict[str, Any]:
    """Answer for one secret, on the old path (v3) or the current one (v4)."""
    if set(query) - PARAMETERS[version]:
        raise UnexpectedRequest
    _validate(version, query)
    name = name.strip()
    project_id = _project_id(state, version, query)
    environment = query.get("environment", "").strip()
    if not environment:
        raise bad_request("Missing environment")
    path = _normal_path(query.get("secretPath", "/").strip())
    secrets = _folder(state, project_id, environment, path)
    wants_value = query.get("viewSecretValue", "true") == "true"
    value = _value(state, secrets, name, query)
    if state["permission"] == "describe" and wants_value:
        message = f"You do not have permission to view secret value on secret with name '{name}'"
        raise Refused(403, "ForbiddenReadSecretError", message)
    hidden = state["permission"] == "masked" or not wants_value
    shown = {
        "workspace": project_id,
        "environment": environment,
        "secretKey": name,
        "secretPath": path,
        "secretValue": MASK if hidden else value,
        "secretValueHidden": hidden,
    }
    return {"secret": shown | _fixed_part(f"{environment}{path}/{name}")}


def _fixed_part(place: str) -> dict[str, Any]:
    secret_id = str(uuid5(NAMESPACE_DNS, place))
    return {
        "id": secret_id,
        "_id": secret_id,
        "version": 1,
        "type": "shared",
        "secretComment": "",
        "secretReminderNote": None,
        "secretReminderRepeatDays": None,
        "skipMultilineEncoding": False,
        "createdAt": "2026-05-29T16:00:00.000Z",
        "updatedAt": "2026-05-29T16:00:00.000Z",
        "tags": [],
        "secretMetadata": [],
    }


def _validate(version: str, query: Query) -> None:
    issues = []
    if version == "v4" and "projectId" not in query:
        issues.append(wrong_type(["projectId"], "string", "undefined"))
    if not query.get("version", "1").lstrip("-").isdigit():
        issues.append(wrong_type(["version"], "number", "nan"))
    choices = {"type": ["shared", "personal"]} | {key: ["true", "false"] for key in SWITCHES}
    for key, options in choices.items():
        if key in query and query[key] not in options:
            issues.append(wrong_choice([key], options, query[key]))
    if issues:
        raise invalid(issues)


def _project_id(state: State, version: str, query: Query) -> str:
    if version == "v4":
        return query["projectId"].strip()
    if project_id := query.get("workspaceId", "").strip():
        return project_id
    slug = query.get("workspaceSlug", "").strip()
    if not slug:
        raise bad_request("You must provide projectSlug or workspaceId")
    if slug != state["project"]["slug"]:
        raise not_found(f"No project found with slug {slug}")
    return str(state["project"]["id"])


def _folder(state: State, project_id: str, environment: str, path: str) -> dict[str, Any]:
    project = state["project"]
    if project_id != project["id"]:
        raise not_found(f"Project with {project_id} not found")
    if state["permission"] == "stranger":
        message = (
            f"You are not a member of this project with ID {project_id}. Please assign this"
            " identity to the project with the appropriate permissions, then try again."
        )
        raise Refused(403, "ProjectMembershipNotFound", message)
    folders: dict[str, dict[str, Any]] | None = project["environments"].get(environment)
    inside = path.rstrip("/") + "/"
    if folders is not None and path in folders:
        return folders[path]
    if folders is None or not (path == "/" or any(p.startswith(inside) for p in folders)):
        message = f"Folder with path '{path}' in environment with slug '{environment}' not found"
        raise not_found(message, "GetSecretByName")
    return {}


def _value(state: State, secrets: dict[str, Any], name: str, query: Query) -> str:
    if state["permission"] == "none":
        rule = {
            "action": "describeSecret",
            "inverted": False,
            "subject": "secrets",
            "conditions": {"environment": {"$eq": "dev"}},
        }
        message = "You are not allowed to describeSecret on secrets"
        raise Refused(403, "PermissionDenied", message, details=[rule])
    personal = query.get("type") == "personal"
    if name not in secrets or personal or query.get("version", "1") != "1":
        raise not_found(f"Secret with name '{name}' not found")
    return reveal(secrets[name])


def _normal_path(path: str) -> str:
    return path if path == "/" else path.removesuffix("/")
