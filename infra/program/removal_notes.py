"""What a preview says of alerts and monitors whose entries are gone.

An update tells it where it deletes them.

The engine shows a removal as such, and asks the provider about it only when it carries it out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from infra.base.errors import ConfigError
from infra.base.terminal_text import printable
from infra.config.settings import Settings
from infra.provider import monitor_notices, notices

_ATTEMPTS = 10
_BETWEEN = 0.2  # seconds

Deployed = Sequence[Mapping[str, Any]]
"""The stack output `managed_rules` of the last update."""


def last_outputs() -> Mapping[str, Any]:
    """Return what the last update exported."""
    # What a StackReference to the stack itself would read, without a resource of its own.
    stack = {"name": pulumi.get_stack()}
    reply = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", stack)
    outputs: Mapping[str, Any] = reply.value["outputs"]
    return outputs


def rules_of(outputs: Mapping[str, Any]) -> Deployed:
    """Return the rows of a stack's rules."""
    rows: Deployed = outputs.get("managed_rules", [])
    return rows


def needed_outputs() -> Deployed:
    """Return the rules that the last update exported, in an update too.

    An update rewrites the state, which cannot be read at that moment ("failed to load checkpoint:
    EOF", file backend of 3.260.0), so it is tried again.

    Raises:
        ConfigError: it could not be read at any of several attempts.
    """
    for _ in range(_ATTEMPTS):
        try:
            return rules_of(last_outputs())
        except Exception as error:  # noqa: BLE001 (the SDK raises plain ones)
            cause = printable(str(error)) or type(error).__name__
        time.sleep(_BETWEEN)
    raise ConfigError(
        f"the stack's last outputs, which name the rules it has, cannot be read: {cause}",
        "run the same command again",
    )


def refuse_to_lose(settings: Settings, deployed: Deployed) -> None:
    """Refuse the move to the other API while it would delete what it moves.

    A server that has both shows one alert in both: deleting the old rule deletes the alert that
    was just adopted under its name.

    Raises:
        ConfigError: rules of the other API would be deleted in this update.
    """
    moved = [rule for rule in deployed if rule.get("api", "workflows") != settings.sentry_api]
    if lost := [rule["name"] for rule in moved if rule["on_remove"] != "keep"]:
        raise ConfigError(
            f"sentryApi is {settings.sentry_api!r} now, and this update would delete what the "
            f"other API has of {', '.join(map(repr, lost))}",
            "take the change of sentryApi back, write 'onRemove: keep' in these entries and run "
            "pulumi up; then change it again: docs/sentry-api-rules.md",
        )


def tell_what_is_removed(settings: Settings) -> None:
    """Say what becomes of what removed entries declared, from the outputs of the last update.

    For previews: an update rewrites the state meanwhile, see `needed_outputs`.

    Raises:
        ConfigError: as `refuse_to_lose`.
    """
    keys = {rule.key for rule in settings.alert_rules}
    names = {(settings.project_of(rule), rule.name) for rule in settings.alert_rules}
    deployed: Deployed = []
    try:
        outputs = last_outputs()
        found = rules_of(outputs)
        texts = list(notices.farewells(found, keys, names, settings.sentry_project))
        texts += monitor_notices.farewells(
            outputs.get("monitors", []),
            {monitor.key for monitor in settings.monitors},
            {(settings.project_of_monitor(m), m.name) for m in settings.monitors},
        )
        deployed = found
    except Exception as error:  # noqa: BLE001 (the SDK raises plain ones; a note fails nothing)
        cause = printable(str(error)) or type(error).__name__
        texts = [f"what becomes of the alerts of removed entries cannot be said now: {cause}"]
    for text in texts:
        pulumi.info(text)
    refuse_to_lose(settings, deployed)
