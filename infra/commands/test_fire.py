"""`test-fire`: send what fires a rule's alert or fails a cron monitor, and see who is told."""

from __future__ import annotations

import secrets
import time
from typing import NamedTuple

import click

from infra.base.errors import ForbiddenError, RuleError
from infra.base.plural import count
from infra.base.terminal_text import escape
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import open_stack
from infra.commands.options import duration_option, json_option, stack_option
from infra.commands.prompts import Asking, asking_options
from infra.commands.test_fire_monitor import fire_monitor
from infra.operate.deployed import ManagedRule
from infra.operate.resolving import live_alert
from infra.sentry.ingestion import destination, send
from infra.sentry.issues import Issue, Issues
from infra.sentry.replies import Alert
from infra.sentry.sample_event import MARK, sample_events

BETWEEN_LOOKS = 5.0
"""Seconds between two looks at the alert; Sentry evaluates counts about once a minute."""

_REACHED = ("error", "issue_stream")
"""Types of the monitors that an event of an SDK reaches (`getsentry/sentry:
src/sentry/workflow_engine/processors/detector.py`, read 2026-11)."""


class Outcome(NamedTuple):
    """What became of a test.

    Attributes:
        triggered: when the alert notified somebody, by Sentry's clock; None where it did not.
        issue: the test's own issue; None where the event has not arrived.
    """

    triggered: str | None
    issue: Issue | None


@click.command("test-fire")
@click.argument("rule", metavar="RULE|MONITOR")
@duration_option("--watch", "watched", default="3m", text="How long to wait for the alert.")
@asking_options
@stack_option
@json_option
def command(rule: str, watched: float, asking: Asking, stack: str | None, as_json: bool) -> Exit:
    """Send what fires the alert of RULE (its key, name or ID); this alerts people.

    Whoever the rule mails gets a mail. The event goes to the project of the DSN, which is prompted
    for without echo, as a separate issue that is resolved afterwards. Exits with 1 when the alert
    does not trigger in time, or when no event that a test sends can fire it.

    Of a cron MONITOR it sends failed check-ins, to the environment test-fire, until the monitor
    has failed, waits for the alerts that are linked to it, and removes that environment again.
    """
    with waiting("Asking Sentry …"):
        opened = open_stack(stack)
        deployed, _, services = opened
        if monitor := deployed.monitor(rule):
            return fire_monitor(monitor, opened, asking, watched, as_json=as_json)
        managed = deployed.rule(rule)
        client = services.issues(managed.organization)
        alert = live_alert(managed, client)
        monitors = services.sentry(managed.organization).monitors
        linked = monitors.rows([int(id_) for id_ in alert["detectorIds"]])
    if not alert["enabled"]:
        raise RuleError(
            f"{escape(managed.name)} is disabled, so it notifies nobody", f"see {managed.url}"
        )
    if not any(monitor["type"] in _REACHED for monitor in linked):
        types = ", ".join(sorted({monitor["type"] for monitor in linked})) or "none"
        raise RuleError(
            f"events of an SDK do not reach {managed.name!r}: its monitors are of the type {types}",
            "python -m infra test-fire MONITOR makes a cron monitor fail",
        )
    mark = secrets.token_hex(8)
    events = sample_events(alert, mark)
    dsn = asking.secret(f"DSN of {managed.project}", services.connections)
    place = destination(dsn)
    asking.confirm(
        f"This sends {count(len(events), 'event')} to project {place.project} at "
        f"{place.host}, and the alert: {managed.action}. Go on?"
    )
    with waiting("Sending …"):
        send(dsn, events, services.connections.user_agent)
    say(f"Sent; waiting up to {watched:.0f} s for alert {managed.id}.")
    with waiting("Waiting for the alert …"):
        outcome = _watch(managed, alert, mark, watched, client)
    _clear(outcome.issue, client)
    if as_json:
        show_json(
            {
                "rule": managed.key,
                "triggered": outcome.triggered,
                "issue": outcome.issue and outcome.issue["permalink"],
            }
        )
    else:
        _show(managed, outcome, deployed.stack)
    return Exit.IN_ORDER if outcome.triggered else Exit.WRONG


def _watch(rule: ManagedRule, before: Alert, mark: str, seconds: float, client: Issues) -> Outcome:
    """Wait until the alert says that it has notified somebody since."""
    began = time.monotonic()
    while True:
        last = live_alert(rule, client).get("lastTriggered")
        left = seconds - (time.monotonic() - began)
        triggered = last if last != before.get("lastTriggered") else None
        if triggered or left <= 0:
            issues = client.find_tagged(rule.project, MARK, mark)
            return Outcome(triggered, issues[0] if issues else None)
        time.sleep(min(left, BETWEEN_LOOKS))


def _clear(issue: Issue | None, client: Issues) -> None:
    """Resolve the test's issue, so that nobody takes it for a real one."""
    if issue is None:
        return
    try:
        client.resolve(issue["id"])
    except ForbiddenError as error:
        say(f"The test's issue is left open: {error}\n  {issue['permalink']}")


def _show(rule: ManagedRule, outcome: Outcome, stack: str) -> None:
    if outcome.triggered:
        line = f"✓ alert {rule.id} has triggered at {outcome.triggered}: {rule.action}"
        data().print(line, markup=False)
        return
    if outcome.issue:
        data().print(f"✗ alert {rule.id} has not triggered: {outcome.issue['permalink']}")
        say("The event arrived, so the alert does not match it.")
        say(f"  Next: python -m infra verify --stack {stack}")
    else:
        data().print(f"✗ alert {rule.id} has not triggered: no event arrived", markup=False)
        say(
            f"No event arrived in {rule.project}: the DSN belongs to another project, or an inbound"
        )
        say("filter or an exhausted quota drops the event.")
        say("  Next: the project's Stats page in Sentry")
