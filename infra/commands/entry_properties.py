"""What the program hands its providers of an entry, for commands that decide as a preview does."""

from __future__ import annotations

from infra.config.settings import Settings
from infra.monitors.monitor import Monitor
from infra.program.resources import monitor_properties, rule_properties
from infra.provider import monitor_state
from infra.provider.state import Properties, unpack
from infra.rules.alert_rule import AlertRule


def properties_of_rule(rule: AlertRule, settings: Settings) -> Properties:
    """Return the properties of a rule of these settings, without its monitors' IDs."""
    organization, project = settings.sentry_organization, settings.project_of(rule)
    return unpack(
        rule_properties(
            rule,
            organization,
            project,
            settings.shares_name(rule),
            monitors_named=settings.monitors_named(rule),
        )
    )


def properties_of_monitor(monitor: Monitor, settings: Settings) -> Properties:
    """Return the properties of a monitor of these settings."""
    organization, project = settings.sentry_organization, settings.project_of_monitor(monitor)
    shares_name = settings.monitor_shares_name(monitor)
    return monitor_state.unpack(monitor_properties(monitor, organization, project, shares_name))
