"""What a token may do with alerts and monitors, beyond the scopes that open an endpoint.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/endpoints/`: `validators/utils.py` and
`utils/permissions.py` (who may create, edit and link), `organization_workflow_index.py` (whose
projects an alert is seen through; the monitor of all projects, PRs 120927 and 123145). A token has
no team roles here, so only its scopes and its projects count.
"""

from typing import Any, NamedTuple

from tests.simulators.sentry_http import array_error, forbidden

Item = dict[str, Any]
ALL_PROJECTS = "organizations:workflow-engine-all-projects-detector"
WRITES_ALERTS = frozenset({"org:write", "org:admin", "alerts:write"})
LINKS = frozenset({"org:write", "alerts:write"})
LINKS_ALL_PROJECTS = frozenset({"org:write"})


class Access(NamedTuple):
    """The rights of one request: its token's scopes and projects; None is every project."""

    scopes: frozenset[str]
    projects: frozenset[str] | None

    def sees(self, project: str | None) -> bool:
        """Tell whether a project may be looked at."""
        return self.projects is None or project in self.projects


def is_all_projects(detector: Item) -> bool:
    """Tell whether a detector is the organization's issue stream."""
    return detector["projectId"] is None and detector["type"] == "issue_stream"


def shows_all_projects(state: Item, access: Access, *, reads: bool) -> bool:
    """Tell whether alerts of all projects are there for this request: behind a feature."""
    allowed = reads or bool(access.scopes & LINKS_ALL_PROJECTS)
    return ALL_PROJECTS in state["features"] and allowed


def detectors_of(state: Item, workflow: Item) -> list[Item]:
    """Give the detectors an alert is linked to."""
    return [d for d in state["detectors"] if d["id"] in workflow["detectorIds"]]


def check_workflow_access(state: Item, workflow: Item, access: Access, *, reads: bool) -> None:
    """Refuse an alert of which no project may be looked at; one without monitors is everybody's."""
    linked = detectors_of(state, workflow)
    if any(is_all_projects(detector) for detector in linked):
        if not shows_all_projects(state, access, reads=reads):
            raise forbidden()
    elif linked and not any(access.sees(detector["projectId"]) for detector in linked):
        raise forbidden()


def check_edit(state: Item, workflow: Item, access: Access) -> None:
    """Refuse an edit by whom one of the linked monitors is closed to, whatever is edited."""
    linked = detectors_of(state, workflow)
    if not (linked or access.scopes & WRITES_ALERTS):
        raise forbidden()
    if not all(_may_link(detector, access) for detector in linked):
        raise forbidden()


def check_creation(state: Item, detector_ids: list[Any] | None, access: Access) -> None:
    """Refuse a new alert by a token that can write none in the organization."""
    if access.scopes & WRITES_ALERTS:
        return
    if not detector_ids:
        raise forbidden()
    check_links(state, detector_ids, access)


def check_links(state: Item, wanted: list[Any], access: Access) -> list[str]:
    """Give the IDs of the detectors to link, sorted; each must exist and be open to the token."""
    numbers = {int(value) for value in wanted}
    found = [detector for detector in state["detectors"] if int(detector["id"]) in numbers]
    missing = numbers - {int(detector["id"]) for detector in found}
    if missing:
        raise array_error(f"Some detectors do not exist: {missing}")
    if not all(_may_link(detector, access) for detector in found):
        raise forbidden()
    return [str(value) for value in sorted(numbers)]


def _may_link(detector: Item, access: Access) -> bool:
    if is_all_projects(detector):
        return bool(access.scopes & LINKS_ALL_PROJECTS)
    return access.sees(detector["projectId"]) and bool(access.scopes & LINKS)
