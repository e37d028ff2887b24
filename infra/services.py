"""The clients of one process, made at their first use from the stack config and the vault."""

from __future__ import annotations

import functools
import threading

from infra import checks
from infra.checks import Finding
from infra.connections import HEROKU_TOKEN, SENTRY_TOKEN, Connections
from infra.errors import AlertsError
from infra.heroku import HerokuClient
from infra.inventory import Inventory
from infra.postmark import PostmarkClient
from infra.secret import Secret
from infra.sentry import SentryClient
from infra.sentry_issues import IssuesClient
from infra.vault import Vault


class Services:
    """Sentry, Heroku and Postmark as the stack config names them; tokens come from the vault."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self._vault = Vault(connections.vault_paths, connections.user_agent)
        self._inventories: dict[str, Inventory] = {}
        self._lock = threading.Lock()

    def sentry(self, organization: str) -> Inventory:
        """Return what an organization's Sentry holds.

        Raises:
            SecretError: there is no token for it.
        """
        with self._lock:
            if organization not in self._inventories:
                client = SentryClient(
                    self.connections.sentry_url,
                    organization,
                    self._vault.require_secret(SENTRY_TOKEN),
                    self.connections.user_agent,
                    self._vault.source(SENTRY_TOKEN),
                )
                self._inventories[organization] = Inventory(
                    client, self.connections.sentry_url, organization
                )
            return self._inventories[organization]

    @functools.cache  # noqa: B019 (one instance, as long as the process)
    def issues(self, organization: str) -> IssuesClient:
        """Return the client of an organization's issues; raises as `sentry`."""
        return IssuesClient(
            self.connections.sentry_url,
            organization,
            self._vault.require_secret(SENTRY_TOKEN),
            self.connections.user_agent,
            self._vault.source(SENTRY_TOKEN),
        )

    @functools.cache  # noqa: B019 (one instance, as long as the process)
    def look(self, app: str, config_var: str, minimum_length: int, validator: str) -> Finding:
        """Ask Heroku for a config var, and its validator whether it is good; once per process.

        Args:
            app: the Heroku app.
            config_var: the variable's name.
            minimum_length: bytes below which a value is no token.
            validator: `postmark`, or `none`.
        """
        try:
            value = self.heroku.config_var(app, config_var)
            return self.judge(value, minimum_length, validator)
        except AlertsError as error:
            return Finding(f"{checks.UNKNOWN}: {error.message.splitlines()[0]}", error=error)

    def judge(self, value: Secret | None, minimum_length: int, validator: str) -> Finding:
        """Return what a config var's value amounts to; None is an absent one.

        Raises:
            ServiceError: its validator could not be asked.
        """
        status = checks.measure(value.get_secret_value() if value else None, minimum_length)
        if status != checks.OK or value is None or validator != "postmark":
            return Finding(status)
        server = self.postmark.server(value)
        return Finding(checks.OK if server else checks.INVALID, server)

    @functools.cached_property
    def heroku(self) -> HerokuClient:
        """Heroku's Platform API; raises `SecretError` when there is no token for it."""
        return HerokuClient(
            self.connections.heroku_api_url,
            self._vault.require_secret(HEROKU_TOKEN),
            self.connections.user_agent,
            self._vault.source(HEROKU_TOKEN),
        )

    @functools.cached_property
    def postmark(self) -> PostmarkClient:
        """Postmark's API."""
        return PostmarkClient(self.connections.postmark_api_url, self.connections.user_agent)
