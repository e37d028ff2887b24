"""What each action of a Sentry alert holds: Sentry's own JSON schemas of `config` and `data`.

Each stands in `getsentry/sentry: src/sentry/notifications/notification_action/
action_handler_registry/`, in the file named beside it. `target_type` is the API's text, into which
`src/sentry/workflow_engine/transformers.py` turns the stored number.
"""

from enum import StrEnum
from typing import NamedTuple

from jsonschema import Draft202012Validator

from tests.simulators.sentry_schema import Schema, compile_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
ONLY_NULL: Schema = {"type": ["null"]}


class FallthroughChoiceType(StrEnum):
    """Who is mailed where an issue has no owner (`src/sentry/notifications/types.py`)."""

    ALL_MEMBERS = "AllMembers"
    ACTIVE_MEMBERS = "ActiveMembers"
    NO_ONE = "NoOne"


class PagerdutySeverity(StrEnum):
    """Severities of PagerDuty (`src/sentry/integrations/pagerduty/client.py`)."""

    DEFAULT = "default"
    CRITICAL = "critical"
    WARNING = "warning"
    ERROR = "error"
    INFO = "info"


class Kind(NamedTuple):
    """What one action type wants."""

    config: Draft202012Validator
    data: Draft202012Validator
    integration: bool


def target(*kinds: str) -> Schema:
    """Describe `target_type`."""
    return {"type": ["string"], "enum": list(kinds)}


def object_schema(required: list[str], *, more: bool = False, **properties: Schema) -> Schema:
    """Describe an object; `more` lets other keys through."""
    wanted: Schema = {"required": required} if required else {}
    closed: Schema = {} if more else {"additionalProperties": False}
    return {"$schema": DRAFT, "type": "object", "properties": properties, **wanted, **closed}


SPECIFIC = target("specific")
NOTHING = object_schema([])
SLACK = object_schema(  # common.py; PR 115193, which wants target_type alone, was closed
    ["target_type", "target_display"],
    target_identifier=TEXT,
    target_display=TEXT,
    target_type=SPECIFIC,
)
DISCORD = object_schema(  # discord_handler.py; the same for on-call services (common.py)
    ["target_type", "target_identifier"],
    target_identifier=TEXT,
    target_display=TEXT_OR_NULL,
    target_type=SPECIFIC,
)
TICKET = object_schema(  # base.py: nothing required, anything more let through
    [], more=True, target_identifier=ONLY_NULL, target_display=ONLY_NULL, target_type=SPECIFIC
)
FORM_FIELDS: Schema = {"type": "array", "items": {"type": "object"}, "default": []}
TICKET_DATA = object_schema(
    [],
    dynamic_form_fields=FORM_FIELDS,
    additional_fields={"type": "object", "additionalProperties": True, "default": {}},
)
GITHUB_DATA = object_schema(  # github_handler.py, PR 114095
    ["additional_fields"],
    dynamic_form_fields=FORM_FIELDS,
    additional_fields={
        "type": "object",
        "additionalProperties": True,
        "properties": {
            "repo": TEXT,
            "labels": {"type": ["array", "null"], "items": TEXT, "default": []},
            "assignee": TEXT_OR_NULL,
            "integration": {"type": ["string"]},
        },
        "required": ["repo", "integration"],
    },
)
EMAIL: Schema = {  # email_handler.py: a user or a team needs an ID, which is not looked up
    **object_schema(
        ["target_type"],
        target_identifier=TEXT_OR_NULL,
        target_display=ONLY_NULL,
        target_type=target("user", "team", "issue_owners"),
    ),
    "allOf": [
        {
            "if": {"properties": {"target_type": {"enum": ["user", "team"]}}},
            "then": {
                "properties": {"target_identifier": TEXT},
                "required": ["target_type", "target_identifier"],
            },
        },
    ],
}
FALLTHROUGH = object_schema(
    [], fallthrough_type={"type": "string", "enum": [*FallthroughChoiceType]}
)
SENTRY_APP = object_schema(  # sentry_app_handler.py
    ["target_type", "target_identifier"],
    target_identifier={"type": ["string"], "pattern": "^[0-9]+$"},
    target_display=TEXT_OR_NULL,
    target_type=target("sentry_app"),
)
WEBHOOK = object_schema(  # webhook_handler.py: not transformed, so the type is null
    [],
    more=True,
    target_identifier={"type": ["string"]},
    target_display=ONLY_NULL,
    target_type={"type": ["integer", "null"], "enum": [None]},
)


def priority_data(values: list[str]) -> Schema:
    """Describe on-call data; its `additionalProperties` stands among the properties by mistake."""
    return object_schema([], more=True, priority={"type": "string", "enum": values})


def make_kind(config: Schema, data: Schema, *, integration: bool = True) -> Kind:
    """Make a type's two schemas ready for use."""
    return Kind(compile_schema(config), compile_schema(data), integration)


KINDS: dict[str, Kind] = {
    "email": make_kind(EMAIL, FALLTHROUGH, integration=False),
    "slack": make_kind(SLACK, object_schema([], tags=TEXT, notes=TEXT)),  # slack_handler.py
    "msteams": make_kind(SLACK, NOTHING),  # msteams_handler.py: the same three keys
    "discord": make_kind(DISCORD, object_schema([], tags=TEXT)),
    "pagerduty": make_kind(DISCORD, priority_data([*PagerdutySeverity])),  # pagerduty_handler.py
    "opsgenie": make_kind(
        DISCORD, priority_data(["P1", "P2", "P3", "P4", "P5"])
    ),  # opsgenie_handler.py
    **dict.fromkeys(("jira", "jira_server", "vsts"), make_kind(TICKET, TICKET_DATA)),
    **dict.fromkeys(("github", "github_enterprise"), make_kind(TICKET, GITHUB_DATA)),
    "sentry_app": make_kind(
        SENTRY_APP, object_schema([], settings={"type": "array"}), integration=False
    ),
    "webhook": make_kind(WEBHOOK, {}, integration=False),
    "plugin": make_kind({}, {}, integration=False),
}
