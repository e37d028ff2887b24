"""Making a cron monitor fail on purpose: what is sent, and which alerts hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from infra.base.errors import RuleError
from infra.monitors.canonical import TYPES
from infra.monitors.check_ins import watched_by
from infra.operate.deployed import ManagedMonitor
from infra.sentry.inventory import Inventory
from infra.sentry.replies import Alert, LiveMonitor

ENVIRONMENT = "test-fire"
"""Where failed check-ins go, so that none is taken for one of production."""

_WHY_NOT = {
    TYPES["uptime"]: "Sentry itself asks its URL, and takes nobody's word for the reply",
    TYPES["metric"]: "Sentry itself counts, over a time that has to pass",
}


class Reached(NamedTuple):
    """The alerts that a monitor's issues reach.

    Attributes:
        tested: those that a failed check-in of a test can trigger.
        apart: those of one environment, which it cannot.
    """

    tested: list[Alert]
    apart: list[Alert]


def expect_cron(row: ManagedMonitor, live: LiveMonitor | None) -> LiveMonitor:
    """Return a live cron monitor that takes check-ins.

    Raises:
        RuleError: it does not, or is of another kind.
    """
    if live is None:
        raise RuleError(
            f"Sentry has no monitor {row.id} ({row.name!r}) any more", "pulumi up makes it again"
        )
    if live["type"] != TYPES["cron"]:
        why = _WHY_NOT.get(live["type"], f"nothing can report to a monitor of type {live['type']}")
        raise RuleError(f"a test cannot make {row.name!r} fail: {why}", f"see {row.url}")
    if not live["enabled"] or watched_by(live).get("status") == "disabled":
        raise RuleError(f"{row.name!r} is disabled, so nothing is watched", f"see {row.url}")
    return live


def alerts_reached(live: LiveMonitor, project: str, sentry: Inventory) -> Reached:
    """Return the enabled alerts that are linked to a monitor, its project's stream, or to all.

    Raises:
        RuleError: there is none that a test can trigger.
    """
    own = sentry.detectors(project)
    through = {int(live["id"]), own.get("issue_stream"), sentry.monitors.all_projects()}
    linked = [
        alert
        for alert in sentry.alerts().values()
        if alert["enabled"] and through & {int(id_) for id_ in alert["detectorIds"]}
    ]
    tested = [alert for alert in linked if not alert["environment"]]
    if not linked:
        raise RuleError(
            f"no enabled alert is linked to {live['name']!r}, so nobody would be told",
            "name it in a rule: 'monitors: [KEY]'",
        )
    if not tested:
        raise RuleError(
            f"the alerts of {live['name']!r} are for other environments than {ENVIRONMENT}, where "
            "a test checks in",
            "leave 'environment' out of a rule, or make the job itself fail once",
        )
    return Reached(tested, [alert for alert in linked if alert["environment"]])


def failed_check_ins(live: LiveMonitor) -> list[dict[str, Any]]:
    """Return as many failed check-ins as it takes for a cron monitor to fail, as the SDK sends."""
    watched = watched_by(live)
    count = (watched.get("config") or {}).get("failure_issue_threshold") or 1
    return [
        {
            "type": "check_in",
            "monitor_slug": watched["slug"],
            "check_in_id": uuid4().hex,
            "status": "error",
            "environment": ENVIRONMENT,
        }
        for _ in range(count)
    ]


def triggered_since(before: Iterable[Alert], now: Mapping[str, Alert]) -> dict[str, str]:
    """Return when each alert has notified somebody since, by its ID."""
    found = {}
    for alert in before:
        last = now[alert["id"]].get("lastTriggered") if alert["id"] in now else None
        if last and last != alert.get("lastTriggered"):
            found[alert["id"]] = last
    return found
