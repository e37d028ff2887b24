"""Fires of alerts that tests tell the Sentry simulator of, whatever the alerts' filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event


def fire_for(
    sentry: SentrySimulator, rule_id: str, message: str, hours_ago: float = 0
) -> dict[str, Any]:
    """Let an alert fire for an issue, hours ago by Sentry's clock; return the issue."""
    issue = store_event(sentry.state, message)
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    sentry.state["notifications"].append(
        {
            "workflow": rule_id,
            "issue": issue["id"],
            "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "event": sentry.state["events"][-1]["eventID"],
            "detector": "7101",
        }
    )
    return issue
