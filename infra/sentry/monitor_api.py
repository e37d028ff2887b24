"""What is asked of Sentry to create, read, change and delete the monitors that entries declare.

What a monitor should say is decided in `infra.monitors`.
"""

from __future__ import annotations

import contextlib

from infra.base.errors import NotFoundError
from infra.monitors.check_ins import watched_by
from infra.rules.canonical import Document
from infra.sentry.client import SentryClient
from infra.sentry.replies import LiveMonitor

_CRON = "monitor_check_in_failure"


class MonitorApi:
    """An organization's monitors; the token needs `alerts:read`, and `alerts:write` to change one.

    Cron monitors need `project:read` too (`getsentry/sentry: src/sentry/monitors/validators.py`).
    """

    def __init__(self, client: SentryClient) -> None:
        self._client = client

    def of_project(self, project: str) -> list[LiveMonitor]:
        """Return every monitor of a project, beside those of all projects."""
        query = {"projectSlug": project}
        return list(self._client.pages("detectors/", query, list[LiveMonitor]))

    def of_name(self, project: str, name: str) -> list[LiveMonitor]:
        """Return the monitors of a name in a project, and perhaps some of a similar one."""
        query = {"projectSlug": project, "query": _search(name)}
        return list(self._client.pages("detectors/", query, list[LiveMonitor]))

    def find_named(self, name: str) -> list[LiveMonitor]:
        """Return the monitors of a name, whatever their project."""
        query = {"project": "-1", "query": _search(name)}
        found = self._client.pages("detectors/", query, list[LiveMonitor])
        return [monitor for monitor in found if monitor["name"] == name]

    def get(self, monitor_id: str) -> LiveMonitor | None:
        """Return one monitor, None if there is none with that ID."""
        try:
            return self._client.call("GET", f"detectors/{monitor_id}/", LiveMonitor)
        except NotFoundError:
            return None

    def create(self, project: str, body: Document) -> LiveMonitor:
        """Create a monitor; Sentry allows two with one name, so the caller looks first.

        Args:
            project: its slug.
            body: what Sentry is sent, with its secrets.
        """
        return self._client.call("POST", f"projects/{project}/detectors/", LiveMonitor, json=body)

    def update(self, monitor_id: str, body: Document) -> LiveMonitor:
        """Change a monitor; its ID and what it is linked to stay."""
        return self._client.call("PUT", f"detectors/{monitor_id}/", LiveMonitor, json=body)

    def delete(self, monitor: LiveMonitor) -> None:
        """Delete a monitor; a missing one counts as deleted.

        A cron monitor is deleted as such, by its own ID: deleted as a detector it keeps its slug,
        which check-ins name, until Sentry gets round to it (`.../monitors/endpoints/`,
        getsentry/sentry#50113).
        """
        with contextlib.suppress(NotFoundError):
            if monitor["type"] == _CRON and (guid := guid_of(monitor)):
                self._client.delete(f"monitors/{guid}/")
            else:
                self._client.delete(f"detectors/{monitor['id']}/")

    def remove_environment(self, monitor: LiveMonitor, name: str) -> None:
        """Have a cron monitor forget an environment; a missing one counts as forgotten.

        (`getsentry/sentry: src/sentry/monitors/endpoints/base_monitor_details.py`)
        """
        with contextlib.suppress(NotFoundError):
            self._client.delete(f"monitors/{guid_of(monitor)}/?environment={name}")


def _search(name: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'name:"{quoted}"'


def guid_of(monitor: LiveMonitor) -> str:
    """Return the ID that a cron monitor has beside its ID as a monitor; none for other kinds."""
    return str(watched_by(monitor).get("id", "")) if monitor["type"] == _CRON else ""
