"""What an action is sent as, and the actions of on-call services and Sentry apps.

An integration is named as on Sentry's page (Settings, Integrations); Sentry's IDs of it and of what
it holds are looked up (`infra.sentry.directory`). Chats are in `infra.rules.chats`,
tickets in `infra.rules.tickets`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.json_values import Json
from infra.rules.kinds import Kind
from infra.rules.recipients import Ids, Names, Recipient
from infra.rules.scalars import Line, Slug, Text, require_value


def action(
    type_: str,
    target: str | None,
    identifier: str | None,
    display: str | None = None,
    data: Document | None = None,
    integration: str | None = None,
) -> Document:
    """Return an action as Sentry is sent it."""
    kind = {} if target is None else {"targetType": target}
    return {
        "type": type_,
        "integrationId": integration,
        "data": data or {},
        "config": {**kind, "targetIdentifier": identifier, "targetDisplay": display},
        "status": "active",
    }


ShownAs = Annotated[Text | None, BeforeValidator(require_value)]
"""What Sentry's page calls the target where that is not its name; empty where it shows none, as
with what its migration of old rules wrote."""


class PagerDutyService(Entry):
    """A service of a PagerDuty account."""

    account: Line
    service: Line
    severity: Literal["default", "critical", "warning", "error", "info"] | None = None
    shown_as: ShownAs = None


class OpsgenieTeam(Entry):
    """A team of an Opsgenie account."""

    account: Line
    team: Line
    priority: Literal["P1", "P2", "P3", "P4", "P5"] | None = None
    shown_as: ShownAs = None


class Setting(Entry):
    """One field of the form that a Sentry app asks for."""

    name: Text
    value: Json = None
    label: Text | None = None


class SentryApp(Entry):
    """A Sentry app, or internal integration, that acts on alerts."""

    app: Slug
    settings: Annotated[tuple[Setting, ...], Field(strict=False)] = ()


def _on_call(provider: str, page: str, fields: tuple[str, str], example: str, words: str) -> Kind:
    """Return the kind of an on-call service's `fields`: what is called, and how urgently."""
    what, urgency = fields

    def recipients(called: Any) -> tuple[Recipient, ...]:
        thing = Recipient(f"{provider} {what}", getattr(called, what), called.account)
        return Recipient(provider, called.account), thing

    def write(called: Any, ids: Ids) -> Document:
        account, thing = recipients(called)
        how = getattr(called, urgency)
        data = {"priority": how} if how else {}
        shown = thing.name if called.shown_as is None else called.shown_as
        return action(provider, "specific", ids[thing], shown or None, data, ids[account])

    def read(sent: Any, names: Names) -> Document:
        account = names[f"{provider} {sent['integrationId']}"]
        label = names[f"{provider} {what} {sent['config']['targetIdentifier']}"]
        name, shown = label.removeprefix(f"{account}: "), sent["config"]["targetDisplay"]
        found = {"account": account, what: name, urgency: sent["data"].get("priority")}
        return found | ({} if shown == name else {"shown_as": shown or ""})

    def say(called: Any) -> str:
        how = getattr(called, urgency)
        return f"{words} {getattr(called, what)} ({called.account}{f', {how}' if how else ''})"

    return Kind(provider, page, example, write, read, say, recipients)


def _write_app(app: SentryApp, ids: Ids) -> Document:
    settings = [
        {"name": one.name, "value": one.value} | ({"label": one.label} if one.label else {})
        for one in app.settings
    ]
    identifier = ids[Recipient("sentry_app", app.app)]
    data = {"settings": settings} if settings else {}
    return action("sentry_app", "sentry_app", identifier, data=data)


def _read_app(sent: Any, names: Names) -> Document:
    app = names[f"sentry_app {sent['config']['targetIdentifier']}"]
    return {"app": app, "settings": sent["data"].get("settings", [])}


PAGERDUTY = _on_call(
    "pagerduty",
    "PagerDuty",
    ("service", "severity"),
    "{account: Example, service: Backend, severity: critical}",
    "pagerduty",
)
OPSGENIE = _on_call(
    "opsgenie",
    "Opsgenie",
    ("team", "priority"),
    "{account: Example, team: Backend, priority: P1}",
    "opsgenie",
)
SENTRY_APP = Kind(
    "sentry_app",
    "A Sentry app or internal integration",
    "{app: my-app, settings: [{name: channel, value: alerts}]}",
    _write_app,
    _read_app,
    lambda app: f"sentry app {app.app}",
    lambda app: (Recipient("sentry_app", app.app),),
)
