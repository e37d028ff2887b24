"""The clients of one process, made at their first use from the stack config and the vault."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable

from infra.base.errors import AlertsError
from infra.base.secret import Secret
from infra.config.connections import HEROKU_TOKEN, SENTRY_TOKEN, Connections
from infra.heroku import config_var_status
from infra.heroku.client import HerokuClient
from infra.heroku.config_var_status import Finding
from infra.heroku.postmark import PostmarkClient
from infra.sentry.client import SentryClient
from infra.sentry.inventory import Inventory
from infra.sentry.issues import IssuesClient
from infra.vault.vault import Vault


class Services:
    """Sentry, Heroku and Postmark as the stack config names them; tokens come from the vault.

    Args:
        connections: where the services are, and where their tokens live.
        warn: shows the person at the terminal what fails nothing, but should be looked at.
    """

    def __init__(self, connections: Connections, warn: Callable[[str], None]) -> None:
        self.connections = connections
        self._warn = warn
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
                    client, self.connections.sentry_url, organization, self._warn
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
            return Finding(
                f"{config_var_status.UNKNOWN}: {error.message.splitlines()[0]}", error=error
            )

    def judge(self, value: Secret | None, minimum_length: int, validator: str) -> Finding:
        """Return what a config var's value amounts to; None is an absent one.

        Raises:
            ServiceError: its validator could not be asked.
        """
        status = config_var_status.measure(
            value.get_secret_value() if value else None, minimum_length
        )
        if status != config_var_status.OK or value is None or validator != "postmark":
            return Finding(status)
        server = self.postmark.server(value)
        return Finding(config_var_status.OK if server else config_var_status.INVALID, server)

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
