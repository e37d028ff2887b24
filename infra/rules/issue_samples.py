"""What the event of a test needs to meet a filter of its issue: level, age, assignee, priority, ….

The filters themselves are in `infra.rules.issue_matches`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.rules.issue_matches import LEVELS
from infra.rules.samples import Need, Text, always, never, one_of


def sample_level(comparison: Any) -> Need:
    """Return what the event of a test needs to meet a level."""
    compare = {"gte": int.__ge__, "lte": int.__le__, "eq": int.__eq__}[comparison["match"]]
    return one_of("level", [n for n, v in LEVELS.items() if compare(v, int(comparison["level"]))])


def sample_age(comparison: Any) -> Need:
    """Return what the event of a test needs to meet an age."""
    reason = "the issue of a test has only just begun"
    return always(reason) if comparison["comparisonType"] == "newer" else never(reason)


def sample_assignee(comparison: Any) -> Need:
    """Return what the event of a test needs to meet an assignee."""
    reason = "the issue of a test is assigned to nobody when it begins"
    return always(reason) if comparison["targetType"] == "Unassigned" else never(reason)


def sample_included(own: Any) -> Callable[[Any], Need]:
    """Return what tells whether a test meets a category or a type.

    Args:
        own: Sentry's value of it for the issue that an event of an SDK begins.
    """

    def sample(comparison: Any) -> Need:
        reason = "an event that an SDK sends begins an issue of the kind error"
        holds = (comparison["value"] == own) == comparison["include"]
        return always(reason) if holds else never(reason)

    return sample


def sample_priority(comparison: Any) -> Need:
    """Return what the event of a test needs to meet a priority.

    A new issue has the priority of its level: fatal is high, error and warning are medium at least
    (`getsentry/sentry: src/sentry/event_manager.py`, `_get_priority_for_group`, read 2026-11).
    """
    levels = {75: "fatal", 50: "error,warning,fatal", 25: ",".join(LEVELS)}[comparison]
    return Need((Text("level", "in", levels),), "Sentry may rate an issue higher than its level")
