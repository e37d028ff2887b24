"""The entry that a stack needs for a live alert, or for an old rule, and what a person should know.

What an entry says is decided in `infra.rules.to_entry`; here its links, key and names are chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import RuleError
from infra.base.terminal_text import printable
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.recipients import Names
from infra.rules.to_entry import entry_of_alert, is_owner, people, raw_parts
from infra.sentry.entry_links import entry_links
from infra.sentry.inventory import Inventory
from infra.sentry.replies import Alert

Entry = dict[str, Any]
"""A rule as a stack file writes it."""


class Written(NamedTuple):
    """An entry, and a sentence about each part that is not as one would expect."""

    entry: Entry
    notes: list[str]


def write_entry(
    live: Mapping[str, Any],
    links: Mapping[str, Any],
    taken: Collection[str],
    sentry: Inventory,
    key: str = "",
    *,
    sure: bool = False,
) -> Written:
    """Return the entry that declares a live alert just as it is.

    Args:
        live: the alert, or the document of an old rule.
        links: the keys of the entry that say its links, and its ID if it is known by that.
        taken: the keys that other rules of the stack have.
        sentry: what the organization has.
        key: the entry's own, which none may have taken; else it is derived from the name.
        sure: whom a preview would not find by name is written by ID, in `raw`.

    Raises:
        RuleError: a newer Sentry has something that no entry can say.
    """
    document = canonical(live, owned=bool(live.get("owner")))
    names = sentry.directory.names(document)
    names |= sentry.members.names_of(sorted(people(document)))
    notes: list[str] = []
    created = {"created": str(live.get("dateCreated"))[:10]} if live.get("dateCreated") else {}
    further = {**links, **created, **({"key": key} if key else {})}
    try:
        known = _without_unknown_owner(document, names, notes)
        notes += [printable(part, 1000) for part in raw_parts(known, names)]
        entry = entry_of_alert(known, names, taken, **further)
        while sure and (doubtful := _doubtful(entry, names, sentry)):
            names = {who: name for who, name in names.items() if who not in doubtful}
            notes += [f"written by ID, as raw: {reason}" for reason in doubtful.values()]
            known = _without_unknown_owner(document, names, notes)
            entry = entry_of_alert(known, names, taken, **further)
    except ValueError as error:
        raise refusal(live, [str(error)], sentry) from None
    return Written(entry, notes)


def _without_unknown_owner(document: Document, names: Names, notes: list[str]) -> Document:
    owner = str(document.get("owner", ""))
    if not owner or is_owner(owner, names):
        return document
    notes.append(f"owner: left out, as Sentry does not say who {printable(owner)} is; it stays")
    return {key: value for key, value in document.items() if key != "owner"}


def _doubtful(entry: Entry, names: Names, sentry: Inventory) -> dict[str, str]:
    """Return whom a preview would not find by the name in an entry, with the reason."""
    found = {}
    for recipient in AlertRule.model_validate(entry).recipients:
        said = [
            who
            for who, label in names.items()
            if (who.rpartition(" ")[0], label) == (recipient.kind, recipient.label)
        ]
        try:
            same = f"{recipient.kind} {sentry.identifier(recipient)}" in said
            reason = f"several {recipient.kind}s are named {recipient.label!r}"
        except RuleError as error:
            same, reason = False, error.message
        if not same:
            found.update(dict.fromkeys(said, reason))
    return found


def links_of_alert(
    live: Mapping[str, Any],
    projects: Sequence[str],
    sentry: Inventory,
    own: Mapping[int, str] = {},
) -> dict[str, Any]:
    """Return the keys of an entry that leave an alert linked as it is.

    Args:
        live: the alert.
        projects: slugs that the stack or the person names, the stack's own first.
        sentry: what the organization has.
        own: the keys of the stack's monitors, by their IDs.
    """
    home = projects[0]
    for project in dict.fromkeys(projects):
        sentry.detectors(project)  # which tells whose monitors are whose
    linked = [int(id_) for id_ in live["detectorIds"]]
    keys = entry_links(linked, home, sentry.monitors, own)
    # An entry finds its alert by a name without blanks at the ends, and by its monitors.
    padded = live["name"] != live["name"].strip()
    alone = padded or not linked or namesakes(live, projects_of(keys, home), sentry)
    return {"alert": live["id"]} | keys if alone else keys


def projects_of(links: Mapping[str, Any], home: str) -> list[str]:
    """Return the slugs of the projects whose own monitors an entry means."""
    if "allProjects" in links or ("monitors" in links and not {"project", "projects"} & {*links}):
        return []
    return list(links.get("projects", [links.get("project", home)]))


def namesakes(live: Mapping[str, Any], projects: list[str], sentry: Inventory) -> list[Alert]:
    """Return the other alerts that an entry of the same name could mean."""
    own = (sentry.detectors(project).values() for project in projects)
    monitors = {*map(int, live["detectorIds"])}.union(*own)
    found = sentry.namesakes(monitors, live["name"].strip(), frozenset)
    return [alert for alert in found if alert["id"] != live.get("id")]


def refusal(live: Mapping[str, Any], parts: list[str], sentry: Inventory) -> RuleError:
    """Return what is wrong with an alert that no entry can express."""
    lines = "".join(f"\n    {printable(part)}" for part in parts)
    what = f"alert {live['id']}" if "id" in live else "the rule"
    return RuleError(
        f"no entry can express everything in {what}, {live['name']!r}:{lines}",
        f"change that in Sentry, or leave it to its page: {sentry.url(live.get('id', ''))}",
    )
