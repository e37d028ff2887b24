"""Integrations, their channels and Sentry apps of the Sentry simulator.

Sources: `getsentry/sentry: src/sentry/integrations/api/endpoints/`
`organization_integrations_index.py` (list, providerKey, includeConfig, order by name) and
`organization_integration_channels.py` (channels; for another provider a warning),
`src/sentry/api/bases/organization.py` (scopes),
`jianyuan/terraform-provider-sentry: internal/apiclient/api.yaml` (`configData`, installations).
"""

from typing import Any

from werkzeug import Request, Response

from tests.simulators import sentry_lists
from tests.simulators.sentry_http import not_found
from tests.simulators.server import json_response

Item = dict[str, Any]
READ = frozenset({"org:read", "org:write", "org:admin", "org:integrations"})
CHATS = frozenset({"slack", "discord", "msteams"})


def initial_integrations() -> list[Item]:
    """Give one integration of each provider; the on-call ones carry keys, as Sentry's do."""
    alerts = [{"id": "C01", "name": "alerts"}, {"id": "C02", "name": "ops"}]
    key = "an integration key, which no client may show"
    services = {"service_table": [{"service": "Backend", "integration_key": key, "id": 61}]}
    teams = {"team_table": [{"team": "Backend", "integration_key": key, "id": "55-backend"}]}
    return [
        _integration("51", "slack", "Raxx", channels=alerts),
        _integration("52", "discord", "Raxx", channels=[{"id": "9001", "name": "alerts"}]),
        _integration("53", "msteams", "Raxx", channels=[{"id": "19:abc", "name": "Alerts"}]),
        _integration("54", "pagerduty", "Raxx", config=services),
        _integration("55", "opsgenie", "Raxx", config=teams),
        _integration("56", "jira", "Raxx"),
        _integration("57", "jira_server", "Raxx"),
        _integration("58", "github", "raxx"),
        _integration("59", "github_enterprise", "raxx"),
        _integration("60", "vsts", "Raxx"),
    ]


def _integration(identifier: str, provider: str, name: str, **more: Any) -> Item:
    return {
        "id": identifier,
        "provider": provider,
        "name": name,
        "status": "active",
        "config": {},
        "channels": [],
        **more,
    }


def check_integrations(state: Item) -> None:
    """Raise ValueError when an integration lacks a part."""
    for integration in state["integrations"]:
        if integration.keys() != _integration("", "", "").keys():
            raise ValueError(f"integration {integration.get('id')}: keys")


def listed(request: Request, state: Item) -> Response:
    """List the integrations, by name; `includeConfig=0` leaves the configuration out."""
    provider = request.args.get("providerKey", request.args.get("provider_key", "")).lower()
    configured = request.args.get("includeConfig") != "0"
    found = [i for i in state["integrations"] if provider in ("", i["provider"])]
    shown = [_reply(i, state, configured) for i in sorted(found, key=lambda i: i["name"])]
    return sentry_lists.page(request, shown, state["pageSize"])


def _reply(integration: Item, state: Item, configured: bool) -> Item:
    return {
        "id": integration["id"],
        "name": integration["name"],
        "icon": None,
        "domainName": None,
        "accountType": None,
        "scopes": None,
        "status": integration["status"],
        "provider": {"key": integration["provider"], "slug": integration["provider"]},
        "configOrganization": [],
        "configData": integration["config"] if configured else None,
        "externalId": integration["id"],
        "organizationId": int(state["organization"]["id"]),
        "organizationIntegrationStatus": integration["status"],
        "outOfDate": False,
        "gracePeriodEnd": None,
    }


def channels(state: Item, identifier: str) -> Response:
    """List a chat's channels; another integration has none to list."""
    for integration in state["integrations"]:
        if integration["id"] == identifier:
            provider = integration["provider"]
            if provider not in CHATS:
                text = f"Channel listing not supported for provider '{provider}'."
                return json_response({"results": [], "warning": text})
            if provider == "slack" and not state["slack"]["answers"]:
                return json_response({"results": []})  # the chat's error is logged, nothing else
            mark = "" if provider == "msteams" else "#"
            results = [
                {**channel, "display": f"{mark}{channel['name']}", "type": "public"}
                for channel in integration["channels"]
            ]
            return json_response({"results": results})
    raise not_found()


def installations(request: Request, state: Item) -> Response:
    """List the installed Sentry apps."""
    organization = {"slug": state["organization"]["slug"]}
    shown = [
        {
            "app": {"uuid": f"app-{app['id']}", "slug": app["slug"], "sentryAppId": int(app["id"])},
            "organization": organization,
            "uuid": f"installation-{app['id']}",
            "status": "installed",
        }
        for app in state["sentryApps"]
    ]
    return sentry_lists.page(request, shown, state["pageSize"])
