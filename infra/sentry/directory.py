"""Which ID Sentry has for an integration, a channel, a service or an app that a rule names.

Everything is asked for once per process, at its first use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.base.errors import RuleError
from infra.base.once_per_key import OncePerKey
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.rules.canonical import Document
from infra.rules.recipients import Recipient
from infra.sentry.client import SentryClient
from infra.sentry.integrations import Integration, Integrations, Named

PROVIDERS = {
    "slack": "Slack workspace",
    "discord": "Discord server",
    "msteams": "Microsoft Teams team",
    "pagerduty": "PagerDuty account",
    "opsgenie": "Opsgenie account",
    "jira": "Jira integration",
    "jira_server": "Jira Server integration",
    "github": "GitHub integration",
    "github_enterprise": "GitHub Enterprise integration",
    "vsts": "Azure DevOps integration",
}
"""Sentry's name of each provider, to what a person calls one integration of it."""

HOLDS = {
    **dict.fromkeys(("slack", "discord", "msteams"), "channel"),
    "pagerduty": "service",
    "opsgenie": "team",
}
"""What an integration of a provider holds that an action is sent to."""

_SHOWN = 30
"""Names that a message lists."""


class Directory:
    """One organization's integrations, what they hold, and its Sentry apps."""

    def __init__(self, client: SentryClient) -> None:
        api = Integrations(client)
        self._organization = client.organization
        self._of_provider = OncePerKey(api.of_provider)
        self._channels = OncePerKey(api.channels)
        self._installed = OncePerKey(api.sentry_apps)

    def identifier(self, recipient: Recipient) -> str:
        """Return Sentry's ID of an integration, of what one holds, or of an app.

        Raises:
            RuleError: there is none of that name, several, or one that is disabled.
        """
        provider, _, thing = recipient.kind.partition(" ")
        if provider == "sentry_app":
            return self._one("Sentry app", recipient.name, self._installed())
        if not thing:
            return self._integration(provider, recipient.name).id
        integration = self._integration(provider, recipient.of)
        held = self._things_held(provider, integration)
        if thing == "channel" and not held:
            raise RuleError(
                f"Sentry organization {self._organization} lists no channel of the "
                f"{PROVIDERS[provider]} {recipient.of} to find {recipient.name!r} in, or none that "
                "the token may see: a chat that did not answer Sentry looks the same",
                "run the same command again, or write its channelId too",
            )
        what = f"{thing} in the {PROVIDERS[provider]} {recipient.of}"
        advice = "write its channelId too" if thing == "channel" else ""
        return self._one(what, recipient.name, held, advice)

    def names(self, document: Document) -> dict[str, str]:
        """Return what the IDs in a live alert's actions stand for, where Sentry knows them.

        Args:
            document: canonical.
        """
        found: dict[str, str] = {}
        for group in document["actionFilters"]:
            for action in group["actions"]:
                found.update(self._names_in(action))
        return found

    def _names_in(self, action: Document) -> Iterator[tuple[str, str]]:
        kind, target = action["type"], action["config"].get("targetIdentifier")
        if kind == "sentry_app":
            yield from (
                (f"{kind} {app.id}", app.name) for app in self._installed() if app.id == target
            )
        for integration in self._of_provider(kind) if kind in PROVIDERS else ():
            if integration.id != action["integrationId"]:
                continue
            yield f"{kind} {integration.id}", integration.name
            if thing := HOLDS.get(kind):
                for held in self._things_held(kind, integration):
                    if held.id == target:
                        yield f"{kind} {thing} {held.id}", f"{integration.name}: {held.name}"

    def _integration(self, provider: str, name: str) -> Integration:
        found = self._of_provider(provider)
        identifier = self._one(PROVIDERS[provider], name, [Named(i.name, i.id) for i in found])
        integration = next(i for i in found if i.id == identifier)
        if not integration.active:
            raise RuleError(
                f"the {PROVIDERS[provider]} {name!r} is disabled in Sentry, so nobody would hear",
                "enable it under Settings, Integrations, or let another action tell",
            )
        return integration

    def _one(self, what: str, name: str, known: Sequence[Named], advice: str = "") -> str:
        """Return the ID of the one that has this name, or this ID where several have the name."""
        found = [named for named in known if name in (named.name, named.id)]
        if len(found) == 1:
            return found[0].id
        listed = ", ".join(f"{named.name} ({named.id})" for named in (found or known)[:_SHOWN])
        if found:
            raise RuleError(
                f"Sentry organization {self._organization} has {len(found)} of the name {name!r}: "
                f"{what}: {printable(listed)}",
                "write the ID in place of the name",
            )
        guess = did_you_mean(name, [named.name for named in known])
        raise RuleError(
            f"Sentry organization {self._organization} has no {what} named {name!r}{guess}; "
            f"it has: {printable(listed, 1000) or 'none that the token may see'}",
            f"write one of these{f', or {advice}' if advice else ''}",
        )

    def _things_held(self, provider: str, integration: Integration) -> Sequence[Named]:
        return integration.held if HOLDS[provider] != "channel" else self._channels(integration.id)
