"""Conditions of Sentry alerts: their groups and fields, and which types a server knows.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/`: `models/data_condition.py` (types),
`endpoints/validators/base/data_condition.py` (fields and texts; the group of a type is not looked
at, and PR 114235, which would have, was closed), `endpoints/validators/base/
data_condition_group.py`, `handlers/condition/assigned_to_handler.py` (who is in the organization).
"""

from typing import Any

from tests.simulators.sentry_condition_schemas import ANOMALY, COMPARISONS
from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    Errors,
    check_choice,
    integral,
    not_an_object,
)
from tests.simulators.sentry_schema import schema_errors

LIFECYCLE = frozenset(
    {"first_seen_event", "regression_event", "reappeared_event", "issue_resolved_trigger"}
)
LOGIC_TYPES = frozenset({"any", "any-short", "all", "none"})
OPERATORS = frozenset({"eq", "gt", "gte", "lt", "lte", "ne"})
HANDLERS = {**COMPARISONS, "anomaly_detection": ANOMALY}
# In the enumeration since PR 107030, never seen registered: "Invalid condition type".
UNREGISTERED = frozenset({"issue_open_duration"})
TYPES = frozenset(HANDLERS) | OPERATORS | UNREGISTERED
SINCE = {"every_event": (26, 8)}
"""The first self-hosted release that registers a type (PR 121100, merged 2026-08-03)."""
PRIMITIVE = "Invalid json primitive value: {}. Must be a string, number, or boolean."


def release(state: dict[str, Any]) -> tuple[int, ...]:
    """Give the server's version as numbers."""
    return tuple(int(part) for part in state["server"]["version"].split("."))


def check_group(group: object, state: dict[str, Any]) -> Errors:
    """Check one condition group; keys are in snake case, errors in camel case."""
    if not isinstance(group, dict):
        return not_an_object(group)
    errors: Errors = {}
    if "id" in group and group["id"] is None:
        errors["id"] = [NULL]
    if "logic_type" not in group:
        errors["logicType"] = [REQUIRED]
    elif found := check_choice(group["logic_type"], LOGIC_TYPES):
        errors["logicType"] = found
    if "conditions" in group and (problem := _check_conditions(group["conditions"], state)):
        errors["conditions"] = problem
    return errors


def _check_conditions(conditions: object, state: dict[str, Any]) -> Errors | list[str]:
    if conditions is None:
        return [NULL]
    if not isinstance(conditions, list):
        return [f'Expected a list of items but got type "{type(conditions).__name__}".']
    found = (_check_condition(item, state) for item in conditions)
    return next((errors for errors in found if errors), {})


def _check_condition(condition: object, state: dict[str, Any]) -> Errors:
    """Check one condition; the first bad one is reported, without its index."""
    if not isinstance(condition, dict):
        return not_an_object(condition)
    errors: Errors = {}
    if "id" in condition and (found := integral(condition["id"])):
        errors["id"] = found
    if "type" not in condition:
        errors["type"] = [REQUIRED]
    elif found := check_choice(condition["type"], TYPES):
        errors["type"] = found
    for field, name in (("comparison", "comparison"), ("condition_result", "conditionResult")):
        if found := _check_json(condition, field, state):
            errors[name] = found
    return errors


def _check_json(condition: dict[str, Any], field: str, state: dict[str, Any]) -> list[str]:
    """Check what is compared, or the result: which may be anything but null."""
    if field not in condition:
        return [REQUIRED]
    value, kind = condition[field], condition.get("type")
    if value is None:
        return [NULL]
    if kind in OPERATORS:
        return [PRIMITIVE.format(value)] if isinstance(value, dict | list) else []
    schema = HANDLERS.get(kind) if isinstance(kind, str) else None
    if schema is None or SINCE.get(str(kind), ()) > release(state):
        return [f"Invalid condition type: {kind}"]
    errors = schema_errors(schema, value) if field == "comparison" else []
    if kind == "assigned_to" and field == "comparison":
        return errors or _check_assignee(value, state)
    return errors


def _check_assignee(comparison: dict[str, Any], state: dict[str, Any]) -> list[str]:
    """Check that whoever is named belongs to the organization; the ID is stored as a number."""
    target = comparison["target_type"]
    if target == "Unassigned":
        return []
    try:
        identifier = int(comparison["target_identifier"])
    except ValueError:
        identifier = 0
    if identifier <= 0:
        return ["target_identifier must be an integer"]
    if target == "Team":
        known, word = {team["id"] for team in state["teams"]}, "team"
    else:
        known, word = {m["user"]["id"] for m in state["members"] if m["user"]}, "user"
    if str(identifier) not in known:
        return [f"This {word} is not part of the organization."]
    comparison["target_identifier"] = identifier
    return []
