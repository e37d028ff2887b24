"""Which live alerts and monitors of a project no stack manages, and which alerts are doubles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from infra.monitors.health import Health
from infra.operate.deployed import ManagedRule
from infra.rules.canonical import canonical
from infra.sentry import adoption
from infra.sentry.alert_index import AlertIndex
from infra.sentry.monitors import OWN
from infra.sentry.replies import Alert, LiveMonitor

ALL_PROJECTS = "all projects"
"""Stands where a project's slug does, for the alerts on all of them; no slug has a blank."""


class Unmanaged(NamedTuple):
    """A live alert that no stack manages.

    Attributes:
        alert: as Sentry has it.
        project: slug of the project whose monitor it is linked to.
        doubles: keys of the managed rules that it seems to duplicate: it has the name
            of one, or tells the same people of the same events.
    """

    alert: Alert
    project: str
    doubles: tuple[str, ...]


class UnmanagedMonitor(NamedTuple):
    """A live monitor that no stack manages.

    Attributes:
        monitor: as Sentry has it.
        project: slug of its project.
        health: how it is.
        alerts: the IDs of the alerts that are linked to it.
    """

    monitor: LiveMonitor
    project: str
    health: Health
    alerts: tuple[str, ...]


def find_unmanaged(
    alerts: Iterable[Alert],
    monitors: Mapping[str, Collection[int]],
    rules: Collection[ManagedRule],
    elsewhere: Collection[str],
) -> list[Unmanaged]:
    """Return the live alerts of some projects that no stack manages, by project and name.

    Args:
        alerts: all of the organization's.
        monitors: each project's slug to its own monitors, and `ALL_PROJECTS` to that of all.
        rules: the rules of the stack that is asked about.
        elsewhere: the IDs of the alerts that other stacks manage.
    """
    catalogue = AlertIndex(alerts)
    managed = {rule.id for rule in rules} | set(elsewhere)
    doubles = _doubles(catalogue, monitors, rules)
    found = [
        Unmanaged(alert, project, tuple(key for key, ids in doubles.items() if alert["id"] in ids))
        for alert in catalogue.by_id.values()
        for project, own in monitors.items()
        if alert["id"] not in managed and adoption.links_to(alert, own)
    ]
    return sorted(found, key=lambda one: (one.project, one.alert["name"], int(one.alert["id"])))


def find_unmanaged_monitors(
    monitors: Mapping[str, Iterable[LiveMonitor]],
    managed: Collection[str],
    alerts: Collection[Alert],
    health_of: Callable[[LiveMonitor], Health],
) -> list[UnmanagedMonitor]:
    """Return the live monitors of some projects that no stack manages, by project and name.

    Those that Sentry makes for each project are not among them.

    Args:
        monitors: each project's slug to what it has.
        managed: the IDs of the monitors that stacks manage.
        alerts: all of the organization's.
        health_of: asks how a monitor is.
    """
    found = [
        UnmanagedMonitor(
            monitor,
            project,
            health_of(monitor),
            tuple(alert["id"] for alert in alerts if monitor["id"] in alert["detectorIds"]),
        )
        for project, listed in monitors.items()
        for monitor in listed
        if monitor["type"] not in OWN and monitor["id"] not in managed
    ]
    return sorted(found, key=lambda one: (one.project, one.monitor["name"], int(one.monitor["id"])))


def _doubles(
    catalogue: AlertIndex, monitors: Mapping[str, Collection[int]], rules: Collection[ManagedRule]
) -> dict[str, set[str]]:
    names = {rule.name for rule in rules}
    return {rule.key: set(_alike(rule, names, catalogue, monitors)) for rule in rules}


def _alike(
    rule: ManagedRule,
    names: Collection[str],
    catalogue: AlertIndex,
    monitors: Mapping[str, Collection[int]],
) -> Iterator[str]:
    own = monitors.get(rule.project, ())
    yield from (
        alert["id"] for alert in adoption.namesakes(rule.name, catalogue.of_name(rule.name), own)
    )
    if live := catalogue.by_id.get(rule.id):
        document = canonical(live)
        alike = catalogue.mailing_alike(document)
        reached = {*own, *monitors.get(ALL_PROJECTS, ())}
        yield from (alert["id"] for alert in adoption.doubles(document, alike, names, reached))
