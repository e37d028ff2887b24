"""An organization's integrations in Sentry, their channels, and Sentry apps.

Sources: `getsentry/sentry: src/sentry/integrations/api/endpoints/`
(`organization_integrations_index.py`, `organization_integration_channels.py`),
`jianyuan/terraform-provider-sentry: internal/apiclient/api.yaml` (2026-07). All of it needs the
scope `org:read` (or `org:integrations`).
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from infra.base.errors import NotFoundError
from infra.sentry.client import SentryClient, needing

_HELD = {"pagerduty": ("service_table", "service"), "opsgenie": ("team_table", "team")}
"""Where an on-call account's configuration lists what it has, and the key of a name there."""


class Named(NamedTuple):
    """Something of Sentry's that a rule may name."""

    name: str
    id: str


class Integration(NamedTuple):
    """An integration, and what its configuration lists."""

    name: str
    id: str
    active: bool
    held: tuple[Named, ...]


class _Integration(TypedDict):
    id: str
    name: str
    status: str
    configData: Any


class _Channel(TypedDict):
    id: str
    name: str
    display: str


class _Channels(TypedDict):
    results: list[_Channel]


class _App(TypedDict):
    slug: str
    sentryAppId: int


class _Installation(TypedDict):
    app: _App


class Integrations:
    """An organization's integrations and Sentry apps; the token needs `org:read`."""

    def __init__(self, client: SentryClient) -> None:
        self._client = client

    def of_provider(self, provider: str) -> list[Integration]:
        """Return the organization's integrations of a provider.

        Their configuration comes with them: it has PagerDuty's services and Opsgenie's teams, and
        the keys of both, none of which is kept.

        Raises:
            ForbiddenError: the token may not read integrations.
        """
        query = {"providerKey": provider}
        with needing("org:read", f"the {provider} integrations"):
            found = list(self._client.pages("integrations/", query, list[_Integration]))
        return [
            Integration(
                i["name"], i["id"], i["status"] == "active", _things_held(provider, i["configData"])
            )
            for i in found
        ]

    def channels(self, integration_id: str) -> list[Named]:
        """Return the channels of a chat as Sentry lists them: of Slack's, the first thousand.

        An empty list may also mean that the chat did not answer Sentry.
        """
        path = f"integrations/{integration_id}/channels/"
        try:
            with needing("org:read", f"the channels of integration {integration_id}"):
                found = self._client.call("GET", path, _Channels)
        except NotFoundError:
            return []  # a server older than October 2025 (getsentry/sentry#101321)
        return [Named(channel["display"], channel["id"]) for channel in found["results"]]

    def sentry_apps(self) -> list[Named]:
        """Return the Sentry apps, and internal integrations, that the organization has installed.

        Raises:
            ForbiddenError: the token may not read them.
        """
        path = "sentry-app-installations/"
        with needing("org:read", "the Sentry apps"):
            found = list(self._client.pages(path, {}, list[_Installation]))
        return [Named(item["app"]["slug"], str(item["app"]["sentryAppId"])) for item in found]


def _things_held(provider: str, config: Any) -> tuple[Named, ...]:
    """Return what a configuration lists; nothing if it has another, undocumented shape."""
    table, name = _HELD.get(provider, ("", ""))
    rows = config.get(table) if isinstance(config, dict) else None
    if not isinstance(rows, list):
        return ()
    fit = [row for row in rows if isinstance(row, dict) and {name, "id"} <= row.keys()]
    return tuple(Named(str(row[name]), str(row["id"])) for row in fit)
