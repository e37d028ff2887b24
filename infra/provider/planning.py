"""Decides what becomes of one alert rule, before anything is said or written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from infra.provider.claims import CLAIM, read_claim
from infra.provider.linking import PENDING, find_links
from infra.provider.live_alert import live_alert
from infra.provider.state import LINKS, Properties, payload_of
from infra.rules.canonical import Document, canonical, linked_monitors
from infra.rules.placeholders import fill_ids
from infra.rules.recipients import Names, Recipient, names_of
from infra.rules.ticket_forms import keep_forms

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
        unlinked: the monitors that the alert will no longer be linked to, in words.
        linked: those that it will be linked to besides.
        namesakes: alerts of the rule's name outside its project, which are left alone.
        doubles: alerts that send the same mail for the same events.
        everybodys: the monitor of all projects, where an alert may be linked to it.
    """

    document: Document
    names: Names
    adopted: Alert | None
    kept: Properties
    unlinked: list[str]
    linked: list[str]
    namesakes: list[Alert]
    doubles: list[Alert]
    everybodys: int | None


class Entries(NamedTuple):
    """What a rule must know of the stack's other rules, each read at its first use.

    Attributes:
        names: gives the names of the stack's rules.
        claims: gives the IDs of the alerts that entries name.
    """

    names: Callable[[], Collection[str]]
    claims: Callable[[], Collection[str]]


def plan_rule(declared: Properties, sentry: Inventory, olds: Properties, entries: Entries) -> Plan:
    """Decide which document Sentry is sent for a rule, and which live alert the rule takes over.

    Args:
        declared: the rule, as the program hands it over (`infra.program.resources`).
        sentry: what the rule's organization has.
        olds: what the state has of the rule; empty where it has nothing.
        entries: the stack's rules.

    Raises:
        RuleError: this rule cannot be applied as it is written.
        ServiceError: Sentry could not be asked, which concerns every rule.
    """
    name = declared["name"]
    links = find_links(declared, sentry)
    ids = {who: sentry.identifier(who) for who in (Recipient(*r) for r in declared["recipients"])}
    live = None if olds else live_alert(declared, links, sentry, entries.claims)
    before = canonical(live) if live else payload_of(olds)
    sent: Document = fill_ids(declared["document"], ids)
    sent["detectorIds"] = links.choose(linked_monitors(before))
    document = keep_forms(canonical(sent, owned="owner" in sent), before)
    was_linked = linked_monitors(before if live or olds else document)
    gone, new = _changed_links(was_linked, linked_monitors(document), sentry)
    new += [f"monitor {key}, which this update makes" for key in links.pending]
    namesakes, doubles = [], []
    if not olds:
        others = sentry.namesakes_elsewhere(links.monitors, name)
        taken = {*entries.claims(), live["id"] if live else ""} if others else set()
        namesakes = [alert for alert in others if alert["id"] not in taken]
        doubles = sentry.doubles(
            links.monitors, document, live["id"] if live else "", entries.names
        )
    adopts = live["id"] if live else olds.get("adopts")
    kept = {"adopts": adopts} if adopts else {}
    kept["key"] = declared["key"]
    kept["on_remove"] = declared["on_remove"] or ("keep" if adopts else "delete")
    if not links.alone:
        kept[LINKS] = {
            "place": declared["place"],
            "projects": list(links.projects),
            "monitors": sorted(links.fixed),
        }
    if claim := declared.get("alert"):
        kept[CLAIM] = read_claim("alert", claim, sentry)
    everybodys = sentry.monitors.all_projects() if namesakes else None
    return Plan(document, names_of(ids), live, kept, gone, new, namesakes, doubles, everybodys)


def _changed_links(
    before: Collection[int], after: Collection[int], sentry: Inventory
) -> tuple[list[str], list[str]]:
    """Return the monitors that go and that come, in words; Sentry is asked only if some do."""
    gone, new = set(before) - set(after), set(after) - set(before) - {PENDING}
    if not (gone or new):
        return [], []
    words = sentry.monitors.describe(gone | new)
    return [words[id_] for id_ in sorted(gone)], [words[id_] for id_ in sorted(new)]
