"""What an entry must say of its links for an alert to stay linked as it is, for `import`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from infra.base.errors import RuleError
from infra.monitors.canonical import KINDS
from infra.sentry.monitor_requests import Wanted
from infra.sentry.monitors import OWN, Monitors
from infra.sentry.replies import Detector


def entry_links(
    linked: Collection[int], home: str, monitors: Monitors, keys: Mapping[int, str] = {}
) -> dict[str, Any]:
    """Return the keys of an entry that link its alert to exactly these monitors.

    Args:
        linked: the monitors of the live alert.
        home: slug of the stack's project, which an entry need not name.
        monitors: the organization's.
        keys: of the monitors that the stack declares, by their IDs.
    """
    rows = monitors.rows(linked)
    everybodys = [row for row in rows if monitors.is_of_all_projects(row)]
    own = {} if everybodys else _own(rows, monitors)
    known = {int(row["id"]): row for row in rows if row not in everybodys}
    projects = sorted(set(own.values()))
    usual = projects[0] if projects else home  # what an entry leaves out of a monitor's name
    others = [
        keys.get(id_) or _monitor(id_, known.get(id_), usual, monitors)
        for id_ in sorted(linked)
        if id_ not in own and str(id_) not in [row["id"] for row in everybodys]
    ]
    said: dict[str, Any] = {"allProjects": True} if everybodys else {}
    if projects[1:]:
        said["projects"] = projects
    elif projects and (others or projects != [home]):
        said["project"] = projects[0]
    if others or not linked:
        said["monitors"] = others
    return said


def _own(rows: Collection[Detector], monitors: Monitors) -> dict[int, str]:
    """Return those that are projects' own, with the slug of each project."""
    found = {}
    for row in rows:
        slug = monitors.slug_of(row)
        if slug and row["type"] in OWN:
            found[int(row["id"])] = slug
    return found


def _monitor(id_: int, row: Detector | None, usual: str, monitors: Monitors) -> dict[str, str]:
    """Return how an entry names a monitor: by name where that is enough, else by its ID."""
    slug = monitors.slug_of(row) if row else ""
    if row and slug and row["type"] in KINDS:
        word = KINDS[row["type"]]
        try:
            if monitors.find(Wanted(name=row["name"], type=word, project=slug)) == id_:
                named = {"name": row["name"], "type": word}
                return named if slug == usual else named | {"project": slug}
        except RuleError:
            pass  # another has its name
    return {"id": str(id_)}


def project_label(linked: Iterable[int], monitors: Monitors) -> str:
    """Return the slug of the first project that an alert is linked to, or words for none.

    Args:
        linked: the monitors of the alert.
        monitors: the organization's.
    """
    rows = monitors.rows(list(linked))
    if any(map(monitors.is_of_all_projects, rows)):
        return "all-projects"
    own_first = sorted(rows, key=lambda row: (row["type"] not in OWN, monitors.slug_of(row)))
    return next(filter(None, map(monitors.slug_of, own_first)), "no-project")
