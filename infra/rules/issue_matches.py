"""What an issue is compared by: level, age, assignee, category, type, priority, releases.

Each comparison with how it is written for Sentry, read from there and put in words; they become
kinds of filters in `infra.rules.filters`. Shapes: `getsentry/sentry: src/sentry/
workflow_engine/handlers/condition/*_handler.py`, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from pydantic import Field

from infra.base.terminal_text import escape
from infra.rules.canonical import Document
from infra.rules.entry import Entry, OneOf
from infra.rules.recipients import Ids, Names, Recipient
from infra.rules.scalars import Address, AgeOf, Slug, Text

LEVELS = {"fatal": 50, "error": 40, "warning": 30, "info": 20, "debug": 10, "sample": 0}
Level = Literal["fatal", "error", "warning", "info", "debug", "sample"]
PRIORITIES = {"high": 75, "medium": 50, "low": 25}
Priority = Literal["high", "medium", "low"]
CATEGORIES = {
    "error": 1,
    "performance": 2,
    "profile": 3,
    "cron": 4,
    "replay": 5,
    "feedback": 6,
    "uptime": 7,
    "metric_alert": 8,
    "test_notification": 9,
    "outage": 10,
    "metric": 11,
    "db_query": 12,
    "http_client": 13,
    "frontend": 14,
    "mobile": 15,
    "ai_detected": 16,
    "preprod": 17,
    "instrumentation": 18,
    "configuration": 19,
}
Category = Literal[
    "error",
    "performance",
    "profile",
    "cron",
    "replay",
    "feedback",
    "uptime",
    "metric_alert",
    "test_notification",
    "outage",
    "metric",
    "db_query",
    "http_client",
    "frontend",
    "mobile",
    "ai_detected",
    "preprod",
    "instrumentation",
    "configuration",
]
"""Sentry's `GroupCategory` in lower case (`getsentry/sentry: src/sentry/issues/grouptype.py`), with
those that it only keeps for older alerts: 2 to 5, 7 and 8."""


def key_of(value: Any, mapping: dict[str, int]) -> str:
    """Return the name of one of Sentry's numbers."""
    return {number: key for key, number in mapping.items()}[value]


class LevelMatch(OneOf):
    """How an event's level is compared."""

    what: ClassVar[str] = "a level"
    at_least: Level | None = None
    at_most: Level | None = None
    equals: Level | None = None


_LEVEL_SIGNS = {"at_least": ("gte", ">="), "at_most": ("lte", "<="), "equals": ("eq", "is")}


def write_level(level: LevelMatch, _: Ids) -> Document:
    """Return what Sentry is sent for a level."""
    how, name = level.chosen
    return {"level": LEVELS[name], "match": _LEVEL_SIGNS[how][0]}


def read_level(comparison: Any, _: Names) -> Document:
    """Return the level a comparison says."""
    by_sign = {sign: how for how, (sign, _) in _LEVEL_SIGNS.items()}
    return {by_sign[comparison["match"]]: key_of(comparison["level"], LEVELS)}


def say_level(level: LevelMatch) -> str:
    """Put a level in words."""
    how, name = level.chosen
    return f"level {_LEVEL_SIGNS[how][1]} {name}"


class AgeMatch(OneOf):
    """How the age of an issue, since its first event, is compared."""

    what: ClassVar[str] = "an age"
    older_than: AgeOf | None = None
    newer_than: AgeOf | None = None


def write_age(age: AgeMatch, _: Ids) -> Document:
    """Return what Sentry is sent for an age."""
    how, (value, unit) = age.chosen
    return {"comparisonType": how.removesuffix("_than"), "value": value, "time": unit}


def read_age(comparison: Any, _: Names) -> Document:
    """Return the age a comparison says."""
    return {f"{comparison['comparisonType']}_than": f"{comparison['value']} {comparison['time']}"}


def say_age(age: AgeMatch) -> str:
    """Put an age in words."""
    how, value = age.chosen
    return f"issue {how.replace('_', ' ')} {value}"


class Assignee(OneOf):
    """Whom an issue is assigned to."""

    what: ClassVar[str] = "an assignee"
    user: Address | None = None
    team: Slug | None = None
    nobody: Literal[True] | None = None


_TARGETS = {"user": "Member", "team": "Team"}


def assignees(assignee: Assignee) -> tuple[Recipient, ...]:
    """Return who an assignee is, where it is not nobody."""
    how, name = assignee.chosen
    return () if how == "nobody" else (Recipient(how, name),)


def write_assignee(assignee: Assignee, ids: Ids) -> Document:
    """Sentry compares the ID with a number; a text would never be equal.

    `getsentry/sentry: .../handlers/condition/assigned_to_handler.py`, read 2026-11.
    """
    how, name = assignee.chosen
    if how == "nobody":
        return {"targetType": "Unassigned"}
    identifier = ids[Recipient(how, name)]
    number = int(identifier) if identifier.isdecimal() else identifier
    return {"targetType": _TARGETS[how], "targetIdentifier": number}


def read_assignee(comparison: Any, names: Names) -> Document:
    """Return the assignee a comparison says."""
    if comparison["targetType"] == "Unassigned":
        return {"nobody": True}
    how = {target: how for how, target in _TARGETS.items()}[comparison["targetType"]]
    return {how: names[f"{how} {comparison['targetIdentifier']}"]}


def say_assignee(assignee: Assignee) -> str:
    """Put an assignee in words."""
    how, name = assignee.chosen
    return "assigned to nobody" if how == "nobody" else f"assigned to {_who(how)}{name}"


def _who(how: str) -> str:
    return "team " if how == "team" else ""


class CategoryMatch(OneOf):
    """Whether an issue is of a category."""

    what: ClassVar[str] = "a category"
    is_: Category | None = Field(None, alias="is")
    is_not: Category | None = None


class TypeMatch(OneOf):
    """Whether an issue is of a type, which Sentry names by a slug such as `metric_issue`."""

    what: ClassVar[str] = "an issue type"
    is_: Slug | None = Field(None, alias="is")
    is_not: Slug | None = None


def _read_included(match: OneOf) -> tuple[bool, str, Any]:
    how, name = match.chosen
    return how == "is_", "is" if how == "is_" else "is not", name


def write_category(match: CategoryMatch, _: Ids) -> Document:
    """Return what Sentry is sent for a category."""
    include, _is, name = _read_included(match)
    return {"value": CATEGORIES[name], "include": include}


def read_category(comparison: Any, _: Names) -> Document:
    """Return the category a comparison says."""
    how = "is_" if comparison["include"] else "is_not"
    return {how: key_of(comparison["value"], CATEGORIES)}


def say_included(thing: str) -> Callable[[OneOf], str]:
    """Return what puts a category or a type in words."""

    def say(match: OneOf) -> str:
        _, verb, name = _read_included(match)
        return f"{thing} {verb} {name}"

    return say


def read_type(comparison: Any, _: Names) -> Document:
    """Return the issue type a comparison says."""
    return {"is_" if comparison["include"] else "is_not": comparison["value"]}


def write_type(match: TypeMatch, _: Ids) -> Document:
    """Return what Sentry is sent for an issue type."""
    include, _is, name = _read_included(match)
    return {"value": name, "include": include}


class AdoptedRelease(Entry):
    """How a release of the issue compares with the latest that an environment has adopted."""

    release: Literal["oldest", "newest"]
    is_: Literal["older", "newer"] = Field(alias="is")
    environment: Text


def write_adopted(adopted: AdoptedRelease, _: Ids) -> Document:
    """Return what Sentry is sent for an adopted release."""
    return {
        "releaseAgeType": adopted.release,
        "ageComparison": adopted.is_,
        "environment": adopted.environment,
    }


def read_adopted(comparison: Any, _: Names) -> Document:
    """Return the adopted release a comparison says."""
    return {
        "release": comparison["releaseAgeType"],
        "is_": comparison["ageComparison"],
        "environment": comparison["environment"],
    }


def say_adopted(adopted: AdoptedRelease) -> str:
    """Put an adopted release in words."""
    latest = f"the latest adopted in {escape(adopted.environment)}"
    return f"{adopted.release} release of the issue {adopted.is_} than {latest}"
