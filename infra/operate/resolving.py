"""What is known of a rule that fires: its issues, the proofs of the fix, and what is missing still.

It asks Sentry, Heroku and Postmark; what follows is decided in `infra.operate.proof`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from infra.base.errors import RuleError
from infra.operate.deployed import Deployed, ManagedRule
from infra.operate.proof import Proof, fires_again, lacking, quiet_since
from infra.operate.set_config_var import proof_of
from infra.sentry.alerts import Alerts
from infra.sentry.issues import Issue, Issues
from infra.sentry.replies import Alert
from infra.services import Services

BETWEEN_LOOKS = 15.0
"""Seconds between two looks for new events."""


class Case(NamedTuple):
    """A rule's unresolved issues, and why they may not be resolved yet.

    Attributes:
        issues: the last seen first.
        missing: one sentence for each thing that is missing; none: they may be resolved.
    """

    issues: list[Issue]
    missing: list[str]


def proofs_of(deployed: Deployed, rule: ManagedRule, services: Services) -> list[Proof]:
    """Look at every config var that a rule watches over; raises as `proof_of`."""
    return [proof_of(services, check) for check in deployed.checks_of(rule)]


def case_of(rule: ManagedRule, proofs: Sequence[Proof], client: Issues) -> Case:
    """Return a rule's unresolved issues and what is missing before they may be resolved.

    Raises:
        RuleError: the rule's alert is gone.
        ServiceError: Sentry could not be asked, or refused.
    """
    issues = unresolved(rule, client)
    missing, since = lacking(proofs), quiet_since(proofs)
    if since:
        missing += _recurrences(issues, since, client)
    return Case(issues, missing)


def unresolved(rule: ManagedRule, client: Issues) -> list[Issue]:
    """Return the unresolved issues that a rule's live alert is about; raises as `case_of`."""
    return client.unresolved_of(rule.project, live_alert(rule, client))


def live_alert(rule: ManagedRule, client: Issues) -> Alert:
    """Return a rule's alert as it is now.

    Raises:
        RuleError: it is gone.
    """
    alert = Alerts(client.client).get(rule.id)
    if alert is None:
        raise RuleError(
            f"alert {rule.id} of {rule.name!r} is no longer in Sentry, so it notifies nobody, and "
            "its issues cannot be found",
            "pulumi up creates it again; then run the same command again",
        )
    return alert


def watch(rule: ManagedRule, since: datetime, seconds: float, client: Issues) -> list[str]:
    """Look for events after a moment, and return a sentence about the first ones.

    Args:
        rule: whose issues are looked at.
        since: the moment, by Heroku's clock.
        seconds: how long; 0 looks once.
        client: Sentry's.
    """
    began = time.monotonic()
    while True:
        if found := _recurrences(unresolved(rule, client), since, client):
            return found
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            return []
        time.sleep(min(left, BETWEEN_LOOKS))


def resolve(issues: Sequence[Issue], client: Issues) -> None:
    """Resolve issues; a missing issue counts as resolved."""
    for issue in issues:
        client.resolve(issue["id"])


def _recurrences(issues: Sequence[Issue], since: datetime, client: Issues) -> list[str]:
    # An issue last seen before the moment has no event after it, and need not be asked for.
    recent = [issue for issue in issues if issue["lastSeen"] > since]
    told = [fires_again(issue, client.newest_events(issue["id"], since)) for issue in recent]
    return [sentence for sentence in told if sentence]
