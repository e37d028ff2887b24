"""The clients of one process, made at first use from the stack config and the vault."""

from __future__ import annotations

from collections.abc import Callable

from infra.base.errors import AlertsError
from infra.base.once_per_key import OncePerKey
from infra.base.secret import Secret
from infra.config.connections import HEROKU_TOKEN, SENTRY_TOKEN, Connections
from infra.heroku import config_var_status
from infra.heroku.client import HerokuClient
from infra.heroku.config_var_status import Finding
from infra.heroku.postmark import PostmarkClient
from infra.http.transport import Session
from infra.sentry.client import SentryClient, sentry_session
from infra.sentry.inventory import Inventory
from infra.sentry.issues import Issues
from infra.sentry.monitor_health import MonitorHealth
from infra.sentry.monitor_inventory import MonitorInventory
from infra.vault.vault import Vault


class Services:
    """Sentry, Heroku and Postmark as the stack config names them; tokens come from the vault.

    Args:
        connections: where the services are, and where their tokens live.
        warn: shows the person at the terminal what is not an error but needs attention.
    """

    def __init__(self, connections: Connections, warn: Callable[[str], None]) -> None:
        self.connections = connections
        self._warn = warn
        self._vault = Vault(connections.vault_paths, connections.user_agent)
        self._sentry_session = OncePerKey(self._new_sentry_session)
        self.sentry = OncePerKey(self._new_inventory)
        """What an organization's Sentry has; raises `SecretError` if there is no token for it."""
        self.monitors = OncePerKey(self._new_monitor_inventory)
        """What an organization's Sentry has of declared monitors; raises as `sentry`."""
        self.monitor_health = OncePerKey(self._new_monitor_health)
        """How an organization's monitors are; raises as `sentry`."""
        self.look = OncePerKey(self._look)
        """What one look at a config var finds; arguments as for `_look`."""
        self._heroku = OncePerKey(self._new_heroku)
        self._postmark = OncePerKey(self._new_postmark)

    def secret_at(self, path: str) -> Secret:
        """Return what the vault has at a path; raises `SecretError` if it has nothing."""
        return self._vault.secret_at(path)

    def issues(self, organization: str) -> Issues:
        """Return an organization's issues; raises as `sentry`."""
        return Issues(SentryClient(self._sentry_session(), organization))

    @property
    def heroku(self) -> HerokuClient:
        """Heroku's Platform API; raises `SecretError` if there is no token for it."""
        return self._heroku()

    @property
    def postmark(self) -> PostmarkClient:
        """Postmark's API."""
        return self._postmark()

    def judge(self, value: Secret | None, minimum_length: int, validator: str) -> Finding:
        """Return what a config var's value amounts to; None is an absent value.

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

    def _look(self, app: str, config_var: str, minimum_length: int, validator: str) -> Finding:
        """Ask Heroku for a config var, and its validator whether it is good.

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

    def _new_inventory(self, organization: str) -> Inventory:
        client = SentryClient(self._sentry_session(), organization)
        return Inventory(client, self.connections.sentry_url, organization, self._warn)

    def _new_monitor_inventory(self, organization: str) -> MonitorInventory:
        client = SentryClient(self._sentry_session(), organization)
        known = self.sentry(organization).monitors
        return MonitorInventory(client, self.connections.sentry_url, known, self._warn)

    def _new_monitor_health(self, organization: str) -> MonitorHealth:
        return MonitorHealth(SentryClient(self._sentry_session(), organization))

    def _new_sentry_session(self) -> Session:
        return sentry_session(
            self.connections.sentry_url,
            self._vault.require_secret(SENTRY_TOKEN),
            self.connections.user_agent,
            self._vault.source(SENTRY_TOKEN),
        )

    def _new_heroku(self) -> HerokuClient:
        return HerokuClient(
            self.connections.heroku_api_url,
            self._vault.require_secret(HEROKU_TOKEN),
            self.connections.user_agent,
            self._vault.source(HEROKU_TOKEN),
        )

    def _new_postmark(self) -> PostmarkClient:
        return PostmarkClient(self.connections.postmark_api_url, self.connections.user_agent)
