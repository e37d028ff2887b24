"""Which live monitors a stack takes over at once, under which keys, and what is left and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import RuleError
from infra.config.settings import Settings
from infra.config.stack_additions import StackFiles
from infra.monitors.monitor import Monitor
from infra.operate.deployed import Deployed
from infra.operate.expected_preview import expect_monitors
from infra.operate.live_monitors import write_monitor_entry
from infra.operate.moving_in import Candidate, Left, Moved
from infra.operate.moving_plan import MONITORS, Part, leave_out_changed, loadable
from infra.provider.state import Properties
from infra.rules.links import id_of_claim
from infra.rules.to_entry import free_key
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_inventory import MonitorInventory
from infra.sentry.monitors import OWN

Place = tuple[str, str, str]
"""Slug of a project, Sentry's type of a monitor there, and its name."""


class ClaimedMonitors(NamedTuple):
    """What is taken already.

    Attributes:
        ids: of each monitor that a stack manages or an entry declares, to who does.
        own: the keys of the stack's, by their IDs.
        keys: of the stack's monitors, declared or deployed.
        obstacles: of each that no other may share the name with, to what is to be done first.
    """

    ids: Mapping[str, str]
    own: Mapping[int, str]
    keys: frozenset[str]
    obstacles: Mapping[Place, str]


NO_MONITORS = ClaimedMonitors({}, {}, frozenset(), {})


def find_claimed_monitors(
    settings: Settings,
    entries: Sequence[Any],
    stacks: Sequence[Deployed],
    stack: str,
    elsewhere: Mapping[Place, str],
    sentry: Inventory,
) -> ClaimedMonitors:
    """Return what is taken before anything is moved; args as `infra.operate.moving_in`."""
    ids = {
        monitor.id: f"monitor {monitor.key} of stack {one.stack}"
        for one in stacks
        for monitor in one.monitors
    }
    deployed = deployed_monitors(stacks, stack)
    obstacles = {
        place: f"{file} declares a monitor of its name" for place, file in elsewhere.items()
    }
    own = {}
    meant = declared_monitors(settings, deployed, sentry)
    for monitor, entry in zip(settings.monitors, entries, strict=True):
        found, first = meant[monitor.key], ""
        if not (monitor.monitor or monitor.key in deployed):
            first = "write 'monitor: ID' into that entry, or deploy it, first"
        if not entry.get("key"):
            first = f"write 'key: {monitor.key}' into that entry first"
        if first:
            place = settings.project_of_monitor(monitor), monitor.type, monitor.name
            obstacles[place] = f"monitor {monitor.key} of the stack has its name: {first}"
        if len(found) == 1:
            own[int(found[0])] = monitor.key
            ids[found[0]] = f"monitor {monitor.key}"
    return ClaimedMonitors(ids, own, frozenset(deployed.keys() | meant.keys()), obstacles)


def deployed_monitors(stacks: Sequence[Deployed], stack: str) -> dict[str, str]:
    """Return the ID of each deployed monitor of a stack, by its key."""
    return {
        monitor.key: monitor.id
        for one in stacks
        if one.stack.rpartition("/")[2] == stack
        for monitor in one.monitors
    }


def declared_monitors(
    settings: Settings, deployed: Mapping[str, str], sentry: Inventory
) -> dict[str, list[str]]:
    """Return the ID of the monitor that each entry has, by its key.

    Several where a preview would ask which is meant, none where it would make one.

    Args:
        settings: what the stack's files declare.
        deployed: the stack's deployed monitors, key to ID.
        sentry: what the organization has.
    """
    claims = {m.key: id_of_claim(m.monitor) for m in settings.monitors if m.monitor}
    known = {**deployed, **claims}
    taken = {*claims.values()}
    found = {}
    for monitor in settings.monitors:
        place = settings.project_of_monitor(monitor), monitor.type, monitor.name
        named = [id_ for id_ in _ids_at(place, sentry) if id_ not in taken]
        found[monitor.key] = [known[monitor.key]] if monitor.key in known else named
    return found


def _ids_at(place: Place, sentry: Inventory) -> list[str]:
    every = sentry.monitors.everything().items()
    return [id_ for id_, m in every if (sentry.monitors.slug_of(m), m["type"], m["name"]) == place]


def unclaimed_monitors(
    claimed: ClaimedMonitors, projects: Sequence[str], sentry: Inventory
) -> list[Candidate]:
    """Return every monitor that no stack has, but those that Sentry makes for each project.

    Args:
        claimed: what is taken already.
        projects: slugs; none for all.
        sentry: what the organization has.
    """
    return [
        Candidate(live)
        for id_, live in sentry.monitors.everything().items()
        if live["type"] not in OWN and id_ not in claimed.ids
        if not projects or sentry.monitors.slug_of(live) in projects
    ]


def move_monitors(
    wanted: Iterable[Candidate], claimed: ClaimedMonitors, home: str, sentry: Inventory
) -> Iterator[Moved | Left]:
    """Give each candidate's entry, or the reason why it has none; no two have the same key.

    Args:
        wanted: live monitors.
        claimed: what is taken already.
        home: slug of the stack's project.
        sentry: what the organization has; lists are read whole.
    """
    every = sentry.monitors.everything()
    names = Counter(_place(live, sentry) for live in every.values())
    taken = set(claimed.keys)
    for one in wanted:
        live = every[one.live["id"]]
        place = _place(live, sentry)
        project = place[0]
        if not project:
            yield Left(live, "the token may not see which project it is of: give it project:read")
            continue
        if reason := claimed.obstacles.get(place):
            yield Left(live, reason)
            continue
        key = free_key(one.key, taken) if one.key else ""
        try:
            entry, notes = write_monitor_entry(
                live, project, home, taken, sentry, key, by_id=names[place] > 1
            )
        except RuleError as error:
            yield Left(live, error.message)
            continue
        taken.add(entry["key"])
        yield Moved(live, entry, project, notes)


def _place(live: Mapping[str, Any], sentry: Inventory) -> Place:
    row = sentry.monitors.everything()[live["id"]]
    return sentry.monitors.slug_of(row), live["type"], live["name"].strip()


def plan_monitors(
    found: Iterable[Moved | Left],
    files: StackFiles,
    declare: Callable[[Monitor, Settings], Properties],
    sentry: Inventory,
    monitors: MonitorInventory,
) -> Part:
    """Return the entries that leave their monitors as they are, and what is left and why.

    Args:
        found: an entry, or why there is none, for each monitor.
        files: the stack's.
        declare: gives a monitor as the program hands it over.
        sentry: what the organization has.
        monitors: what it has of monitors.
    """
    moved: list[Moved] = []
    left: list[Left] = []
    for one in found:
        (moved if isinstance(one, Moved) else left).append(one)  # type: ignore[arg-type]
    moved, settings = loadable(MONITORS, moved, left, files)
    keys = {one.entry["key"] for one in moved}
    added = [monitor for monitor in settings.monitors if monitor.key in keys]
    expected = expect_monitors(
        added, settings, lambda monitor: declare(monitor, settings), sentry, monitors
    )
    return leave_out_changed(Part(moved, left, expected))
