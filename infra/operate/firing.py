"""Which issues a rule is firing for, and what Sentry is asked to find that out.

A rule is firing while an issue is unresolved for which its alert has fired within `PERIOD`. Where
a config var check guards the rule, or its alert is gone, every unresolved issue that its filter
finds counts too, however old it is: there the fix has to be proven before an issue is resolved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.base.errors import RuleError
from infra.operate.deployed import ManagedRule
from infra.sentry.issues import Issue, Issues, newest_first
from infra.sentry.replies import Alert

PERIOD = timedelta(hours=24)

_WORTH_ASKING = timedelta(days=2)
"""An alert that last fired longer ago by this machine's clock, which may be wrong by a day, is not
asked about; Sentry measures `PERIOD` by its own clock."""


def open_issues(
    rule: ManagedRule,
    alert: Alert | None,
    declared: Mapping[str, Any] | None,
    client: Issues,
    *,
    guarded: bool,
) -> tuple[Issue, ...] | None:
    """Return the issues that a rule is firing for, the last seen first; None if nobody can know.

    It costs two requests at most, and none for an alert that is neither guarded nor has fired
    lately.

    Args:
        rule: as it was deployed.
        alert: the live one; None where it is gone.
        declared: the rule's document as its stack file has it, for one whose alert is gone.
        client: Sentry's.
        guarded: whether a config var check guards the rule.

    Raises:
        ServiceError: Sentry could not be asked, or refused.
    """
    if alert is None:
        return _of_missing(rule, declared, client)
    found = client.unresolved_of(rule.project, alert) if guarded else []
    if _fired_lately(alert):
        fired = (row["group"] for row in client.find_fired(alert["id"], PERIOD))
        found += (issue for issue in fired if issue["status"] == "unresolved")
    return tuple(newest_first({issue["id"]: issue for issue in found}.values()))


def _of_missing(
    rule: ManagedRule, declared: Mapping[str, Any] | None, client: Issues
) -> tuple[Issue, ...] | None:
    if declared is None:
        return None
    try:
        return tuple(client.of_alert(rule.project, declared, "unresolved"))
    except RuleError:
        return None


def _fired_lately(alert: Alert) -> bool:
    text = alert.get("lastTriggered")
    if not text:
        return False
    try:
        return datetime.now(UTC) - datetime.fromisoformat(text) < _WORTH_ASKING
    except (ValueError, TypeError):
        return True
