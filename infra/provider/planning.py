"""Decides what becomes of one alert rule, before anything is said or written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from infra.base.errors import ForbiddenError, RuleError
from infra.provider.state import Properties, payload_of
from infra.rules.canonical import Document, canonical, linked_monitors
from infra.rules.placeholders import fill_ids
from infra.rules.recipients import Names, Recipient, names_of
from infra.rules.unsaid import keep_forms
from infra.sentry import adoption

if TYPE_CHECKING:
    from infra.sentry.inventory import Inventory
    from infra.sentry.replies import Alert


class Plan(NamedTuple):
    """What becomes of a rule.

    Attributes:
        document: canonical, as Sentry shall have it.
        names: what the IDs in it stand for.
        adopted: the live alert that the rule takes over now; None where it takes over none.
        kept: what only the state knows of the rule, see `infra.provider.state.KEPT`.
        namesakes: alerts of the rule's name outside its project, which are left alone.
        doubles: alerts that send the same mail for the same events.
    """

    document: Document
    names: Names
    adopted: Alert | None
    kept: Properties
    namesakes: list[Alert]
    doubles: list[Alert]


def plan_rule(
    declared: Properties,
    sentry: Inventory,
    olds: Properties,
    all_names: Callable[[], Collection[str]],
) -> Plan:
    """Decide which document Sentry is sent for a rule, and which live alert the rule takes over.

    Args:
        declared: the rule, as the program hands it over (`infra.program.resources`).
        sentry: what the rule's organization has.
        olds: what the state has of the rule; empty where it has nothing.
        all_names: gives the names of the stack's rules.

    Raises:
        RuleError: this rule cannot be applied as it is written.
        ServiceError: Sentry could not be asked, which concerns every rule.
    """
    project, name = declared["project"], declared["name"]
    try:
        own = sentry.detectors(project)
    except ForbiddenError as error:  # of this project; those of other rules may be seen
        raise RuleError(error.message, error.next_step) from None
    ids = {who: sentry.identifier(who) for who in (Recipient(*r) for r in declared["recipients"])}
    live = None if olds else sentry.namesake(project, name)
    before = canonical(live) if live else payload_of(olds)
    sent: Document = fill_ids(declared["document"], ids)
    sent["detectorIds"] = adoption.chosen_detectors(linked_monitors(before), own)
    owned = "owner" in sent
    document = canonical(keep_forms(canonical(sent, owned), before), owned)
    namesakes, doubles = [], []
    if not olds:
        namesakes = sentry.namesakes_elsewhere(project, name)
        doubles = sentry.doubles(project, document, live["id"] if live else "", all_names)
    adopts = live["id"] if live else olds.get("adopts")
    kept = {"adopts": adopts} if adopts else {}
    kept["key"] = declared["key"]
    kept["on_remove"] = declared["on_remove"] or ("keep" if adopts else "delete")
    return Plan(document, names_of(ids), live, kept, namesakes, doubles)
