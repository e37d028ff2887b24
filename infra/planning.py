"""Plans one alert rule: which document is sent, to whom it goes, which live alert it takes over."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from infra import adoption, notices
from infra.documents import canonical, to_document
from infra.errors import ForbiddenError, RuleError
from infra.kinds import names_of
from infra.properties import Properties, inputs_of, linked_monitors, payload_of
from infra.rules import AlertRule
from infra.words import summarise

if TYPE_CHECKING:
    from infra.inventory import Inventory


def planned(
    rule: AlertRule,
    sentry: Inventory,
    organization: str,
    project: str,
    olds: Properties,
    declared: Callable[[], Collection[str]],
) -> Properties:
    """Return what the state shall keep of a rule, having told what is adopted or doubled.

    Args:
        rule: what is declared.
        sentry: what the rule's organization has.
        organization: its slug.
        project: slug of the rule's project.
        olds: what the state has of the rule; empty where it has nothing.
        declared: gives the names of the stack's rules.

    Raises:
        RuleError: this rule cannot be brought about as it stands.
        ServiceError: Sentry could not be asked, which concerns every rule.
    """
    try:
        own = sentry.detectors(project)
    except ForbiddenError as error:  # of this project; those of other rules may be seen
        raise RuleError(error.message, error.next_step) from None
    recipients = {who: sentry.identifier(who) for who in rule.recipients}
    names = names_of(recipients)
    live = None if olds else sentry.namesake(project, rule.name)
    before = canonical(live) if live else payload_of(olds)
    linked = linked_monitors(before)
    document = to_document(rule, adoption.chosen_detectors(linked, own), recipients)
    adoption.check_triggers(before, document, rule.name)
    owned = "owner" in document
    inputs = inputs_of(canonical(document, owned), names, organization, project)
    if not olds:
        own_id = live["id"] if live else ""
        sentry.warn_of_doubles(project, payload_of(inputs), own_id, declared)
    if live:
        now, then = canonical(live, owned), payload_of(inputs)
        change = summarise(now, names), summarise(then, names)
        notices.note(adoption.sentence(sentry.url(live["id"]), live["id"], *change))
    if adopted := live["id"] if live else olds.get("adopts"):
        inputs["adopts"] = adopted
    kept = rule.on_remove or ("keep" if adopted else "delete")
    return inputs | {"key": rule.key, "on_remove": kept}
