"""Which monitors a rule's alert is linked to: Sentry's IDs of what the entry names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from infra.base.errors import ForbiddenError, RuleError
from infra.monitors.canonical import KINDS
from infra.provider.state import LINKS, Properties, links_of_state
from infra.rules.canonical import Document, linked_monitors
from infra.sentry import adoption
from infra.sentry.monitor_requests import Wanted

if TYPE_CHECKING:
    from infra.sentry.inventory import Inventory


PENDING = 0
"""Stands for the ID of a monitor of the stack that the coming update makes, in a preview."""


class Links(NamedTuple):
    """What the entry of a rule says of its links, with Sentry's IDs.

    Attributes:
        projects: slug to own monitors, type to ID, of each project that the rule is about.
        fixed: monitors that the entry names one by one, and that of all projects.
        own: types of own monitors that the entry names; none for those that the alert has.
        alone: the entry names one project and says no more.
        pending: keys of the stack's monitors that the rule names and the coming update makes.
    """

    projects: Mapping[str, Mapping[str, int]]
    fixed: frozenset[int] = frozenset()
    own: tuple[str, ...] = ()
    alone: bool = True
    pending: tuple[str, ...] = ()

    @property
    def monitors(self) -> frozenset[int]:
        """All monitors by which an alert of the rule's name is known to be the rule's."""
        owned = (id_ for own in self.projects.values() for id_ in own.values())
        return self.fixed.union(owned)

    def choose(self, live: Collection[int]) -> list[int]:
        """Return the monitors to link the alert to, given those that it is linked to now.

        Raises:
            RuleError: a project has no monitor of a type that the entry names.
        """
        if self.alone:
            (own,) = self.projects.values()
            return adoption.chosen_detectors(live, dict(own))
        found = set(self.fixed)
        for project, own in self.projects.items():
            found.update(self._chosen_of(project, own, set(live) & set(own.values())))
        return sorted(found)

    def _chosen_of(
        self, project: str, own: Mapping[str, int], live: Collection[int]
    ) -> Collection[int]:
        if not self.own:
            return adoption.chosen_detectors(live, dict(own))
        for kind in self.own:
            if kind not in own:
                raise RuleError(
                    f"Sentry project {project} has no {kind} monitor of its own, which "
                    "projectMonitor names",
                    f"write 'projectMonitor: {next(iter(own))}', or leave it out",
                )
        return [own[kind] for kind in self.own]


def find_links(declared: Properties, sentry: Inventory) -> Links:
    """Ask Sentry for the monitors that a rule names.

    Args:
        declared: the rule, as the program hands it over (`infra.program.resources`).
        sentry: what the rule's organization has.

    Raises:
        RuleError: there is no such monitor, or the token may not see it.
        ServiceError: Sentry could not be asked, which concerns every rule.
    """
    try:
        return _find(declared, declared.get("links"), sentry)
    except ForbiddenError as error:  # of these projects; those of other rules may be seen
        raise RuleError(error.message, error.next_step) from None


def monitors_of(props: Properties, sentry: Inventory) -> frozenset[int]:
    """Return the monitors by which an alert is known to be that of a rule in the state.

    Raises:
        ForbiddenError: a project is gone, or the token may not see it.
        RuleError: a project has no monitors of its own, or too many.
    """
    links = links_of_state(props)
    own = (sentry.detectors(slug).values() for slug in links["projects"])
    return frozenset(links["monitors"]).union(*own)


def place_of(
    document: Document, kept: Properties, monitors: frozenset[int], sentry: Inventory
) -> str:
    """Return what a live alert is linked to in words; those of the state if it is the same.

    Args:
        document: canonical, of the live alert.
        kept: the rule's outputs, of `outputs_of`.
        monitors: the rule's; none where its project is gone.
        sentry: what the rule's organization has; asked for the names of other monitors.
    """
    live = linked_monitors(document)
    if LINKS in kept and live == kept["monitors"]:
        return str(kept["project"])
    names = sentry.monitors.describe(set(live) - monitors) if monitors else {}
    own = {str(id_): id_ for id_ in monitors}
    return adoption.project_words(live, own, links_of_state(kept)["place"], names)


def _find(declared: Properties, said: Mapping[str, Any] | None, sentry: Inventory) -> Links:
    home: str = declared["project"]
    if not said:
        return Links({home: sentry.detectors(home)})
    fixed = {sentry.monitor(Wanted(*wanted)) for wanted in said["monitors"]}
    of_stack = {key: _of_stack(key, declared, sentry) for key in said["keys"]}
    fixed.update(of_stack.values())
    if said["all_projects"]:
        fixed.add(_everybodys(sentry))
    projects = {slug: sentry.detectors(slug) for slug in said["projects"]}
    pending = tuple(key for key, id_ in of_stack.items() if id_ == PENDING)
    return Links(projects, frozenset(fixed), tuple(said["own"]), alone=False, pending=pending)


def _of_stack(key: str, declared: Properties, sentry: Inventory) -> int:
    """Return the ID of a monitor of the stack; in a preview that of the one it will take over."""
    if known := declared.get("monitor_ids", {}).get(key):
        return int(known)
    claim, name, type_, project = declared.get("monitors_named", {}).get(key, ("",) * 4)
    if claim or not name:
        return int(claim or PENDING)
    try:
        return sentry.monitors.find(Wanted("", name, KINDS.get(type_, ""), project))
    except RuleError:  # there is none yet; or several, which its own resource tells
        return PENDING


def _everybodys(sentry: Inventory) -> int:
    found = sentry.monitors.all_projects()
    if found is None:
        raise RuleError(
            "Sentry shows no monitor of all projects, which 'allProjects: true' needs: the server "
            "is too old for it, or has not made it for this organization yet",
            "choose 'All projects' once for an alert on Sentry's page; if the page does not offer "
            "it, list the projects in 'projects'",
        )
    return found
