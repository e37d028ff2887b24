"""The parts of Sentry's replies that this project reads, and the check that a reply has them."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired, TypedDict, TypeVar

import msgspec

from infra.base.errors import UnexpectedReplyError
from infra.base.terminal_text import printable

Reply = TypeVar("Reply")
Number = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}\Z")]
"""An ID: Sentry gives its numbers as text."""


class Condition(TypedDict):
    """One condition of a trigger or filter group."""

    type: str
    comparison: Any
    conditionResult: Any


class Group(TypedDict):
    """Conditions and how they are joined."""

    logicType: str
    conditions: list[Condition]


class Action(TypedDict):
    """Who is notified, and how."""

    type: str
    integrationId: str | None
    data: dict[str, Any]
    config: dict[str, Any]
    status: str


class ActionFilter(Group):
    """A group of filters with the actions it leads to."""

    actions: list[Action]


class Alert(TypedDict):
    """The part of a workflow reply that this project reads."""

    id: Number
    name: str
    enabled: bool
    environment: str | None
    config: dict[str, Any]
    detectorIds: list[Number]
    triggers: Group | None
    actionFilters: list[ActionFilter]
    lastTriggered: NotRequired[str | None]
    dateCreated: NotRequired[str | None]
    owner: NotRequired[str | None]
    """`user:ID` or `team:ID`; servers before March 2026 omit it."""


class OldRule(TypedDict):
    """The part of a reply of the old rules API that this project reads."""

    id: str
    name: str
    frequency: int | float
    """Minutes; a whole number may be written as 60.0."""
    actionMatch: str
    conditions: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    filterMatch: NotRequired[str | None]
    filters: NotRequired[list[dict[str, Any]]]
    environment: NotRequired[str | None]
    owner: NotRequired[str | None]
    status: NotRequired[str]
    snooze: NotRequired[bool]
    snoozeForEveryone: NotRequired[bool]


class Detector(TypedDict):
    """A monitor (`detector`) of a project, or of all."""

    id: Number
    name: str
    type: str
    projectId: str | None


class LiveMonitor(Detector):
    """A monitor with what it watches and when it fails."""

    enabled: bool
    dataSources: list[dict[str, Any]] | None
    conditionGroup: dict[str, Any] | None
    config: dict[str, Any]
    description: NotRequired[str | None]
    owner: NotRequired[dict[str, Any] | None]
    latestGroup: NotRequired[dict[str, Any] | None]
    """The newest issue that the monitor has opened."""


class Project(TypedDict):
    """A project."""

    id: Number
    slug: str


class Address(TypedDict):
    """One of an account's e-mail addresses."""

    email: str


class Account(TypedDict):
    """A person's account; a pending member has none yet."""

    id: Number
    email: str
    isActive: bool
    emails: list[Address]


class Member(TypedDict):
    """Somebody's place in the organization."""

    email: str
    user: Account | None
    pending: bool


class Team(TypedDict):
    """A team."""

    id: Number


class NamedTeam(Team):
    """A team of the list of teams."""

    slug: str


def parse(reply: type[Reply], data: Any, path: str) -> Reply:
    """Return `data` once it is known to have the shape of `reply`.

    Raises:
        UnexpectedReplyError: it has another shape; says at which key.
    """
    try:
        return msgspec.convert(data, reply)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise UnexpectedReplyError(
            "Sentry",
            f"Sentry: {path}: not the JSON its API document promises: "
            f"{printable(where.removesuffix('`')) or 'the whole reply'}: {printable(what)}",
            "check sentryUrl in the stack config; if it is right, Sentry has changed its API",
        ) from None
