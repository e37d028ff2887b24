"""How Sentry compares a text of an event with a condition, and which conditions compare one.

Texts compare without regard to case (`getsentry/sentry:
src/sentry/rules/conditions/event_attribute.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.rules.canonical import Document

DENIALS = {"nc": "co", "ne": "eq", "nsw": "sw", "new": "ew", "ns": "is"}
"""Each match that says "not", and what it denies."""

CONTAINING = frozenset({"co", "eq", "sw", "ew"})
"""Matches that hold only for a text that contains the value."""


def holds(match: str, value: str, text: str | None) -> bool:
    """Tell whether a text fulfils a match; an unknown match holds for none.

    Args:
        match: as Sentry abbreviates it.
        value: what the condition compares with.
        text: the event's; None if it has none.
    """
    if match in DENIALS:
        return not holds(DENIALS[match], value, text)
    have, wanted = (text or "").lower(), value.lower()
    outcome = {
        "co": wanted in have,
        "eq": have == wanted,
        "sw": have.startswith(wanted),
        "ew": have.endswith(wanted),
        "is": text is not None,
    }
    return outcome.get(match, False)


def filters_of(document: Mapping[str, Any]) -> list[Document]:
    """Return the conditions of a document's first filter group that look at the event itself.

    Sentry keeps a count of all events among them; a count of some events is a filter too.
    """
    groups: list[Document] = document["actionFilters"]
    conditions: list[Document] = groups[0]["conditions"] if groups else []
    return [condition for condition in conditions if not _counts_all_events(condition)]


def _counts_all_events(condition: Document) -> bool:
    frequency = condition["type"] == "event_frequency_count"
    return frequency and not condition["comparison"].get("filters")
