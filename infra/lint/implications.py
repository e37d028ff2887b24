"""Which conditions of a Sentry document imply or exclude each other.

A condition is an item of `actionFilters[].conditions`; texts compare without regard to case
(`getsentry/sentry: src/sentry/rules/conditions/event_attribute.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from infra.rules.canonical import Document
from infra.rules.matching import DENIALS, holds

_SINGLE = ("platform", "environment", "type", "http.", "sdk.", "user.")
"""Attributes of which an event has one value; of others (message, exception, stack trace) it may
have several, and a condition holds when one of them matches."""


class _Text(NamedTuple):
    """A comparison of one attribute or tag of an event with a text."""

    kind: str
    subject: str
    match: str
    value: str
    denied: bool

    def is_about(self, other: _Text) -> bool:
        return (self.kind, self.subject) == (other.kind, other.subject)

    @property
    def single(self) -> bool:
        return self.kind == "tagged_event" or self.subject.startswith(_SINGLE)


class Condition(NamedTuple):
    """A condition, read once for all that it is compared with."""

    said: tuple[Any, ...]
    text: _Text | None


def read_condition(condition: Document) -> Condition:
    """Return a condition to compare with others."""
    said = (condition["type"], condition["comparison"], condition["conditionResult"])
    return Condition(said, _text(condition))


def implies(narrow: Condition, wide: Condition) -> bool:
    """Tell whether every event that fulfils `narrow` fulfils `wide` too."""
    if narrow.said == wide.said:
        return True
    a, b = narrow.text, wide.text
    if not a or not b or not a.is_about(b):
        return False
    match a.denied, b.denied:
        case False, False:
            return _within(a, b)
        case True, True:
            return _within(b, a)
        case False, True:
            return a.single and a.match == "eq" and not holds(b.match, b.value, a.value)
        case _:
            return False


def excludes(one: Condition, other: Condition) -> bool:
    """Tell whether no event can fulfil both."""
    a, b = one.text, other.text
    if not a or not b or not a.is_about(b):
        return False
    if a.denied != b.denied:
        return _within(a, b) if b.denied else _within(b, a)
    exact = next((text for text in (a, b) if text.match == "eq"), None)
    if a.denied or not a.single or not exact:
        return False
    pattern = b if exact is a else a
    return not holds(pattern.match, pattern.value, exact.value)


def covers(wide: Sequence[Condition], narrow: Sequence[Condition]) -> bool:
    """Tell whether an event that fulfils all of `narrow` fulfils all of `wide`."""
    for condition in wide:
        for other in narrow:
            if implies(other, condition):
                break
        else:
            return False
    return True


def _text(condition: Document) -> _Text | None:
    kind, comparison = condition["type"], condition["comparison"]
    if kind not in ("event_attribute", "tagged_event") or not isinstance(comparison, dict):
        return None
    match = str(comparison.get("match"))
    positive = DENIALS.get(match, match)
    if condition["conditionResult"] is not True or positive not in DENIALS.values():
        return None
    subject = str(comparison.get("attribute" if kind == "event_attribute" else "key"))
    value = str(comparison.get("value", "")).lower()
    return _Text(kind, subject, positive, value, denied=match in DENIALS)


def _within(a: _Text, b: _Text) -> bool:
    """Tell whether each text that matches `a` matches `b`, as if neither said "not"."""
    if b.match == "is" or a.match == "eq":
        return b.match == "is" or holds(b.match, b.value, a.value)
    if b.match == "co":
        return a.match != "is" and b.value in a.value
    return a.match == b.match and holds(b.match, b.value, a.value)
