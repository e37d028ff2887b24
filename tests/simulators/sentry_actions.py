"""Actions of Sentry alerts: their fields, and the order in which they are checked.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/action.py` (order
and texts), `src/sentry/workflow_engine/models/action.py` (types), `src/sentry/constants.py`
(ObjectStatus; the answer to another status than its own was not found).
"""

from typing import Any

from tests.simulators.sentry_action_schemas import KINDS
from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    Errors,
    check_choice,
    digits,
    not_an_object,
)
from tests.simulators.sentry_http import crash
from tests.simulators.sentry_schema import schema_errors
from tests.simulators.sentry_targets import check_target

FIELDS = {"id", "type", "data", "config", "integration_id", "status"}
STATUSES = frozenset({"active", "disabled"})
# Behind a feature of Sentry's own staff, `organizations:integrations-slack-staging`.
NOT_ALLOWED = frozenset({"slack_staging"})
TYPES = frozenset(KINDS) | NOT_ALLOWED


def check_action(action: object, state: dict[str, Any]) -> Errors:
    """Check one action; keys are in snake case, errors in camel case."""
    if not isinstance(action, dict):
        return not_an_object(action)
    if errors := _check_fields(action):
        return errors
    if set(action) - FIELDS:
        raise crash()  # the whole object is passed on to the model, which knows no such field
    if errors := _check_against_kind(action):
        return errors
    return check_target(action, state)


def _check_fields(action: dict[str, Any]) -> Errors:
    errors: Errors = {}
    for field in ("data", "config"):
        if field not in action:
            errors[field] = [REQUIRED]
        elif action[field] is None:
            errors[field] = [NULL]
    if found := _check_type(action):
        errors["type"] = found
    integration = action.get("integration_id")
    if integration is not None and not digits(integration):
        errors["integrationId"] = ["A valid integer is required."]
    if "status" in action and (found := check_choice(action["status"], STATUSES)):
        errors["status"] = found
    return errors


def _check_type(action: dict[str, Any]) -> list[str]:
    if "type" not in action:
        return [REQUIRED]
    kind = action["type"]
    if found := check_choice(kind, TYPES):
        return found
    if kind == "plugin":
        return [f"Action type {kind} is deprecated and cannot be created."]
    if kind in NOT_ALLOWED:
        return [f"Organization does not allow this action type: {kind}"]
    return []


def _check_against_kind(action: dict[str, Any]) -> Errors:
    name = action["type"]
    kind = KINDS[name]
    errors: Errors = {}
    for field, schema in (("data", kind.data), ("config", kind.config)):
        if found := schema_errors(schema, action[field]):
            errors[field] = found
    if errors:
        return errors
    has_integration = action.get("integration_id") is not None
    if has_integration and not kind.integration:
        return {"nonFieldErrors": [f"Integration ID is not allowed for action type {name}"]}
    if kind.integration and not has_integration:
        return {"nonFieldErrors": [f"Integration ID is required for action type {name}"]}
    return {}
