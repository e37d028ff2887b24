"""One look at all that is deployed: alerts and config vars, asked for at the same time.

A service that does not answer hides nothing of the others: its error is kept with what it concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from infra.checks import WRONG, Finding
from infra.deployed import CheckedConfigVar, Deployed, ManagedRule
from infra.drift import Standing, moved, standing
from infra.errors import AlertsError, ServiceError
from infra.sentry_replies import Alert
from infra.services import Services

_AT_ONCE = 8  # requests

Given = TypeVar("Given")
Found = TypeVar("Found")


class RuleSeen(NamedTuple):
    """A rule and its live alert.

    Attributes:
        rule: as it was deployed.
        alert: the live one; None where there is none, or where Sentry could not be asked.
        standing: None where Sentry could not be asked.
        error: why it could not.
    """

    rule: ManagedRule
    alert: Alert | None = None
    standing: Standing | None = None
    error: AlertsError | None = None

    @property
    def status(self) -> str:
        """`live`, `missing`, `drifted`, `disabled` or `unknown`."""
        return self.standing.status if self.standing else "unknown"


class CheckSeen(NamedTuple):
    """A config var check and what a look at the config var found."""

    check: CheckedConfigVar
    finding: Finding

    @property
    def wrong(self) -> bool:
        """True where the value itself is wrong; not where nobody could look."""
        return self.finding.status in WRONG or bool(
            self.finding.server and not self.finding.delivers
        )


def look_at_rules(deployed: Deployed, services: Services) -> list[RuleSeen]:
    """Compare every rule with its live alert, by one list of Sentry's alerts."""
    try:
        return [_seen(rule, services) for rule in deployed.managed_rules]
    except AlertsError as error:
        return [RuleSeen(rule, error=error) for rule in deployed.managed_rules]


def look_at_checks(deployed: Deployed, services: Services) -> list[CheckSeen]:
    """Check every config var anew."""
    return at_once(lambda check: CheckSeen(check, _finding(check, services)), deployed.checks)


def at_once(function: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
    """Return the function's answer for each item, asked at the same time."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(function, items))


def distinct(errors: Iterable[AlertsError | None]) -> Iterator[AlertsError]:
    """Give every error once, however many rows it concerns."""
    yield from {str(error): error for error in errors if error}.values()


def _seen(rule: ManagedRule, services: Services) -> RuleSeen:
    sentry = services.sentry(rule.organization)
    alert = sentry.alerts().get(rule.id)
    try:
        own = sentry.detectors(rule.project) if alert and moved(rule, alert) else {}
    except ServiceError as error:
        return RuleSeen(rule, alert, error=error)
    return RuleSeen(rule, alert, standing(rule, alert, own))


def _finding(check: CheckedConfigVar, services: Services) -> Finding:
    return services.look(check.app, check.config_var, check.minimum_length, check.validator)
