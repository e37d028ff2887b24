"""Opening a stack for a command: what is deployed, what its file says, and its services."""

from __future__ import annotations

from typing import NamedTuple

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


def open_stack(stack: str | None) -> Opened:
    """Read a stack's outputs and its file; no service is asked yet.

    Args:
        stack: its name; None for the one that is selected.

    Raises:
        AlertsError: as `read_deployed` and `settings_of`.
    """
    deployed = read_deployed(stack)
    settings = settings_of(deployed.stack)
    return Opened(deployed, settings, Services(settings.connections, say))
