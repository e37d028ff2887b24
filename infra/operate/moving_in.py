"""Which live alerts a stack takes over at once, under which keys, and what is left and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import RuleError
from infra.config.settings import Settings
from infra.operate.deployed import Deployed
from infra.operate.live_entries import Entry, links_of_alert, write_entry
from infra.provider.linking import find_links
from infra.rules.alert_rule import AlertRule
from infra.rules.links import id_of_claim, links_of
from infra.rules.to_entry import free_key
from infra.sentry.entry_links import project_label
from infra.sentry.inventory import Inventory
from infra.sentry.replies import Alert


class Candidate(NamedTuple):
    """What an entry is wanted for.

    Attributes:
        live: the alert, or the document of an old rule.
        key: the entry's; derived from the name where it is empty.
        links: what the entry says of its links, where the alert does not say it.
    """

    live: Mapping[str, Any]
    key: str = ""
    links: Mapping[str, Any] | None = None


class Moved(NamedTuple):
    """An alert with its entry.

    Attributes:
        live: as in `Candidate`.
        entry: for a stack file or rule file.
        place: slug of the project that it is about, or words for several and none.
        notes: what is not as one would expect.
    """

    live: Mapping[str, Any]
    entry: Entry
    place: str
    notes: Sequence[str]


class Left(NamedTuple):
    """An alert that gets no entry, and why."""

    live: Mapping[str, Any]
    reason: str


Named = tuple[str, str]
"""Slug of a project, and the name of a rule there."""


class Claimed(NamedTuple):
    """What is taken already.

    Attributes:
        ids: of each alert that a stack manages or an entry declares, to who does.
        keys: of the stack's rules, declared or deployed.
        declared: of each rule that the stack declares.
        obstacles: of each rule that no other may share the name with, to what is to be done first.
    """

    ids: Mapping[str, str]
    keys: frozenset[str]
    declared: Sequence[Named]
    obstacles: Mapping[Named, str]


def find_claimed(
    settings: Settings,
    entries: Sequence[Any],
    stacks: Sequence[Deployed],
    own: str,
    elsewhere: Mapping[Named, str],
    sentry: Inventory,
) -> Claimed:
    """Return what is taken before anything is moved.

    Args:
        settings: what the stack's files declare.
        entries: the same as it is written.
        stacks: what is deployed, of this organization.
        own: the stack's name.
        elsewhere: the rules that other stack files declare, to the name of the file.
        sentry: what the organization has.
    """
    ids = {
        rule.id: f"rule {rule.key} of stack {one.stack}"
        for one in stacks
        for rule in one.managed_rules
    }
    deployed = deployed_ids(stacks, own)
    obstacles = {named: f"{file} declares a rule of its name" for named, file in elsewhere.items()}
    declared: list[Named] = []
    meant = declared_alerts(settings, deployed, sentry)
    for rule, entry in zip(settings.alert_rules, entries, strict=True):
        own_names = [(project, rule.name) for project in settings.projects_of(rule)]
        declared += own_names
        found, first = meant[rule.key], ""
        if not (rule.alert or rule.key in deployed):
            first = f"write 'alert: ID' into that entry, or deploy it, first ({_some(found)})"
        if not entry.get("key"):
            first = f"write 'key: {rule.key}' into that entry first"
        if first:
            reason = f"rule {rule.key} of the stack has its name: {first}"
            obstacles |= dict.fromkeys(own_names, reason)
        ids |= {id_: f"rule {rule.key}" for id_ in found if len(found) == 1}
    keys = deployed.keys() | meant.keys()
    return Claimed(ids, frozenset(keys), declared, obstacles)


def deployed_ids(stacks: Sequence[Deployed], own: str) -> dict[str, str]:
    """Return the ID of the alert that each deployed rule of a stack has, by the rule's key."""
    return {
        rule.key: rule.id
        for one in stacks
        if one.stack.rpartition("/")[2] == own
        for rule in one.managed_rules
    }


def _some(found: Sequence[str]) -> str:
    return f"it may mean alert {', '.join(found)}" if found else "Sentry has no alert for it yet"


def declared_alerts(
    settings: Settings, deployed: Mapping[str, str], sentry: Inventory
) -> dict[str, list[str]]:
    """Return the ID of the alert that each rule of the stack has, by the rule's key.

    Several where a preview would ask which is meant, none where it would make one.

    Args:
        settings: what the stack's files declare.
        deployed: the stack's deployed rules, key to the ID of its alert.
        sentry: what the organization has.
    """
    claims = {rule.key: id_of_claim(rule.alert) for rule in settings.alert_rules if rule.alert}
    known = {**deployed, **claims}
    taken = {*claims.values()}
    return {
        rule.key: [known[rule.key]]
        if rule.key in known
        else [a["id"] for a in _meant(rule, settings, sentry) if a["id"] not in taken]
        for rule in settings.alert_rules
    }


def _meant(rule: AlertRule, settings: Settings, sentry: Inventory) -> list[Alert]:
    """Return the alerts that a preview would look for by a rule's name."""
    home = settings.project_of(rule)
    try:
        named = {"monitors_named": settings.monitors_named(rule)}
        links = find_links({"project": home, "links": links_of(rule, home), **named}, sentry)
    except RuleError:  # the preview tells
        return []
    return sentry.namesakes(links.monitors, rule.name, frozenset)


def move(
    candidates: Iterable[Candidate],
    claimed: Claimed,
    projects: Sequence[str],
    sentry: Inventory,
    own: Mapping[int, str] = {},
) -> Iterator[Moved | Left]:
    """Give each candidate's entry, or the reason why it has none; no two have the same key.

    Args:
        candidates: what is wanted.
        claimed: what is taken already.
        projects: slugs that the stack or the person names, the stack's own first.
        sentry: what the organization has; lists are read whole.
        own: the keys of the monitors that the stack declares, by their IDs.
    """
    taken, home = set(claimed.keys), projects[0]
    linked = []
    for one in candidates:
        try:
            linked.append((one, _links(one, projects, sentry, own)))
        except RuleError as error:  # a project that no rule can be about
            yield Left(one.live, error.message)
    names = Counter(claimed.declared)
    names.update(named for one, links in linked for named in _names(one, links, home))
    for (live, wanted, _), links in linked:
        own_names = _names(Candidate(live), links, home)
        if reason := next(filter(None, map(claimed.obstacles.get, own_names)), ""):
            yield Left(live, reason)
            continue
        if "id" in live and any(names[named] > 1 for named in own_names):
            links = {"alert": live["id"]} | links  # noqa: PLW2901 (the same, said in full)
        key = free_key(wanted, taken) if wanted else ""
        try:
            entry, notes = write_entry(live, links, taken, sentry, key, sure=True)
        except RuleError as error:
            yield Left(live, error.message)
            continue
        taken.add(entry["key"])
        place = project_label(map(int, live["detectorIds"]), sentry.monitors)
        yield Moved(live, entry, place, notes)


def _links(
    one: Candidate, projects: Sequence[str], sentry: Inventory, own: Mapping[int, str]
) -> dict[str, Any]:
    if one.links is not None:
        return dict(one.links)
    return links_of_alert(one.live, projects, sentry, own)


def _names(one: Candidate, links: Mapping[str, Any], home: str) -> list[Named]:
    """Return under which names a preview knows an entry with these links."""
    projects = links.get("projects") or [links.get("project") or home]
    return [(project, one.live["name"].strip()) for project in projects]


def by_name(one: Candidate) -> tuple[str, int]:
    """Return what candidates are sorted by."""
    return one.live["name"].casefold(), int(one.live.get("id", 0))
