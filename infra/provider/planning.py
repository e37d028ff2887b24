"""Plans one alert rule: which document is sent, to whom it goes, which live alert it takes over."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from infra.base.errors import ForbiddenError, RuleError
from infra.provider import diagnostics
from infra.provider.state import Properties, inputs_of, payload_of, summary_of
from infra.rules.canonical import Document, canonical, linked_monitors
from infra.rules.placeholders import fill_ids
from infra.rules.recipients import Recipient, names_of
from infra.sentry import adoption

if TYPE_CHECKING:
    from infra.sentry.inventory import Inventory


def planned(
    declared: Properties,
    sentry: Inventory,
    olds: Properties,
    all_names: Callable[[], Collection[str]],
) -> Properties:
    """Return what the state shall keep of a rule, having told what is adopted or doubled.

    Args:
        declared: the rule, as the program tells of it (`infra.program.resources`).
        sentry: what the rule's organization has.
        olds: what the state has of the rule; empty where it has nothing.
        all_names: gives the names of the stack's rules.

    Raises:
        RuleError: this rule cannot be brought about as it stands.
        ServiceError: Sentry could not be asked, which concerns every rule.
    """
    organization, project, name = (declared[key] for key in ("organization", "project", "name"))
    try:
        own = sentry.detectors(project)
    except ForbiddenError as error:  # of this project; those of other rules may be seen
        raise RuleError(error.message, error.next_step) from None
    named = [Recipient(*who) for who in declared["recipients"]]
    ids = {who: sentry.identifier(who) for who in named}
    names = names_of(ids)
    live = None if olds else sentry.namesake(project, name)
    before = canonical(live) if live else payload_of(olds)
    linked = linked_monitors(before)
    document: Document = fill_ids(declared["document"], ids)
    document["detectorIds"] = adoption.chosen_detectors(linked, own)
    adoption.check_triggers(before, document, name)
    owned = "owner" in document
    inputs = inputs_of(canonical(document, owned), names, organization, project, olds)
    if not olds:
        own_id = live["id"] if live else ""
        sentry.warn_of_doubles(project, payload_of(inputs), own_id, all_names)
    if live:
        now = inputs_of(canonical(live, owned), names, organization, project)
        change = summary_of(now), summary_of(inputs)
        diagnostics.note(adoption.sentence(sentry.url(live["id"]), live["id"], *change))
    if adopted := live["id"] if live else olds.get("adopts"):
        inputs["adopts"] = adopted
    kept = declared["on_remove"] or ("keep" if adopted else "delete")
    return inputs | {"key": declared["key"], "on_remove": kept}
