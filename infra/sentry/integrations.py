"""What Sentry's API says of an organization's integrations, their channels, and Sentry apps.

Sources: `getsentry/sentry: src/sentry/integrations/api/endpoints/`
(`organization_integrations_index.py`, `organization_integration_channels.py`),
`jianyuan/terraform-provider-sentry: internal/apiclient/api.yaml` (2026-07). All of it wants the
scope `org:read` (or `org:integrations`).
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from infra.base.errors import ForbiddenError, NotFoundError
from infra.sentry.client import SentryClient

_HELD = {"pagerduty": ("service_table", "service"), "opsgenie": ("team_table", "team")}
"""Where an on-call account's configuration lists what it holds, and the name's key there."""


class Named(NamedTuple):
    """Something of Sentry's that a rule may name."""

    name: str
    id: str


class Integration(NamedTuple):
    """An integration, and what its configuration says that it holds."""

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


def integrations(client: SentryClient, provider: str) -> list[Integration]:
    """Return the organization's integrations of a provider.

    Their configuration is asked for: it holds PagerDuty's services and Opsgenie's teams, and the
    keys of both, of which nothing is kept.

    Raises:
        ForbiddenError: the token may not read integrations.
    """
    query = {"providerKey": provider}
    try:
        found = list(client.pages("integrations/", query, list[_Integration]))
    except ForbiddenError as error:
        raise _forbidden(error, f"the {provider} integrations") from None
    return [
        Integration(i["name"], i["id"], i["status"] == "active", _held(provider, i["configData"]))
        for i in found
    ]


def channels(client: SentryClient, integration_id: str) -> list[Named]:
    """Return the channels of a chat as Sentry lists them: of Slack's, the first thousand.

    An empty list may also mean that the chat did not answer Sentry.
    """
    try:
        found = client.call("GET", f"integrations/{integration_id}/channels/", _Channels)
    except NotFoundError:
        return []  # a server older than October 2025 (getsentry/sentry#101321)
    return [Named(channel["display"], channel["id"]) for channel in found["results"]]


def sentry_apps(client: SentryClient) -> list[Named]:
    """Return the Sentry apps, and internal integrations, that the organization has installed.

    Raises:
        ForbiddenError: the token may not read them.
    """
    try:
        found = list(client.pages("sentry-app-installations/", {}, list[_Installation]))
    except ForbiddenError as error:
        raise _forbidden(error, "the Sentry apps") from None
    return [Named(item["app"]["slug"], str(item["app"]["sentryAppId"])) for item in found]


def _held(provider: str, config: Any) -> tuple[Named, ...]:
    """Return what a configuration lists; no document says its shape, so another one is nothing."""
    table, name = _HELD.get(provider, ("", ""))
    rows = config.get(table) if isinstance(config, dict) else None
    if not isinstance(rows, list):
        return ()
    fit = [row for row in rows if isinstance(row, dict) and {name, "id"} <= row.keys()]
    return tuple(Named(str(row[name]), str(row["id"])) for row in fit)


def _forbidden(error: ForbiddenError, what: str) -> ForbiddenError:
    return ForbiddenError(
        "Sentry",
        f"{error.message} (asked for {what})",
        "give the token the scope org:read, which looking up integrations needs",
        error.status,
    )
