"""What the next `pulumi preview` will say of new entries, decided as the preview decides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from infra.base.errors import RuleError
from infra.config.settings import Settings
from infra.monitors.canonical import canonical as canonical_monitor
from infra.monitors.monitor import Monitor
from infra.monitors.secrets import conceal
from infra.provider.monitor_planning import plan_monitor
from infra.provider.planning import Entries, plan_rule
from infra.provider.state import Properties
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical, sorted_json
from infra.rules.links import id_of_claim
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_inventory import MonitorInventory


class Expected(NamedTuple):
    """What becomes of each new rule or monitor, by its key.

    Attributes:
        adopted: the ID of the alert or monitor that it takes over as it is.
        changed: the ID of the one that it takes over and changes.
        created: those for which one is made.
        refused: why the preview would refuse it.
    """

    adopted: Mapping[str, str]
    changed: Mapping[str, str]
    created: Sequence[str]
    refused: Mapping[str, str]


def expect_preview(
    rules: Sequence[AlertRule],
    settings: Settings,
    properties: Callable[[AlertRule], Properties],
    sentry: Inventory,
) -> Expected:
    """Return what the preview will say.

    Args:
        rules: the new ones.
        settings: what the stack's files will declare, with them.
        properties: gives a rule as the program hands it over.
        sentry: what the organization has.
    """
    names = frozenset(rule.name for rule in settings.alert_rules)
    claims = frozenset(id_of_claim(rule.alert) for rule in settings.alert_rules if rule.alert)
    entries = Entries(lambda: names, lambda: claims)
    adopted: dict[str, str] = {}
    changed: dict[str, str] = {}
    created, refused = [], {}
    for rule in rules:
        try:
            plan = plan_rule(properties(rule), sentry, {}, entries)
        except RuleError as error:
            refused[rule.key] = error.message
            continue
        if plan.adopted is None:
            created.append(rule.key)
            continue
        live = canonical(plan.adopted, owned="owner" in plan.document)
        same = sorted_json(live) == sorted_json(plan.document)
        (adopted if same else changed)[rule.key] = plan.adopted["id"]
    return Expected(adopted, changed, created, refused)


def expect_monitors(
    added: Sequence[Monitor],
    settings: Settings,
    properties: Callable[[Monitor], Properties],
    sentry: Inventory,
    monitors: MonitorInventory,
) -> Expected:
    """Return what the preview will say of monitors; args as `expect_preview`.

    What an entry has in the vault is taken to be what Sentry has.
    """
    claims = frozenset(id_of_claim(m.monitor) for m in settings.monitors if m.monitor)
    adopted: dict[str, str] = {}
    changed: dict[str, str] = {}
    created, refused = [], {}
    for monitor in added:
        try:
            plan = plan_monitor(properties(monitor), sentry, monitors, {}, lambda: claims)
        except RuleError as error:
            refused[monitor.key] = error.message
            continue
        if plan.adopted is None:
            created.append(monitor.key)
            continue
        live = conceal(canonical_monitor(plan.adopted, plan.document), plan.document, _is_same)
        same = sorted_json(live) == sorted_json(plan.document)
        (adopted if same else changed)[monitor.key] = plan.adopted["id"]
    return Expected(adopted, changed, created, refused)


def _is_same(_path: str, _value: str) -> bool:
    return True
