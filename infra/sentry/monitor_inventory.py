"""An organization's declared monitors, each project's listed once, and written safely.

Whose own monitors alerts are linked to is in `infra.sentry.monitors`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

from infra.base.errors import ForbiddenError, RuleError, ServiceError
from infra.base.once_per_key import OncePerKey
from infra.base.urls import monitor_url
from infra.rules.canonical import Document
from infra.sentry.client import SentryClient, needing
from infra.sentry.monitor_api import MonitorApi
from infra.sentry.monitors import Monitors
from infra.sentry.replies import LiveMonitor
from infra.sentry.writing import Writer


class MonitorInventory:
    """What Sentry has of the monitors that a stack declares.

    Args:
        client: of the organization.
        sentry_url: the server, for links to its pages.
        monitors: the organization's, which know the number of each project.
        warn: shows the person at the terminal what fails nothing, but should be looked at.
    """

    def __init__(
        self,
        client: SentryClient,
        sentry_url: str,
        monitors: Monitors,
        warn: Callable[[str], None],
    ) -> None:
        self.api = MonitorApi(client)
        self._monitors = monitors
        self._warn = warn
        self.server, self.organization = self._place = sentry_url, client.organization
        self._lock = threading.Lock()
        self._of_project = OncePerKey(self._list)
        self._written: dict[str, LiveMonitor] = {}
        self.writer: Writer[LiveMonitor] = Writer(
            "monitor", self.api.get, self.api.delete, self._keep, warn
        )

    def url(self, monitor_id: str) -> str:
        """Return the web page of a monitor."""
        return monitor_url(*self._place, monitor_id)

    def monitor(self, monitor_id: str, project: str) -> LiveMonitor | None:
        """Return one monitor; one that its project's list does not have is asked for by its ID.

        Args:
            monitor_id: Sentry's.
            project: where it is looked for first; it may be gone.
        """
        try:
            found = self.of_project(project).get(monitor_id)
        except (ForbiddenError, RuleError):
            found = None
        return found or self.api.get(monitor_id)

    def of_project(self, project: str) -> dict[str, LiveMonitor]:
        """Return a project's monitors by ID, as they were first listed plus this run's writes.

        Raises:
            ForbiddenError: there is no such project, or the token may not see it.
        """
        listed = self._of_project(project)
        with self._lock:
            return listed | {id_: live for id_, live in self._written.items() if id_ in listed}

    def namesake(
        self, project: str, kind: str, name: str, claimed: Collection[str]
    ) -> LiveMonitor | None:
        """Return the one monitor of a name and type in a project.

        Args:
            project: its slug.
            kind: Sentry's type.
            name: exactly.
            claimed: the IDs of the monitors that entries name, each of which has its entry.

        Raises:
            RuleError: there are several, and nothing tells which one is meant.
        """
        found = self.namesakes(project, kind, name, claimed)
        if len(found) > 1:
            lines = "".join(f"\n    {m['id']}  {self.url(m['id'])}" for m in found)
            raise RuleError(
                f"{len(found)} monitors of project {project} are named {name!r}:{lines}",
                f"write 'monitor: {found[0]['id']}', or the ID of another, into the monitor's "
                "entry, then run the same command again",
            )
        return found[0] if found else None

    def namesakes(
        self, project: str, kind: str, name: str, claimed: Collection[str]
    ) -> list[LiveMonitor]:
        """Return the monitors of a name and type in a project, oldest first; see `namesake`."""
        found = [
            monitor
            for monitor in self.of_project(project).values()
            if (monitor["type"], monitor["name"]) == (kind, name) and monitor["id"] not in claimed
        ]
        return sorted(found, key=lambda monitor: int(monitor["id"]))

    def create(
        self, project: str, body: Document, claimed: Collection[str]
    ) -> tuple[LiveMonitor, bool]:
        """Create a monitor; see `Writer.create`.

        Args:
            project: its slug.
            body: what Sentry is sent, with its secrets.
            claimed: the IDs of the monitors that entries name.
        """

        def of_name() -> list[LiveMonitor]:
            found = self._own(project, self.api.of_name(project, body["name"]))
            alike = (body["type"], body["name"])
            return [
                monitor
                for monitor in found.values()
                if (monitor["type"], monitor["name"]) == alike and monitor["id"] not in claimed
            ]

        with self._needing("alerts:write", project):
            return self.writer.create(
                lambda: self.api.create(project, body),
                of_name,
                lambda id_: self.update(id_, body),
            )

    def update(self, monitor_id: str, body: Document) -> LiveMonitor:
        """Change a monitor and read it back."""
        return self.writer.read_back(self.api.update(monitor_id, body))

    def disable(self, live: LiveMonitor) -> LiveMonitor:
        """Disable a new monitor, which Sentry makes enabled whatever it is sent.

        (`getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/detector.py`)
        """
        if not live["enabled"]:
            return live
        try:
            return self.writer.read_back(self.api.update(live["id"], {"enabled": False}))
        except ServiceError as error:
            self._warn(f"monitor {live['id']} is made and could not be disabled: {error}")
            return live

    def made_after_all(
        self, project: str, body: Document, error: ServiceError, claimed: Collection[str]
    ) -> LiveMonitor:
        """Return the monitor that a create made although its answer was lost.

        Raises:
            ServiceError: `error` itself, where the create had no effect or none can be found out.
        """

        def look_again() -> LiveMonitor | None:
            self._of_project = OncePerKey(self._list)
            return self.namesake(project, body["type"], body["name"], claimed)

        return self.writer.made_after_all(error, look_again)

    def _list(self, project: str) -> dict[str, LiveMonitor]:
        if self._monitors.whole:
            every = self._monitors.everything().items()
            if found := {id_: m for id_, m in every if self._monitors.slug_of(m) == project}:
                return found
        with self._needing("alerts:read", project):
            return self._own(project, self.api.of_project(project))

    def _own(self, project: str, listed: list[LiveMonitor]) -> dict[str, LiveMonitor]:
        """Return those of the project itself; lists have those of all projects too."""
        number = self._monitors.id_of_project(project, listed)
        return {m["id"]: m for m in listed if number and m["projectId"] == number}

    def _keep(self, monitor: LiveMonitor) -> None:
        with self._lock:
            self._written[monitor["id"]] = monitor

    def _needing(self, scope: str, project: str) -> AbstractContextManager[None]:
        otherwise = (
            f", and check that {self.organization} has a project {project} that the token may see"
        )
        return needing(scope, f"the monitors of project {project}", otherwise)
