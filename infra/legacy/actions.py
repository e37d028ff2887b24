"""One action of a Sentry alert as a node of an old rule, and back.

Class ids and fields: `getsentry/sentry: src/sentry/workflow_engine/typings/notification_action.py`
and `src/sentry/notifications/notification_action/issue_alert_registry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from infra.legacy.conditions import Node, UnsayableError
from infra.rules.canonical import Document


class _Shape(NamedTuple):
    """Where a node keeps what an action's `integrationId`, `config` and `data` say."""

    node: str
    integration: str = ""
    identifier: str = ""
    display: str = ""
    data: tuple[tuple[str, str], ...] = ()


def _integration(vendor: str, name: str) -> str:
    return f"sentry.integrations.{vendor}.notify_action.{name}"


EMAIL = "sentry.mail.actions.NotifyEmailAction"
SENTRY_APP = "sentry.rules.actions.notify_event_sentry_app.NotifyEventSentryAppAction"
_TARGETS = {"user": "Member", "team": "Team", "issue_owners": "IssueOwners"}
_SHAPES = {
    "slack": _Shape(
        _integration("slack", "SlackNotifyServiceAction"),
        *("workspace", "channel_id", "channel"),
        (("tags", "tags"), ("notes", "notes")),
    ),
    "msteams": _Shape(
        _integration("msteams", "MsTeamsNotifyServiceAction"), "team", "channel_id", "channel"
    ),
    "discord": _Shape(
        _integration("discord", "DiscordNotifyServiceAction"),
        *("server", "channel_id"),
        data=(("tags", "tags"),),
    ),
    "pagerduty": _Shape(
        _integration("pagerduty", "PagerDutyNotifyServiceAction"),
        *("account", "service"),
        data=(("priority", "severity"),),
    ),
    "opsgenie": _Shape(
        _integration("opsgenie", "OpsgenieNotifyTeamAction"),
        *("account", "team"),
        data=(("priority", "priority"),),
    ),
    "webhook": _Shape(
        "sentry.rules.actions.notify_event_service.NotifyEventServiceAction", identifier="service"
    ),
    "plugin": _Shape("sentry.rules.actions.notify_event.NotifyEventAction"),
}
_TICKETS = {
    "jira": _integration("jira", "JiraCreateTicketAction"),
    "jira_server": _integration("jira_server", "JiraServerCreateTicketAction"),
    "vsts": _integration("vsts", "AzureDevopsCreateTicketAction"),
    "github": _integration("github", "GitHubCreateTicketAction"),
    "github_enterprise": _integration("github_enterprise", "GitHubEnterpriseCreateTicketAction"),
}
ACTIONS = (
    {"email": EMAIL, "sentry_app": SENTRY_APP}
    | _TICKETS
    | {kind: shape.node for kind, shape in _SHAPES.items()}
)
"""Kind of action to the class id of its node."""

_KINDS = {node: kind for kind, node in ACTIONS.items()}
_NOT_OF_THE_TICKET = frozenset({"id", "uuid", "name", "integration", "dynamic_form_fields"})
_APPS = (
    "sentry_app: the old API knows an app by its installation and an alert by its ID, "
    "and neither tells the other"
)


def to_node(action: Mapping[str, Any]) -> Node:
    """Return the node of an old rule that says what an action says; all values are texts.

    Raises:
        UnsayableError: the old API, or a mapping of texts, cannot say it.
    """
    kind, config, data = action["type"], action["config"], action["data"]
    if action.get("status", "active") != "active":
        raise UnsayableError(f"{kind}: the old API cannot switch an action off")
    if more := sorted(config.keys() - {"targetType", "targetIdentifier", "targetDisplay"}):
        raise UnsayableError(f"{kind}: the old API has no {more[0]}")
    if kind == "email":
        return _email_node(config, data)
    if kind == "sentry_app":
        raise UnsayableError(_APPS)
    if kind in _TICKETS:
        fields = data.get("additionalFields") or {}
        if not isinstance(fields, dict):
            raise UnsayableError(f"{kind}: additionalFields is not a mapping")
        listed = {"dynamicFormFields": data.get("dynamicFormFields")} | fields
        empty: tuple[object, ...] = (None, [], {})
        if wrong := sorted(k for k, v in listed.items() if v not in empty and type(v) is not str):
            raise UnsayableError(f"{kind}: {wrong[0]} is no text, and nothing else can be said")
        node = {"integration": action["integrationId"], **fields}
        return {"id": _TICKETS[kind]} | _texts(node)
    if kind not in _SHAPES:
        raise UnsayableError(f"{kind}: the old API has no such action")
    shape = _SHAPES[kind]
    if unknown := sorted({key for key, value in data.items() if value} - dict(shape.data).keys()):
        raise UnsayableError(f"{kind}: the old API has no {unknown[0]}")
    node = {
        shape.integration: action.get("integrationId"),
        shape.identifier: config.get("targetIdentifier"),
        shape.display: config.get("targetDisplay"),
        **{old: data.get(key) for key, old in shape.data},
    }
    node.pop("", None)
    if wrong := sorted(k for k, v in node.items() if isinstance(v, dict | list)):
        raise UnsayableError(f"{kind}: {wrong[0]} is no text, and nothing else can be said")
    return {"id": shape.node} | _texts(node)


def from_node(node: Mapping[str, Any]) -> Document:
    """Return the action of an alert that says what a node of an old rule says.

    Raises:
        UnsayableError: no action says that.
    """
    kind = _KINDS.get(str(node.get("id")))
    if kind is None:
        raise UnsayableError(f"{node.get('id')!r} is no action that an alert can have")
    if kind == "sentry_app":
        raise UnsayableError(_APPS)
    if kind == "email":
        return _email(node)
    if kind in _TICKETS:
        fields = {key: value for key, value in node.items() if key not in _NOT_OF_THE_TICKET}
        if kind in ("github", "github_enterprise"):
            # The alerts API wants the integration a second time (infra/rules/tickets.py).
            fields["integration"] = str(node.get("integration"))
        data: Document = {"additionalFields": fields} if fields else {}
        if node.get("dynamic_form_fields"):
            data["dynamicFormFields"] = node["dynamic_form_fields"]
        return _action(kind, node.get("integration"), data, {"targetType": "specific"})
    shape = _SHAPES[kind]
    data = {key: node[old] for key, old in shape.data if node.get(old)}
    config: Document = {}
    if kind not in ("plugin", "webhook"):
        config = {"targetType": "specific", "targetDisplay": node.get(shape.display)}
    if shape.identifier:
        identifier = node.get(shape.identifier)
        config["targetIdentifier"] = None if identifier in (None, "") else str(identifier)
    return _action(kind, node.get(shape.integration), data, config)


def _email_node(config: Mapping[str, Any], data: Mapping[str, Any]) -> Node:
    target = str(config.get("targetType"))
    if target not in _TARGETS:
        raise UnsayableError(f"email: the old API has no target {target!r}")
    node = {"id": EMAIL, "targetType": _TARGETS[target]}
    if target == "issue_owners":
        return node | {"fallthroughType": str(data.get("fallthroughType") or "ActiveMembers")}
    if config.get("targetIdentifier") in (None, ""):
        raise UnsayableError("email: targetIdentifier is empty")
    return node | {"targetIdentifier": str(config["targetIdentifier"])}


def _email(node: Mapping[str, Any]) -> Document:
    targets = {old: target for target, old in _TARGETS.items()}
    target = targets.get(str(node.get("targetType")))
    if target is None:
        raise UnsayableError(f"an e-mail to {node.get('targetType')!r} is no action of an alert")
    owners = target == "issue_owners"
    if not owners and node.get("targetIdentifier") in (None, ""):
        raise UnsayableError(f"an e-mail to a {node['targetType']} without its ID")
    data = {"fallthroughType": node.get("fallthroughType") or "ActiveMembers"} if owners else {}
    config = {
        "targetType": target,
        "targetIdentifier": None if owners else str(node["targetIdentifier"]),
        "targetDisplay": None,
    }
    return _action("email", None, data, config)


def _action(kind: str, integration: Any, data: Document, config: Document) -> Document:
    return {
        "type": kind,
        "integrationId": None if integration in (None, "") else str(integration),
        "data": data,
        "config": config,
        "status": "active",
    }


def _texts(values: Mapping[str, Any]) -> Node:
    """Leave out what says nothing: the old API drops it before it validates."""
    return {key: str(value) for key, value in values.items() if value not in (None, "")}
