"""What an action reaches through an integration: chats, on-call services, Sentry apps. Pure.

An integration is named as on Sentry's page (Settings, Integrations); Sentry's IDs of it and of what
it holds are looked up (`infra.inventory`). Tickets are in `infra.tickets`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from infra.entries import Entry
from infra.kinds import Document, Ids, Kind, Names, Recipient
from infra.values import Line, Slug, as_list


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


def _no_comma(value: str) -> str:
    if "," in value:
        raise ValueError(f"{value!r} has a comma; write a list of tags")
    return value


def _channel(value: str) -> str:
    """Write a channel as Sentry keeps it: `#` before a channel, `@` before a person."""
    return value if value[:1] in "#@" else f"#{value}"


Tags = Annotated[
    tuple[Annotated[Line, AfterValidator(_no_comma)], ...],
    BeforeValidator(as_list),
    Field(strict=False),
]
"""Tags of the event that a message shows."""


class _Channel(Entry):
    """A channel of a chat; where its ID is not written, Sentry's list of channels has it."""

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """The integration, and the channel where its ID must be asked for."""
        provider, place, channel, channel_id = self.parts
        asked = (Recipient(f"{provider} channel", channel or "", place),)
        return (Recipient(provider, place), *(() if channel_id else asked))

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, integration, the channel's name and its ID."""
        raise NotImplementedError

    def sent(self, ids: Ids, data: Document) -> Document:
        """Return the action that writes to the channel."""
        provider, place, channel, channel_id = self.parts
        identifier = channel_id or ids[Recipient(f"{provider} channel", channel or "", place)]
        integration = ids[Recipient(provider, place)]
        return action(provider, "specific", identifier, channel, data, integration)


class Slack(_Channel):
    """A channel, or with `@` a person, of a Slack workspace."""

    workspace: Line
    channel: Annotated[Line, AfterValidator(_channel)]
    channel_id: Line | None = None
    tags: Tags = ()
    notes: Line | None = None

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, workspace, channel, ID."""
        return "slack", self.workspace, self.channel, self.channel_id


class Discord(_Channel):
    """A channel of a Discord server."""

    server: Line
    channel: Annotated[Line, AfterValidator(_channel)] | None = None
    channel_id: Line | None = None
    tags: Tags = ()

    @model_validator(mode="after")
    def _some_channel(self) -> Discord:
        if not self.channel and not self.channel_id:
            raise ValueError("has no channel; write channel, channelId or both")
        return self

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, server, channel, ID."""
        return "discord", self.server, self.channel, self.channel_id


class MsTeams(_Channel):
    """A channel of a team in Microsoft Teams."""

    team: Line
    channel: Line
    channel_id: Line | None = None

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, team, channel, ID."""
        return "msteams", self.team, self.channel, self.channel_id


class PagerDutyService(Entry):
    """A service of a PagerDuty account."""

    account: Line
    service: Line
    severity: Literal["default", "critical", "warning", "error", "info"] | None = None


class OpsgenieTeam(Entry):
    """A team of an Opsgenie account."""

    account: Line
    team: Line
    priority: Literal["P1", "P2", "P3", "P4", "P5"] | None = None


class Setting(Entry):
    """One field of the form that a Sentry app asks for."""

    name: Line
    value: str
    label: Line | None = None


class SentryApp(Entry):
    """A Sentry app, or internal integration, that acts on alerts."""

    app: Slug
    settings: Annotated[tuple[Setting, ...], Field(strict=False)] = ()


def _message(chat: Slack | Discord) -> Document:
    tags = {"tags": ",".join(chat.tags)} if chat.tags else {}
    notes = chat.notes if isinstance(chat, Slack) else None
    return tags | ({"notes": notes} if notes else {})


def _read_channel(provider: str, place: str) -> Callable[[Any, Names], Document]:
    def read(sent: Any, names: Names) -> Document:
        config, data = sent["config"], sent["data"]
        named = names[f"{provider} {sent['integrationId']}"]
        found = {place: named}
        if config["targetDisplay"] is not None:
            found["channel"] = config["targetDisplay"]
        known = names.get(f"{provider} channel {config['targetIdentifier']}")
        if known != f"{named}: {config['targetDisplay']}":
            found["channel_id"] = config["targetIdentifier"]
        more = {"tags": data["tags"].split(",")} if "tags" in data else {}
        return found | more | ({"notes": data["notes"]} if "notes" in data else {})

    return read


def _chat(provider: str, page: str, place: str, example: str, words: str) -> Kind:
    def say(chat: Any) -> str:
        _, where, channel, channel_id = chat.parts
        return f"{words} {channel or channel_id} ({where})"

    return Kind(
        provider,
        page,
        example,
        lambda chat, ids: chat.sent(ids, {} if isinstance(chat, MsTeams) else _message(chat)),
        _read_channel(provider, place),
        say,
        lambda chat: chat.recipients,
    )


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
        return action(provider, "specific", ids[thing], thing.name, data, ids[account])

    def read(sent: Any, names: Names) -> Document:
        account = names[f"{provider} {sent['integrationId']}"]
        label = names[f"{provider} {what} {sent['config']['targetIdentifier']}"]
        return {
            "account": account,
            what: label.removeprefix(f"{account}: "),
            urgency: sent["data"].get("priority"),
        }

    def say(called: Any) -> str:
        how = getattr(called, urgency)
        return f"{words} {getattr(called, what)} ({called.account}{f', {how}' if how else ''})"

    return Kind(provider, page, example, write, read, say, recipients)


def _write_app(app: SentryApp, ids: Ids) -> Document:
    settings = [setting.model_dump(exclude_none=True) for setting in app.settings]
    identifier = ids[Recipient("sentry_app", app.app)]
    data = {"settings": settings} if settings else {}
    return action("sentry_app", "sentry_app", identifier, data=data)


def _read_app(sent: Any, names: Names) -> Document:
    app = names[f"sentry_app {sent['config']['targetIdentifier']}"]
    return {"app": app, "settings": sent["data"].get("settings", [])}


SLACK = _chat(
    "slack",
    "Slack",
    "workspace",
    '{workspace: Example, channel: "#alerts", tags: [level], notes: see the runbook}',
    "slack",
)
DISCORD = _chat("discord", "Discord", "server", '{server: Example, channel: "#alerts"}', "discord")
MS_TEAMS = _chat(
    "msteams", "Microsoft Teams", "team", "{team: Example, channel: Alerts}", "ms teams"
)
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
