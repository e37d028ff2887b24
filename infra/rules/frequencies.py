"""How often an issue happens: events, users and sessions, counted or compared with before.

Sentry fires when the count is strictly greater than its `value` (`getsentry/sentry: src/sentry/
workflow_engine/handlers/condition/event_frequency_handlers.py`, read 2026-11), so "at least N" is
sent as N - 1; a percentage is sent as it is, hence `moreThanPercent`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from infra.base.terminal_text import quoted
from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.event_matches import EventMatch, sample_of_match
from infra.rules.kinds import Kind, describe_entry, read_entry, write_entry
from infra.rules.recipients import Ids, Names
from infra.rules.samples import Need, Wish, never, so_often, unknown
from infra.rules.scalars import as_list

_EVENTS_ONLY = ("15m", "1d", "1w", "30d")


def _counts_sessions(interval: Any) -> Any:
    if interval in _EVENTS_ONLY:
        raise ValueError(
            f"{quoted(interval)} is no interval that Sentry counts sessions in, so the rule would "
            "never fire; write 1m, 5m, 10m, 30m or 1h"
        )
    return interval


Interval = Literal["1m", "5m", "15m", "1h", "1d", "1w", "30d"]
"""The intervals Sentry counts events in (`getsentry/sentry: src/sentry/rules/conditions/
event_frequency.py`); its published documents spell some of them `5min`, which it refuses."""
SessionInterval = Annotated[
    Literal["1m", "5m", "10m", "30m", "1h"], BeforeValidator(_counts_sessions)
]
"""The intervals Sentry counts sessions in (same source, `PERCENT_INTERVALS`)."""
Before = Literal["5m", "15m", "1h", "1d", "1w", "30d"]
"""How long ago the time was that a count is compared with (same source)."""


Where = Annotated[tuple[EventMatch, ...], BeforeValidator(as_list), Field(strict=False)]
"""Which events count, where not all of them do."""
Percent = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Count(Entry):
    """So many of something within an interval."""

    at_least: Annotated[int, Field(ge=1)]
    within: Interval
    where: Where = ()


class Increase(Entry):
    """So many percent more of something than at an earlier time."""

    more_than_percent: Annotated[int, Field(ge=0)]
    within: Interval
    compared_to: Before
    where: Where = ()


class SessionShare(Entry):
    """A share of the project's sessions."""

    more_than_percent: Annotated[Percent, Field(le=100)]
    within: SessionInterval
    where: Where = ()


class SessionIncrease(Entry):
    """So many percent more of the sessions than at an earlier time."""

    more_than_percent: Percent
    within: SessionInterval
    compared_to: Before
    where: Where = ()


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _write(counted: Any, ids: Ids) -> Document:
    count = isinstance(counted, Count)
    value = counted.at_least - 1 if count else _plain(counted.more_than_percent)
    sent: Document = {"value": value, "interval": counted.within}
    if isinstance(counted, Increase | SessionIncrease):
        sent["comparisonInterval"] = counted.compared_to
    if counted.where:
        sent["filters"] = [write_entry(match, ids) for match in counted.where]
    return sent


def _where(comparison: Any, names: Names) -> Document:
    types = (
        "tagged_event" if "key" in part else "event_attribute" for part in comparison["filters"]
    )
    pairs = zip(types, comparison["filters"], strict=True)
    return {"where": [read_entry(EventMatch, kind, part, names) for kind, part in pairs]}


def _read(count: bool) -> Any:
    def read(comparison: Any, names: Names) -> Document:
        value = comparison["value"]
        found: Document = {"within": comparison["interval"]}
        found |= {"at_least": value + 1} if count else {"more_than_percent": value}
        if "comparisonInterval" in comparison:
            found["compared_to"] = comparison["comparisonInterval"]
        return found | (_where(comparison, names) if "filters" in comparison else {})

    return read


def _such(counted: Any) -> str:
    matches = " and ".join(describe_entry(match) for match in counted.where)
    return f" where {matches}" if matches else ""


def _say_count(thing: str) -> Any:
    def say(count: Count) -> str:
        plural = "" if count.at_least == 1 else "s"
        return f">= {count.at_least} {thing}{plural} in {count.within}{_such(count)}"

    return say


def _say_increase(things: str) -> Any:
    def say(increase: Any) -> str:
        times = f"in {increase.within} than {increase.compared_to} ago"
        return f"> {_plain(increase.more_than_percent)}% more {things} {times}{_such(increase)}"

    return say


def _say_share(share: SessionShare) -> str:
    return f"> {_plain(share.more_than_percent)}% of sessions in {share.within}{_such(share)}"


def _sample_count(by_users: bool) -> Callable[[Any], Need]:
    def sample(comparison: Any) -> Need:
        where: list[Wish] = []
        for part in comparison.get("filters", ()):
            need = sample_of_match(part)
            if isinstance(need.meets, str):
                return need
            where += need.meets
        return so_often(comparison["value"] + 1, where=tuple(where), by_users=by_users)

    return sample


def _sample_increase(_: Any) -> Need:
    return never("an issue that has just begun has no earlier time to compare with")


def _sample_sessions(_: Any) -> Need:
    return unknown("a test sends events, and this counts sessions of users")


_UP = "{moreThanPercent: 100, within: 1h, comparedTo: 1w}"

EVENTS = Kind(
    "event_frequency_count",
    "Number of events",
    "{atLeast: 1, within: 5m}",
    _write,
    _read(count=True),
    _say_count("event"),
    sample=_sample_count(by_users=False),
)
EVENT_INCREASE = Kind(
    "event_frequency_percent",
    "Number of events, relative change",
    _UP,
    _write,
    _read(count=False),
    _say_increase("events"),
    sample=_sample_increase,
)
USERS = Kind(
    "event_unique_user_frequency_count",
    "Number of users affected",
    "{atLeast: 10, within: 1h}",
    _write,
    _read(count=True),
    _say_count("user"),
    sample=_sample_count(by_users=True),
)
USER_INCREASE = Kind(
    "event_unique_user_frequency_percent",
    "Number of users affected, relative change",
    _UP,
    _write,
    _read(count=False),
    _say_increase("users"),
    sample=_sample_increase,
)
SESSIONS = Kind(
    "percent_sessions_count",
    "Percentage of sessions affected",
    "{moreThanPercent: 5, within: 1h}",
    _write,
    _read(count=False),
    _say_share,
    sample=_sample_sessions,
)
SESSION_INCREASE = Kind(
    "percent_sessions_percent",
    "Percentage of sessions affected, relative change",
    "{moreThanPercent: 50, within: 1h, comparedTo: 1d}",
    _write,
    _read(count=False),
    _say_increase("of the sessions"),
    sample=_sample_sessions,
)
