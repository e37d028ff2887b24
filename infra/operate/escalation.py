"""When to wake the operator, and why. Pure; `infra.commands.escalate` asks the services.

The runbook's reasons: a managed rule or monitor is missing, Sentry refuses the token, or the issue
fires again although the config var behind it was set correctly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from infra.base.errors import AlertsError, UnauthorizedError
from infra.base.plural import count
from infra.base.terminal_text import printable
from infra.operate.monitor_survey import MonitorSeen
from infra.operate.proof import event_url
from infra.operate.survey import CheckSeen, RuleSeen, Survey, without_repeats
from infra.operate.times import utc_second
from infra.sentry.issues import Event, Issue


class Reason(NamedTuple):
    """One reason to wake the operator.

    Attributes:
        kind: `missing` and `disabled` mean that nobody is notified of events.
        rule: the key of the rule or monitor; empty where all are concerned.
        text: one line.
        url: where to look; empty where nothing is to be seen.
    """

    kind: Literal["missing", "disabled", "unauthorised", "fires again"]
    rule: str
    text: str
    url: str = ""


class Setting(NamedTuple):
    """The Heroku release that gave a config var its present, valid value."""

    config_var: str
    version: int
    since: datetime


class Recurrence(NamedTuple):
    """What has come in on an issue since the value was set."""

    seen: RuleSeen
    setting: Setting
    issue: Issue
    events: Sequence[Event]


def suspects(survey: Survey) -> Iterator[tuple[RuleSeen, list[CheckSeen]]]:
    """Give the rules that fire although every config var behind them is good, with their checks."""
    for seen in survey.rules:
        looks = [look for look in survey.checks if look.check.guards == seen.rule.name]
        if seen.issues and looks and all(look.finding.delivers for look in looks):
            yield seen, looks


def reasons(survey: Survey, recurrences: Iterable[Recurrence]) -> list[Reason]:
    """Return why the operator should be woken; nothing where the person on call suffices.

    Args:
        survey: the stack as it is.
        recurrences: of the `suspects`, one for each open issue.
    """
    refused = map(_refusal, filter(is_reason, without_repeats(survey.errors)))
    silent = [*map(_silent, survey.rules), *map(_unwatched, survey.monitors)]
    again = (_fires_again(recurrence) for recurrence in recurrences if recurrence.events)
    return [reason for reason in (*refused, *silent, *again) if reason]


def is_reason(error: AlertsError) -> bool:
    """Tell whether an error is itself a reason: Sentry answers 401."""
    return isinstance(error, UnauthorizedError) and error.service == "Sentry"


def _refusal(error: AlertsError) -> Reason:
    return Reason("unauthorised", "", printable(f"{error.message}; {error.next_step}", 500))


def _silent(seen: RuleSeen) -> Reason | None:
    rule = seen.rule
    if seen.status == "missing":
        text = f"alert rule {rule.name!r} ({rule.id}) is missing in Sentry, so nobody is mailed"
        return Reason("missing", rule.key, f"{text}; pulumi up creates it again", rule.url)
    if seen.status == "disabled" and seen.standing and not seen.standing.in_order:
        text = f"alert rule {rule.name!r} ({rule.id}) was disabled by hand, so nobody is mailed"
        return Reason("disabled", rule.key, f"{text}; pulumi up enables it: {rule.url}", rule.url)
    return None


def _unwatched(seen: MonitorSeen) -> Reason | None:
    monitor = seen.monitor
    what = f"monitor {monitor.name!r} ({monitor.id})"
    if seen.status == "missing":
        text = f"{what} is missing in Sentry, so nothing is watched; pulumi up makes it again"
        return Reason("missing", monitor.key, text, monitor.url)
    if seen.status == "disabled" and seen.moved:
        text = f"{what} is disabled in Sentry, by hand or for want of a seat, so nothing is watched"
        text += f"; pulumi up enables it: {monitor.url}"
        return Reason("disabled", monitor.key, text, monitor.url)
    return None


def _fires_again(recurrence: Recurrence) -> Reason:
    seen, setting, issue, events = recurrence
    newest = events[0]
    url = event_url(issue, newest)
    message = printable(newest["message"] or newest["title"], 120)
    text = (
        f"{seen.rule.name!r} fires again, for a reason the config var does not explain: "
        f"{count(len(events), 'event')} since release v{setting.version} set "
        f"{setting.config_var} at {utc_second(setting.since)}; "
        f"newest at {utc_second(newest['dateCreated'])}: {message} {printable(url)}"
    )
    return Reason("fires again", seen.rule.key, text, url)
