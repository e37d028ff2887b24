"""How a live monitor is: what Sentry's replies say of it, in one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from infra.monitors.canonical import TYPES
from infra.monitors.check_ins import watched_by

HEALTHY, WAITING, DISABLED = "healthy", "never checked in", "disabled"
DOWN, FAILING, MISSED, TIMED_OUT = "down", "failing", "missed", "timed out"
WRONG = frozenset({DOWN, FAILING, MISSED, TIMED_OUT})
"""What a person must look at."""

_OF_CHECK_IN = {"missed": MISSED, "timeout": TIMED_OUT}


class Health(NamedTuple):
    """How a monitor is.

    Attributes:
        state: `healthy`, `never checked in`, `disabled`, or one of `WRONG`.
        since: when it began, as Sentry writes a time; empty where that is not known.
        environment: in which one, of a cron monitor.
        issue: the ID of the issue that is open for it.
        muted: Sentry opens no issue for it.
    """

    state: str
    since: str = ""
    environment: str = ""
    issue: str = ""
    muted: bool = False


def health_of(
    live: Mapping[str, Any], is_down: bool | None = None, last_check_in: str = ""
) -> Health:
    """Return how a monitor is.

    Args:
        live: as Sentry replies it.
        is_down: what Sentry's list of uptime monitors says of one; None where it was not asked.
        last_check_in: the status of a failing cron monitor's newest check-in, if it is known.
    """
    if not live["enabled"]:
        return Health(DISABLED)
    if live["type"] == TYPES["cron"]:
        return _of_cron(watched_by(live), last_check_in)
    issue = live.get("latestGroup") or {}
    is_open = issue.get("status") == "unresolved"
    wrong = is_open if is_down is None else is_down
    if not wrong:
        return Health(HEALTHY)
    state = DOWN if live["type"] == TYPES["uptime"] else FAILING
    return Health(state, issue=str(issue.get("id", "")) if is_open else "")


def _of_cron(monitor: Mapping[str, Any], last_check_in: str) -> Health:
    """Sentry lists the worst environment first, and muted ones last (`.../monitors/models.py`)."""
    environments = monitor.get("environments") or []
    if monitor.get("status") == "disabled":
        return Health(DISABLED)
    if not environments or all(one["status"] == "active" for one in environments):
        return Health(WAITING)
    worst = environments[0]
    muted = bool(monitor.get("isMuted"))
    if worst["status"] != "error":
        return Health(HEALTHY, muted=muted)
    incident = worst.get("activeIncident") or {}
    return Health(
        _OF_CHECK_IN.get(last_check_in, FAILING),
        str(incident.get("startingTimestamp") or ""),
        str(worst.get("name", "")),
        muted=muted,
    )
