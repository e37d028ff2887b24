"""What the next `pulumi preview` will say of new entries, decided as the preview decides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from infra.base.errors import RuleError
from infra.config.settings import Settings
from infra.provider.planning import Entries, plan_rule
from infra.provider.state import Properties
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical, sorted_json
from infra.rules.links import id_of_claim
from infra.sentry.inventory import Inventory


class Expected(NamedTuple):
    """What becomes of each new rule, by its key.

    Attributes:
        adopted: the ID of the alert that it takes over as it is.
        changed: the ID of the alert that it takes over and changes.
        created: rules for which an alert is made.
        refused: why the preview would refuse the rule.
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
