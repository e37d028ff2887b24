"""Which live alerts of a project no stack manages, and which of them double a managed one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from infra.operate.deployed import ManagedRule
from infra.rules.canonical import canonical
from infra.sentry import adoption
from infra.sentry.alert_index import AlertIndex
from infra.sentry.replies import Alert

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
