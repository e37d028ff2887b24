"""`test-fire` of a cron monitor: failed check-ins, whom they wake, and what is cleared away."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

from infra.base.errors import AlertsError
from infra.base.plural import count
from infra.base.secret import Secret
from infra.base.terminal_text import escape
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import Opened
from infra.commands.prompts import Asking
from infra.monitors.check_ins import watched_by
from infra.operate.deployed import Deployed, ManagedMonitor
from infra.operate.failed_check_ins import (
    ENVIRONMENT,
    alerts_reached,
    expect_cron,
    failed_check_ins,
    triggered_since,
)
from infra.sentry.ingestion import destination, send
from infra.sentry.issues import Issue
from infra.sentry.monitor_inventory import MonitorInventory
from infra.sentry.replies import Alert, LiveMonitor
from infra.services import Services

BETWEEN_LOOKS = 5.0
"""Seconds between two looks at the alerts."""

_AT_ONCE, _PAUSE = 6, 60.0
"""Check-ins of a monitor and environment that Sentry takes within so many seconds; it drops more
without a word (`getsentry/sentry: src/sentry/monitors/consumers/monitor_consumer.py`)."""


def fire_monitor(
    row: ManagedMonitor, opened: Opened, asking: Asking, watched: float, *, as_json: bool
) -> Exit:
    """Make a cron monitor fail in an environment of its own, and see whom it wakes.

    Args:
        row: the monitor, as it was deployed.
        opened: the stack.
        asking: where the DSN comes from.
        watched: seconds to wait for the alerts.
        as_json: for scripts.

    Raises:
        RuleError: no check-in can make it fail, or nobody would be told.
    """
    services = opened.services
    with waiting("Asking Sentry …"):
        monitors = services.monitors(row.organization)
        live = expect_cron(row, monitors.api.get(row.id))
        reached = alerts_reached(live, row.project, services.sentry(row.organization))
    words = {alert["id"]: _words(alert, opened.deployed) for alert in reached.tested}
    for alert in reached.apart:
        where = f"is for environment {escape(alert['environment'] or '')}"
        say(f"alert {alert['id']}, {escape(alert['name'])}, {where}, so this does not test it.")
    sent = failed_check_ins(live)
    dsn = asking.secret(f"DSN of {row.project}", services.connections)
    place = destination(dsn)
    asking.confirm(
        f"This sends {count(len(sent), 'failed check-in')} to {row.slug or row.name}, environment "
        f"{ENVIRONMENT} of project {place.project} at {place.host}, and alerts: "
        f"{'; '.join(words.values())}. Go on?"
    )
    with _cleared_away(row, live, monitors, services):
        _send(sent, dsn, services.connections.user_agent)
        say(f"Sent; waiting up to {watched:.0f} s for {count(len(words), 'alert')}.")
        with waiting("Waiting for the alerts …"):
            triggered = _watch(reached.tested, watched, row, services)
        arrived = bool(_issues(row, live, services))
    if as_json:
        alerts = {id_: triggered.get(id_) for id_ in words}
        show_json({"monitor": row.key, "arrived": arrived, "alerts": alerts})
    else:
        _show(row, words, triggered, arrived=arrived)
    return Exit.IN_ORDER if len(triggered) == len(words) else Exit.WRONG


def _words(alert: Alert, deployed: Deployed) -> str:
    for rule in deployed.managed_rules:
        if rule.id == alert["id"]:
            return f"{rule.name}: {rule.action}"
    return f"{escape(alert['name'])} (alert {alert['id']})"


def _send(sent: Sequence[dict[str, Any]], dsn: Secret, user: str) -> None:
    for begin in range(0, len(sent), _AT_ONCE):
        if begin:
            time.sleep(_PAUSE)
        with waiting("Sending …"):
            send(dsn, sent[begin : begin + _AT_ONCE], user)


def _watch(
    alerts: Sequence[Alert], seconds: float, row: ManagedMonitor, services: Services
) -> dict[str, str]:
    """Wait until every alert says that it has notified somebody since."""
    api = services.sentry(row.organization).api
    began = time.monotonic()
    while True:
        now = {alert["id"]: found for alert in alerts if (found := api.get(alert["id"]))}
        triggered = triggered_since(alerts, now)
        left = seconds - (time.monotonic() - began)
        if len(triggered) == len(alerts) or left <= 0:
            return triggered
        time.sleep(min(left, BETWEEN_LOOKS))


@contextlib.contextmanager
def _cleared_away(
    row: ManagedMonitor, live: LiveMonitor, monitors: MonitorInventory, services: Services
) -> Iterator[None]:
    """Afterwards resolve the test's issue, and have the monitor forget the environment.

    An environment that has checked in once is missed as soon as it does not check in again.
    """
    try:
        yield
    finally:
        try:
            for issue in _issues(row, live, services):
                services.issues(row.organization).resolve(issue["id"])
            monitors.api.remove_environment(live, ENVIRONMENT)
        except AlertsError as error:
            say(
                f"The test is not cleared away: {error}\n  Next: delete the environment "
                f"{ENVIRONMENT} on the monitor's page, or Sentry misses its check-ins: {row.url}"
            )


def _issues(row: ManagedMonitor, live: LiveMonitor, services: Services) -> list[Issue]:
    slug = watched_by(live)["slug"]
    return services.issues(row.organization).of_cron_monitor(row.project, slug, ENVIRONMENT)


def _show(
    row: ManagedMonitor, words: dict[str, str], triggered: dict[str, str], *, arrived: bool
) -> None:
    for id_, said in words.items():
        if id_ in triggered:
            line = f"✓ alert {id_} has triggered at {triggered[id_]}: {said}"
        else:
            line = f"✗ alert {id_} has not triggered: {said}"
        data().print(line, markup=False)
    if len(triggered) == len(words):
        return
    if arrived:
        say("The monitor failed, so the alert's filter or frequency keeps it back.")
        say(f"  Next: {row.url}")
    else:
        say(f"No check-in arrived at {row.slug or row.name}: the DSN is of another project, or")
        say("the check-ins were dropped.")
        say("  Next: the project's Stats page in Sentry")
