"""An event that an alert's filter lets through, made from what the alert says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.base.errors import RuleError
from infra.rules.canonical import Document

MARK = "test_fire"
"""The tag by which a test's own issue is found again."""

MOST = 10
"""Events that a test sends at the most, for an alert that needs several."""

_SIGNATURE = "(a test of python -m infra test-fire)"


def sample_event(document: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Return an event as an SDK sends it.

    Its fingerprint makes it an issue of its own: an alert tells of an issue once in its frequency,
    and a test must neither be kept quiet by the real issue nor keep that one quiet.

    Args:
        document: what the alert says: as it is live, or as it is declared.
        mark: names this test among others.

    Raises:
        RuleError: the filter says something that this program makes no event for.
    """
    message, tags = _SIGNATURE, {MARK: mark}
    for condition in _filters(document):
        comparison = condition["comparison"]
        match condition["type"], comparison:
            case "tagged_event", {"match": "eq" | "co" | "sw" | "ew", "key": key, "value": text}:
                tags[str(key)] = str(text)
            case "event_attribute", {"attribute": "message", "match": how, "value": text}:
                message = _with(message, how, str(text))
    event = {
        "message": message,
        "level": "error",
        "tags": tags,
        "fingerprint": [MARK, mark],
        **({"environment": document["environment"]} if document.get("environment") else {}),
    }
    inverted = any(group["logicType"] == "none" for group in document["actionFilters"][:1])
    if inverted or not all(_lets_through(entry, event) for entry in _filters(document)):
        raise RuleError(
            f"for the filter of {document['name']!r} no event can be made up",
            "make the app itself send one",
        )
    return event


def events_needed(document: Mapping[str, Any]) -> int:
    """Return how many events make an alert fire.

    Raises:
        RuleError: more than a test sends.
    """
    groups = [document["triggers"] or {"conditions": []}, *document["actionFilters"]]
    conditions = [condition for group in groups for condition in group["conditions"]]
    counts = [c["comparison"]["value"] for c in conditions if c["type"] == "event_frequency_count"]
    # Sentry fires when the count is strictly greater than the value.
    needed = max(counts, default=0) + 1
    if needed > MOST:
        raise RuleError(
            f"{document['name']!r} fires after {needed} events; a test sends {MOST} at the most",
            "test a rule with a lower `atLeast` of the same filter",
        )
    return int(needed)


def _filters(document: Mapping[str, Any]) -> list[Document]:
    groups: list[Document] = document["actionFilters"]
    conditions = groups[0]["conditions"] if groups else []
    return [c for c in conditions if not _counts_events(c)]


def _counts_events(condition: Document) -> bool:
    """Tell whether a condition counts all events; one that counts some of them is a filter too."""
    frequency = condition["type"] == "event_frequency_count"
    return frequency and not condition["comparison"].get("filters")


def _with(message: str, match: str | None, text: str) -> str:
    match match:
        case "eq":
            return text
        case "sw":
            return f"{text} {message}"
        case "co" if text.lower() not in message.lower():
            first, _, last = message.partition(_SIGNATURE)
            return f"{first}{text} {_SIGNATURE}{last}"
        case "ew":
            return f"{message} {text}"
    return message


def _lets_through(condition: Document, event: Mapping[str, Any]) -> bool:
    """Compare as Sentry does, in lower case; what is not known here lets nothing through."""
    comparison = condition["comparison"]
    if condition["type"] == "tagged_event":
        have = str(event["tags"].get(comparison["key"], "")).lower()
    elif condition["type"] == "event_attribute" and comparison["attribute"] == "message":
        have = event["message"].lower()
    else:
        return False
    wanted = str(comparison.get("value", "")).lower()
    holds = {
        "co": wanted in have,
        "nc": wanted not in have,
        "eq": have == wanted,
        "ne": have != wanted,
        "sw": have.startswith(wanted),
        "nsw": not have.startswith(wanted),
        "ew": have.endswith(wanted),
        "new": not have.endswith(wanted),
    }
    return holds.get(str(comparison.get("match")), False) is condition["conditionResult"]
