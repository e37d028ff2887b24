"""What the providers of one process share: the stack config, the clients, and the one login."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.dynamic import ConfigureRequest, ResourceProvider

from infra.base.errors import ConfigError
from infra.config.connections import KEYS, Connections
from infra.provider import diagnostics

if TYPE_CHECKING:
    from infra.services import Services


@functools.cache
def clients(config: frozenset[tuple[str, str]]) -> Services:
    """Return the process's clients; both providers share them, and so the one login.

    Args:
        config: what the stack config says of where the services are, key and text.

    Raises:
        ConfigError: with every problem of it.
    """
    # The program loads this module too, to name the providers, and has no use for HTTP.
    from infra.services import Services  # noqa: PLC0415

    return Services(_connections(dict(config)), diagnostics.warn)


def _connections(config: Mapping[str, str]) -> Connections:
    with contextlib.suppress(ValueError):
        return Connections.read(config)
    # It tells everything that is wrong, and loads pydantic.
    from infra.config.settings import ConnectionSettings  # noqa: PLC0415

    return ConnectionSettings.load(config, pulumi.get_project()).connections


class ConfiguredProvider(ResourceProvider):
    """A provider that knows the stack config and has the process's clients."""

    # The reference to the class that is stored holds no secret; marking it as one hides the diff.
    serialize_as_secret_always = False
    services: Services
    config: Mapping[str, Any]

    def configure(self, req: ConfigureRequest) -> None:
        """Read where the services are from the stack config."""
        # The engine shows an exception with its traceback; at level 0 only its own words.
        sys.tracebacklimit = 0
        config = {key: value for key in KEYS if (value := req.config.get(key)) is not None}
        self.services = clients(frozenset(config.items()))
        keys = ("alertRules", "monitors", "ruleFiles")
        self.config = {key: value for key in keys if (value := req.config.get(key)) is not None}

    @functools.cached_property
    def rule_names(self) -> frozenset[str]:
        """The names of the stack's rules, as far as they can be read: looked at in few runs."""
        from infra.config.rule_files import names_of_rules  # noqa: PLC0415 (seldom)

        return names_of_rules(self._entries.get("alertRules"))

    @functools.cached_property
    def claims(self) -> frozenset[str]:
        """The IDs of the alerts that the stack's rules name, read as `rule_names`."""
        from infra.config.rule_files import claims_of  # noqa: PLC0415 (seldom)

        return claims_of(self._entries.get("alertRules"), "alert")

    @functools.cached_property
    def monitor_claims(self) -> frozenset[str]:
        """The IDs of the monitors that the stack's monitors name, read as `rule_names`."""
        from infra.config.rule_files import claims_of  # noqa: PLC0415 (seldom)

        return claims_of(self._entries.get("monitors"), "monitor")

    @functools.cached_property
    def _entries(self) -> Mapping[str, Any]:
        from infra.config.rule_files import load_rule_files  # noqa: PLC0415 (seldom)

        try:
            return load_rule_files(self.config, Path.cwd())[0]
        except ConfigError:
            return self.config
