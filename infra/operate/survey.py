"""One look at all that is deployed: alerts, their open issues and config vars, asked all at once.

A service that does not answer hides nothing of the others: its error is kept with what it concerns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from infra.base.errors import AlertsError
from infra.config.settings import Settings
from infra.heroku.config_var_status import WRONG, Finding
from infra.operate.at_once import at_once
from infra.operate.deployed import CheckedConfigVar, Deployed, ManagedRule
from infra.operate.drift import Standing, compare_with_live, has_moved
from infra.operate.firing import open_issues
from infra.operate.monitor_survey import MonitorSeen, look_at_monitors
from infra.rules.alert_rule import AlertRule
from infra.rules.to_document import to_document
from infra.sentry.issues import Issue
from infra.sentry.replies import Alert
from infra.services import Services


class RuleSeen(NamedTuple):
    """A rule, its live alert and what the alert is about.

    Attributes:
        rule: as it was deployed.
        alert: the live one; None where there is none, or where Sentry could not be asked.
        standing: None where Sentry could not be asked.
        error: why it could not.
        issues: those it is firing for, the last seen first (`infra.operate.firing`); None where
            they have not been asked for, or where nobody can know.
    """

    rule: ManagedRule
    alert: Alert | None = None
    standing: Standing | None = None
    error: AlertsError | None = None
    issues: tuple[Issue, ...] | None = None

    @property
    def status(self) -> str:
        """`live`, `missing`, `drifted`, `disabled` or `unknown`."""
        return self.standing.status if self.standing else "unknown"

    @property
    def moved(self) -> bool:
        """True where the alert is known not to be as it was deployed."""
        return self.standing is not None and not self.standing.in_order

    @property
    def in_order(self) -> bool:
        """True where nothing about the rule needs anybody: it is as deployed, and not firing."""
        return bool(self.standing and self.standing.in_order) and self.issues == ()

    @property
    def urgency(self) -> int:
        """How late somebody may look at it; the smaller, the sooner."""
        changed = self.standing and not self.standing.in_order
        signs = (
            self.status == "missing",
            self.status == "disabled" and changed,
            bool(self.issues),
            changed,
            not self.in_order,
        )
        return signs.index(True) if True in signs else len(signs)


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


class Survey(NamedTuple):
    """All of a stack as it is at one moment.

    Attributes:
        undeployed: the keys of rules and monitors that its file declares and no update that ended
            had.
    """

    stack: str
    rules: list[RuleSeen]
    checks: list[CheckSeen]
    undeployed: tuple[str, ...] = ()
    monitors: Sequence[MonitorSeen] = ()

    @property
    def errors(self) -> list[AlertsError | None]:
        """Why something could not be found out, row by row."""
        looks = [look.finding.error for look in self.checks]
        return [*(s.error for s in self.rules), *(s.error for s in self.monitors), *looks]


def survey(deployed: Deployed, settings: Settings, services: Services) -> Survey:
    """Look at everything that a stack has deployed.

    Args:
        deployed: its outputs.
        settings: its file; it knows the filter of a rule whose alert is gone.
        services: the clients of its services.
    """
    known = {rule.key for rule in deployed.managed_rules}
    undeployed = [rule.key for rule in settings.alert_rules if rule.key not in known]
    known = {monitor.key for monitor in deployed.monitors}
    undeployed += [monitor.key for monitor in settings.monitors if monitor.key not in known]
    with ThreadPoolExecutor() as threads:
        checks = threads.submit(look_at_checks, deployed, services)
        monitors = threads.submit(look_at_monitors, deployed, settings, services)
        guarded = {check.guards for check in deployed.checks}
        rules = _with_issues(look_at_rules(deployed, services), guarded, services, settings)
        return Survey(deployed.stack, rules, checks.result(), tuple(undeployed), monitors.result())


def look_at_rules(deployed: Deployed, services: Services) -> list[RuleSeen]:
    """Compare every rule with its live alert, by one list of Sentry's alerts."""
    try:
        return [_look_at_rule(rule, services) for rule in deployed.managed_rules]
    except AlertsError as error:
        return [RuleSeen(rule, error=error) for rule in deployed.managed_rules]


def look_at_checks(deployed: Deployed, services: Services) -> list[CheckSeen]:
    """Check every config var now."""
    return at_once(lambda check: CheckSeen(check, _finding(check, services)), deployed.checks)


def _with_issues(
    seen: Iterable[RuleSeen], guarded: Collection[str], services: Services, settings: Settings
) -> list[RuleSeen]:
    """Add to each rule the issues that it is firing for.

    Issues are not asked for where Sentry did not answer about the rule.

    Args:
        seen: the rules.
        guarded: the names of those that a config var check guards.
        services: Sentry's client.
        settings: what the stack's file declares.
    """
    declared = {rule.key: rule for rule in settings.alert_rules}

    def ask(entry: RuleSeen) -> RuleSeen:
        rule, alert = entry.rule, entry.alert
        if entry.error:
            return entry
        client = services.issues(rule.organization)
        document = None if alert else _document_of(declared.get(rule.key))
        try:
            issues = open_issues(rule, alert, document, client, guarded=rule.name in guarded)
        except AlertsError as error:
            return entry._replace(error=error)
        return entry._replace(issues=issues)

    return at_once(ask, seen)


def _document_of(rule: AlertRule | None) -> Mapping[str, Any] | None:
    """Return the document of a rule as it is declared; whom it tells does not matter here."""
    return to_document(rule, [], defaultdict(str)) if rule else None


def without_repeats(errors: Iterable[AlertsError | None]) -> Iterator[AlertsError]:
    """Give every error once, however many rows it concerns."""
    yield from {str(error): error for error in errors if error}.values()


def _look_at_rule(rule: ManagedRule, services: Services) -> RuleSeen:
    sentry = services.sentry(rule.organization)
    alert = sentry.alerts().get(rule.id)
    if alert is None or not has_moved(rule, alert):
        return RuleSeen(rule, alert, compare_with_live(rule, alert, {}))
    try:
        own = (
            {str(id_): id_ for id_ in rule.monitors}
            if rule.linked_to
            else sentry.detectors(rule.project)
        )
        others = {int(id_) for id_ in alert["detectorIds"]} - set(own.values())
        names = sentry.monitors.describe(others)
    except AlertsError as error:
        return RuleSeen(rule, alert, error=error)
    return RuleSeen(rule, alert, compare_with_live(rule, alert, own, names))


def _finding(check: CheckedConfigVar, services: Services) -> Finding:
    return services.look(check.app, check.config_var, check.minimum_length, check.validator)
