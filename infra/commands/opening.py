"""Opening a stack for a command: what is deployed, what its file says, and its services."""

from __future__ import annotations

from typing import NamedTuple

from infra.base.errors import ConfigError
from infra.commands.console import say
from infra.config.settings import Settings
from infra.config.stack_files import settings_of
from infra.operate.deployed import Deployed
from infra.operate.stack_outputs import read_deployed
from infra.services import Services


class Opened(NamedTuple):
    """A stack that a command works on.

    Attributes:
        deployed: what its last update left.
        settings: what its file says now.
        services: the clients of the services that the file names.
    """

    deployed: Deployed
    settings: Settings
    services: Services


def open_stack(stack: str | None, *, alerts: bool = True) -> Opened:
    """Read a stack's outputs and its file; no service is asked yet.

    Args:
        stack: its name; None for the one that is selected.
        alerts: whether the command asks Sentry for alerts.

    Raises:
        AlertsError: as `read_deployed` and `settings_of`; or the server has no alerts.
    """
    deployed = read_deployed(stack)
    settings = settings_of(deployed.stack)
    if alerts:
        expect_alerts(settings)
    return Opened(deployed, settings, Services(settings.connections, say))


def expect_alerts(settings: Settings) -> None:
    """Refuse a stack whose Sentry has the old rules API only.

    Raises:
        ConfigError: it is such a stack.
    """
    if settings.sentry_api == "rules":
        raise ConfigError(
            "this command asks for alerts, which a server with sentryApi: rules does not have",
            "look at the rule in Sentry; check, set-token, explain, lint and diff work "
            "(docs/sentry-api-rules.md)",
        )
