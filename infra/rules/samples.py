"""What the event of a test needs to meet a condition, or why none that a test sends can.

A test sends events of one new issue. Each kind says its need beside its other words
(`infra.rules.kinds`); `infra.sentry.sample_event` makes the events.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from infra.rules.matching import DENIALS, holds

_DENIALS = {**DENIALS, "nin": "in"}
_VALUELESS = ("is", "ns")


class Text(NamedTuple):
    """A text of the event fulfils a match.

    Attributes:
        place: what of the event is compared: an attribute such as `http.url`, `level`, or
            `tag NAME`.
        match: as Sentry abbreviates it.
        value: what is compared with; with `in` several, with commas between them.
    """

    place: str
    match: str
    value: str = ""

    @property
    def denies(self) -> bool:
        """True for a match that says "not"."""
        return self.match in _DENIALS

    @property
    def denial(self) -> Text:
        """What holds exactly where this does not."""
        pairs = {**_DENIALS, **{denied: denial for denial, denied in _DENIALS.items()}}
        return self._replace(match=pairs[self.match])

    @property
    def values(self) -> list[str]:
        """What is compared with, one by one; Sentry drops every blank of several."""
        several = _DENIALS.get(self.match, self.match) == "in"
        return self.value.replace(" ", "").split(",") if several else [self.value]

    def holds_for(self, texts: Collection[str]) -> bool:
        """Tell whether an event fulfils it that has these texts at the place."""
        if self.denies:
            return not self.denial.holds_for(texts)
        match = "eq" if self.match == "in" else self.match
        return any(holds(match, value, text) for text in texts for value in self.values)


class Times(NamedTuple):
    """So many events come in, of so many different users; an event may be without a user."""

    least: int = 1
    most: int | None = None
    users: int = 0


Wish = Text | Times


class Need(NamedTuple):
    """What makes a condition hold, and what makes it not hold; a text says why nothing can."""

    meets: tuple[Wish, ...] | str
    fails: tuple[Wish, ...] | str


def always(reason: str) -> Need:
    """Return the need of what holds for every test."""
    return Need((), reason)


def never(reason: str) -> Need:
    """Return the need of what holds for no test."""
    return Need(reason, ())


def unknown(reason: str) -> Need:
    """Return the need of what nobody can tell of a test."""
    return Need(reason, reason)


def text(place: str, comparison: Mapping[str, Any]) -> Need:
    """Return the need of a comparison of one text."""
    match, value = str(comparison["match"]), str(comparison.get("value") or "")
    if not value and match not in _VALUELESS:
        return never("Sentry matches no event with an empty text")
    if match not in (*_DENIALS, *_DENIALS.values()):
        return never(f"Sentry does not compare texts by {match}")
    wish = Text(place, match, value)
    return Need((wish,), (wish.denial,))


def one_of(place: str, names: Iterable[str]) -> Need:
    """Return the need of a text that is one of these."""
    return text(place, {"match": "in", "value": ",".join(names)})


def so_often(number: int, *, where: tuple[Wish, ...] = (), by_users: bool = False) -> Need:
    """Return the need of a count.

    Args:
        number: how many there are at least.
        where: what each of the events needs to be counted.
        by_users: whether users are counted, not events.
    """
    least = max(number, 1)
    meets = (Times(least, users=number if by_users else 0), *where)
    if where:
        return Need(meets, "a test cannot tell which of its events are counted")
    return Need(meets, (Times(most=least - 1),) if least > 1 else "a test sends one event at least")
