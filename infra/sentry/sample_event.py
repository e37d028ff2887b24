"""An event that an alert's filter lets through, made from what the alert says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.base.errors import RuleError
from infra.rules.canonical import Document
from infra.rules.matching import filters_of, holds

MARK = "test_fire"
"""The tag that marks a test's own issue."""

MOST = 10
"""Events that a test sends at most, for an alert that needs several."""

_SIGNATURE = "(a test of python -m infra test-fire)"


def sample_event(document: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Return an event as an SDK sends it.

    Its fingerprint gives it a separate issue: an alert fires once per issue within its frequency,
    so the real issue would otherwise silence the test, or the test the real issue.

    Args:
        document: what the alert says: as it is live, or as it is declared.
        mark: tells this test from others.

    Raises:
        RuleError: the filter says something that this program can make no event for.
    """
    message, tags = _SIGNATURE, {MARK: mark}
    for condition in filters_of(document):
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
    if inverted or not all(_lets_through(entry, event) for entry in filters_of(document)):
        raise RuleError(
            f"no event can be made up for the filter of {document['name']!r}",
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
            f"{document['name']!r} fires after {needed} events; a test sends at most {MOST}",
            "test a rule with the same filter and a lower `atLeast`",
        )
    return int(needed)


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
    """Tell whether the event fulfils a condition; it fulfils none that is not known here."""
    comparison = condition["comparison"]
    if condition["type"] == "tagged_event":
        text = event["tags"].get(comparison["key"])
    elif condition["type"] == "event_attribute" and comparison["attribute"] == "message":
        text = event["message"]
    else:
        return False
    match, value = str(comparison.get("match")), str(comparison.get("value", ""))
    return holds(match, value, text) is condition["conditionResult"]
