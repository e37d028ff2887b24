"""Actions of Sentry alerts: what each type's config, data and integration must look like.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/action.py` (texts),
`src/sentry/notifications/notification_action/action_handler_registry/*.py` (schemas),
OpenAPI 2026-08-16 (public target types). Whether an e-mail's user exists is not checked on write:
no validator is registered for it in `.../notification_action/action_validation.py`.
"""

from typing import Any, NamedTuple

from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    Errors,
    check_choice,
    digits,
    not_an_object,
)
from tests.simulators.sentry_http import crash
from tests.simulators.sentry_integrations import check_target
from tests.simulators.sentry_schema import NULL as NULL_ONLY
from tests.simulators.sentry_schema import (
    STRING,
    STRING_OR_NULL,
    Check,
    array,
    of_type,
    one_of,
    record,
)

NOTHING = record({})
SPECIFIC: dict[str, Check] = {"target_type": one_of("specific")}
SLACK_CHANNEL = record(SPECIFIC, {"target_identifier": STRING, "target_display": STRING})
CHANNEL = record({**SPECIFIC, "target_display": STRING}, {"target_identifier": STRING})
SERVICE = record({**SPECIFIC, "target_identifier": STRING}, {"target_display": STRING_OR_NULL})
TICKET = record(SPECIFIC, {"target_identifier": STRING_OR_NULL, "target_display": STRING_OR_NULL})
TICKET_DATA = record(
    {},
    {
        "additional_fields": of_type("'object'", dict),
        "dynamic_form_fields": of_type("'array'", list),
    },
)
GITHUB_FIELDS = {"repo": STRING, "integration": STRING}
LABELS = of_type("'array', 'null'", list, type(None))


def _github_fields(value: object) -> str | None:
    """Check the fields the GitHub form knows; the tracker's own may stand beside them."""
    if not isinstance(value, dict):
        return of_type("'object'", dict)(value)
    known = {**GITHUB_FIELDS, "labels": LABELS, "assignee": STRING_OR_NULL}
    return record(GITHUB_FIELDS, known)({k: v for k, v in value.items() if k in known})


GITHUB_DATA = record(
    {"additional_fields": _github_fields}, {"dynamic_form_fields": of_type("'array'", list)}
)


def _app_id(value: object) -> str | None:
    if error := STRING(value):
        return error
    return None if str(value).isdecimal() else f"{value!r} does not match '^[0-9]+$'"


SETTING = record({"name": STRING, "value": lambda _: None}, {"label": STRING_OR_NULL})
EMAIL = record(
    {"target_type": one_of("user", "team", "issue_owners")},
    {"target_identifier": STRING_OR_NULL, "target_display": NULL_ONLY},
)
FALLTHROUGH = record({}, {"fallthrough_type": one_of("ActiveMembers", "AllMembers", "NoOne")})


class Kind(NamedTuple):
    """What one action type wants."""

    config: Check
    data: Check
    integration: bool


KINDS: dict[str, Kind] = {
    "email": Kind(EMAIL, FALLTHROUGH, integration=False),
    "slack": Kind(SLACK_CHANNEL, record({}, {"tags": STRING, "notes": STRING}), integration=True),
    "msteams": Kind(CHANNEL, NOTHING, integration=True),
    "discord": Kind(SERVICE, record({}, {"tags": STRING}), integration=True),
    "pagerduty": Kind(
        SERVICE,
        record({}, {"priority": one_of("default", "critical", "warning", "error", "info")}),
        integration=True,
    ),
    "opsgenie": Kind(
        SERVICE, record({}, {"priority": one_of("P1", "P2", "P3", "P4", "P5")}), integration=True
    ),
    **dict.fromkeys(("jira", "jira_server", "vsts"), Kind(TICKET, TICKET_DATA, integration=True)),
    **dict.fromkeys(("github", "github_enterprise"), Kind(TICKET, GITHUB_DATA, integration=True)),
    "sentry_app": Kind(
        record(
            {"target_type": one_of("sentry_app"), "target_identifier": _app_id},
            {"target_display": STRING_OR_NULL},
        ),
        record({}, {"settings": array(SETTING)}),
        integration=False,
    ),
    "webhook": Kind(
        record(
            {"target_identifier": STRING}, {"target_type": NULL_ONLY, "target_display": NULL_ONLY}
        ),
        NOTHING,
        integration=False,
    ),
    "plugin": Kind(NOTHING, NOTHING, integration=False),
}
FIELDS = {"id", "type", "data", "config", "integration_id", "status"}


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
    return check_target(action, state) if KINDS[action["type"]].integration else {}


def _check_fields(action: dict[str, Any]) -> Errors:
    errors: Errors = {}
    for field in ("data", "config", "type"):
        if field not in action:
            errors[field] = [REQUIRED]
        elif action[field] is None:
            errors[field] = [NULL]
    kind = action.get("type")
    if "type" not in errors:
        if found := check_choice(kind, frozenset(KINDS)):
            errors["type"] = found
        elif kind == "plugin":
            errors["type"] = [f"Action type {kind} is deprecated and cannot be created."]
    integration = action.get("integration_id")
    if integration is not None and not digits(integration):
        errors["integrationId"] = ["A valid integer is required."]
    status = action.get("status", "active")
    if status != "active":
        errors["status"] = [f'"{status}" is not a valid choice.']
    return errors


def _check_against_kind(action: dict[str, Any]) -> Errors:
    name = action["type"]
    kind = KINDS[name]
    errors: Errors = {}
    for field, check in (("data", kind.data), ("config", kind.config)):
        if error := check(action[field]):
            errors[field] = [error]
    if errors:
        return errors
    config, data = action["config"], action["data"]
    if name == "email" and data and config["target_type"] != "issue_owners":
        return {
            "data": [f"Additional properties are not allowed ({next(iter(data))!r} was unexpected)"]
        }
    has_integration = action.get("integration_id") is not None
    if has_integration and not kind.integration:
        return {"nonFieldErrors": [f"Integration ID is not allowed for action type {name}"]}
    if kind.integration and not has_integration:
        return {"nonFieldErrors": [f"Integration ID is required for action type {name}"]}
    return {}
