"""Sentry's alerts ("workflows"), and the rules of its old API.

What an alert should say is decided in `infra.rules.to_document`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from infra.base.errors import NotFoundError, WithdrawnError
from infra.rules.canonical import Document
from infra.sentry.client import SentryClient
from infra.sentry.replies import Alert, Number, OldRule


class _RuleWorkflow(TypedDict):
    workflowId: Number


class Alerts:
    """An organization's alerts; the token needs `alerts:read`, and `alerts:write` to change one."""

    def __init__(self, client: SentryClient) -> None:
        self._client = client

    def all(self, count: Callable[[int], None] = lambda _: None) -> list[Alert]:
        """Return every alert that the token may see.

        Args:
            count: is called with how many there are so far.
        """
        found: list[Alert] = []
        for alert in self._client.pages("workflows/", {}, list[Alert]):
            found.append(alert)
            count(len(found))
        return found

    def of_name(self, name: str) -> list[Alert]:
        """Return the alerts of a name, and perhaps some of a similar one.

        Sentry's search is not exact: it ignores case and takes `*` for any text, so the caller
        compares (`getsentry/sentry: .../organization_workflow_index.py`).
        """
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        query = {"query": f'name:"{quoted}"'}
        return list(self._client.pages("workflows/", query, list[Alert]))

    def get(self, alert_id: str) -> Alert | None:
        """Return one alert, None if there is none with that ID."""
        try:
            return self._client.call("GET", f"workflows/{alert_id}/", Alert)
        except NotFoundError:
            return None

    def create(self, document: Document) -> Alert:
        """Create an alert; Sentry allows two with one name, so the caller looks first."""
        return self._client.call("POST", "workflows/", Alert, json=document)

    def update(self, alert_id: str, document: Document) -> Alert:
        """Replace what an alert says; its ID stays, its parts get new IDs."""
        return self._client.call("PUT", f"workflows/{alert_id}/", Alert, json=document)

    def delete(self, alert_id: str) -> None:
        """Delete an alert; a missing one counts as deleted."""
        try:
            self._client.delete(f"workflows/{alert_id}/")
        except NotFoundError:
            return

    def old_rules(self, project: str) -> list[OldRule]:
        """Return a project's rules of the old API.

        Raises:
            WithdrawnError: this is sentry.io, which refuses in brown-outs, or for good.
            NotFoundError: there is no such project, or the API is gone.
        """
        try:
            return list(self._client.pages(f"{project}/rules/", {}, list[OldRule], "projects"))
        except (WithdrawnError, NotFoundError) as error:
            raise type(error)(
                "Sentry",
                f"{error.message} (asked for the rules of project {project} by the old API)",
                "if the server is sentry.io, or 26.7 or newer, remove sentryApi: rules from the "
                "stack config; otherwise check sentryOrganization and sentryProject",
                error.status,
            ) from None

    def of_old_rule(self, rule_id: str) -> str | None:
        """Return the ID of the alert that an old rule has become, which is another number.

        Sentry's page asks so too (`getsentry/sentry: .../organization_alertrule_workflow_index.py`,
        `static/app/views/alerts/workflowEngineRedirects.tsx`, read 2026-11).
        """
        path = f"alert-rule-workflow/?rule_id={rule_id}"
        try:
            return self._client.call("GET", path, _RuleWorkflow)["workflowId"]
        except NotFoundError:
            return None
