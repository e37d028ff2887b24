"""The fields of a Sentry alert as they are sent, on POST and PUT alike.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/workflow.py`,
`.../validators/utils.py`, `src/sentry/workflow_engine/models/workflow.py` (config schema),
`src/sentry/api/serializers/rest_framework/environment.py` (its text) and
OpenAPI 2026-08-16. Unknown top-level keys are ignored: the serializer is a plain one.
"""

import re
from typing import Any

from tests.simulators.sentry_actions import check_action
from tests.simulators.sentry_conditions import check_group
from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    Errors,
    check_list_of_objects,
    convert_keys,
    digits,
    not_an_object,
    to_snake,
)
from tests.simulators.sentry_http import ApiError
from tests.simulators.sentry_schema import compile_schema, schema_errors

MAX_NAME = 256
ACTIVITY_ACTIONS = frozenset({"email", "slack", "msteams", "discord", "sentry_app", "webhook"})
CONFIG = compile_schema(
    {
        "description": "The configuration schema for the Workflow model",
        "type": "object",
        "properties": {
            "frequency": {
                "description": "How often the workflow should fire for a Group (minutes)",
                "type": "integer",
                "minimum": 0,
            },
        },
        "additionalProperties": False,
    }
)
OWNER_FORMAT = "Could not parse actor. Format should be `type:id` where type is `team` or `user`."


def validate(body: object, state: dict[str, Any]) -> dict[str, Any]:
    """Give the body in snake case with the defaults applied, or refuse it with 400."""
    if not isinstance(body, dict):
        raise ApiError(400, not_an_object(body))
    document: dict[str, Any] = convert_keys(body, to_snake)
    errors = {
        "name": _check_name(document),
        "enabled": _check_enabled(document),
        "config": _check_config(document),
        "environment": _check_environment(document, state),
        "detectorIds": _check_detector_ids(document),
        "triggers": _check_triggers(document, state),
        "actionFilters": _check_action_filters(document, state),
        "owner": check_owner(document, state),
    }
    if found := {field: problem for field, problem in errors.items() if problem}:
        raise ApiError(400, found)
    if refused := _check_activity_actions(document):
        raise ApiError(400, {"nonFieldErrors": refused})
    document["name"] = document["name"].strip()
    document.setdefault("enabled", True)  # on PUT too: leaving it out re-enables the alert
    return document


def _check_name(document: dict[str, Any]) -> list[str]:
    if "name" not in document:
        return [REQUIRED]
    name = document["name"]
    if name is None:
        return [NULL]
    if not isinstance(name, str):
        return ["Not a valid string."]
    if not name.strip():
        return ["This field may not be blank."]
    if len(name.strip()) > MAX_NAME:
        return [f"Ensure this field has no more than {MAX_NAME} characters."]
    return []


def _check_enabled(document: dict[str, Any]) -> list[str]:
    enabled = document.get("enabled", True)
    if enabled is None:
        return [NULL]
    return [] if isinstance(enabled, bool) else ["Must be a valid boolean."]


def _check_config(document: dict[str, Any]) -> list[str]:
    if "config" not in document:
        return []
    if document["config"] is None:
        return [NULL]
    return schema_errors(CONFIG, document["config"])


def _check_environment(document: dict[str, Any], state: dict[str, Any]) -> list[str]:
    environment = document.get("environment")
    if environment is None or environment in state["environments"]:
        return []
    return ["Environment is not part of this organization"]


def _check_detector_ids(document: dict[str, Any]) -> list[str]:
    ids = document.get("detector_ids")
    if ids is None:
        return []
    if not isinstance(ids, list):
        return [f'Expected a list of items but got type "{type(ids).__name__}".']
    return ["A valid integer is required."] if not all(map(digits, ids)) else []


def _check_triggers(document: dict[str, Any], state: dict[str, Any]) -> Errors | list[str]:
    if "triggers" not in document:
        return []
    return [NULL] if document["triggers"] is None else check_group(document["triggers"], state)


def _check_action_filters(document: dict[str, Any], state: dict[str, Any]) -> Any:
    """Check the filters in order; the first bad one is reported, without its index."""
    if "action_filters" not in document:
        return []
    filters = document["action_filters"]
    if odd := check_list_of_objects(filters):
        return odd
    return next((errors for item in filters if (errors := _check_action_filter(item, state))), {})


def _check_action_filter(item: dict[str, Any], state: dict[str, Any]) -> Errors:
    if "actions" not in item:
        return {"actions": [REQUIRED]}
    actions = item["actions"]
    if not isinstance(actions, list):
        kind = type(actions).__name__
        return {"actions": [f'Expected a list of items but got type "{kind}".']}
    if errors := check_group(item, state):
        return errors
    return next((errors for action in actions if (errors := check_action(action, state))), {})


def _check_activity_actions(document: dict[str, Any]) -> list[str]:
    """Check that what Seer's activities trigger can be told of them (PR 118026).

    A test of Sentry's refuses PagerDuty, in these words; the list, and under which key the text
    stands, were not found.
    """
    triggers = document.get("triggers", {}).get("conditions", [])
    if not any(condition["type"] == "seer_activity_trigger" for condition in triggers):
        return []
    return [
        f"Action type '{action['type']}' is not supported for activity triggers"
        for group in document.get("action_filters", [])
        for action in group["actions"]
        if action["type"] not in ACTIVITY_ACTIONS
    ][:1]


def check_owner(document: dict[str, Any], state: dict[str, Any]) -> list[str]:
    """Check an ActorField: a user or a team of the organization."""
    owner = document.get("owner")
    if owner is None:
        return []
    if not isinstance(owner, str) or not re.fullmatch(r"(user|team):[0-9]+", owner):
        return [OWNER_FORMAT]
    kind, _, identifier = owner.partition(":")
    users = {member["user"]["id"] for member in state["members"] if member["user"]}
    teams = {team["id"] for team in state["teams"]}
    if identifier not in (users if kind == "user" else teams):
        return [f"{kind.capitalize()} is not a member of this organization"]
    return []
