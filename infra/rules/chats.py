"""The actions of chats: Slack, Discord and Microsoft Teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.kinds import Kind
from infra.rules.on_call import action
from infra.rules.recipients import Ids, Names, Recipient
from infra.rules.scalars import Line, Note, Text, as_list, require_value, without_comma


def _channel(value: str) -> str:
    """Write a channel as Sentry keeps it: `#` before a channel, `@` before a person."""
    return value if value[:1] in "#@" else f"#{value}"


Channel = Annotated[
    Annotated[Line, AfterValidator(_channel)] | None, BeforeValidator(require_value)
]
Tags = Annotated[
    tuple[Annotated[Line, without_comma("; write a list of tags")], ...],
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

    @model_validator(mode="after")
    def _some_channel(self) -> Self:
        if not any(self.parts[2:]):
            raise ValueError("has no channel; write channel, channelId or both")
        return self

    def as_action(self, ids: Ids, data: Document) -> Document:
        """Return the action that writes to the channel."""
        provider, place, channel, channel_id = self.parts
        identifier = channel_id or ids[Recipient(f"{provider} channel", channel or "", place)]
        integration = ids[Recipient(provider, place)]
        return action(provider, "specific", identifier, channel, data, integration)


class Slack(_Channel):
    """A channel, or with `@` a person, of a Slack workspace."""

    workspace: Line
    channel: Channel = None
    channel_id: Line | None = None
    tags: Tags = ()
    notes: Annotated[Text | None, BeforeValidator(require_value)] = None

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, workspace, channel, ID."""
        return "slack", self.workspace, self.channel, self.channel_id


class Discord(_Channel):
    """A channel of a Discord server."""

    server: Line
    channel: Channel = None
    channel_id: Line | None = None
    tags: Tags = ()

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, server, channel, ID."""
        return "discord", self.server, self.channel, self.channel_id


class MsTeams(_Channel):
    """A channel of a team in Microsoft Teams."""

    team: Line
    channel: Note = None
    channel_id: Line | None = None

    @property
    def parts(self) -> tuple[str, str, str | None, str | None]:
        """Provider, team, channel, ID."""
        return "msteams", self.team, self.channel, self.channel_id


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
        lambda chat, ids: chat.as_action(ids, {} if isinstance(chat, MsTeams) else _message(chat)),
        _read_channel(provider, place),
        say,
        lambda chat: chat.recipients,
    )


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
