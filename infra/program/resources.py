"""The resources as a Pulumi program declares them; their work is done by their providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pulumi
from pulumi import Output, ResourceOptions
from pulumi.dynamic import Resource

from infra.config.settings import ConfigVarCheck
from infra.monitor_provider import SentryMonitorProvider
from infra.monitors.monitor import Monitor
from infra.monitors.to_document import to_document as monitor_document
from infra.program.stack_traces import no_stack_traces
from infra.provider import monitor_state
from infra.provider.state import MONITOR_IDS, pack
from infra.providers import HerokuConfigVarCheckProvider, SentryAlertRuleProvider
from infra.rules.alert_rule import AlertRule
from infra.rules.links import link_words, links_of
from infra.rules.placeholders import slot
from infra.rules.to_document import to_document


def rule_properties(
    rule: AlertRule,
    organization: str,
    project: str,
    shares_name: bool = False,
    monitor_ids: Mapping[str, pulumi.Input[str]] = {},
    monitors_named: Mapping[str, Sequence[str]] = {},
) -> dict[str, Any]:
    """Return what the program gives the engine of a rule, and `check` makes the properties of.

    The provider, which asks Sentry, fills the IDs in (`infra.provider.planning`), so it needs none
    of the models that rules are read with.

    Args:
        rule: what is declared.
        organization: slug of the Sentry organization.
        project: slug of the project whose events alert; of several the first.
        shares_name: another rule of the stack has its name in its project.
        monitor_ids: Sentry's IDs of the stack's monitors that the rule names, by their keys.
        monitors_named: how they are found as long as these are not known
            (`Settings.monitors_named`).
    """
    recipients = rule.recipients
    document = to_document(rule, [], {who: slot(who) for who in recipients})
    handed_over = pack(
        {
            "organization": organization,
            "project": project,
            "name": rule.name,
            "key": rule.key,
            "on_remove": rule.on_remove,
            "document": document,
            "recipients": recipients,
            **({"links": links} if (links := links_of(rule, project)) else {}),
            **({"place": ", ".join(link_words(links, project))} if links else {}),
            **({"alert": rule.alert} if rule.alert else {}),
            **({"shares_name": True} if shares_name else {}),
            **({"monitors_named": monitors_named} if monitors_named else {}),
        }
    )
    return handed_over | ({MONITOR_IDS: monitor_ids} if monitor_ids else {})


class SentryAlertRule(Resource, module="sentry", name="SentryAlertRule"):
    """An alert of Sentry that is kept as a rule declares it.

    Args:
        resource_name: the rule's key; another one is another resource to Pulumi.
        organization: slug of the Sentry organization.
        project: slug of the Sentry project whose events alert; of several the first.
        rule: what the alert says.
        shares_name: another rule of the stack has its name in its project.
        monitor_ids: as for `rule_properties`; the rule waits for these monitors.
        monitors_named: as for `rule_properties`.
    """

    if TYPE_CHECKING:  # at run time the SDK evaluates them again for each resource: 0.3 ms
        alert: Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        organization: str,
        project: str,
        rule: AlertRule,
        shares_name: bool = False,
        monitor_ids: Mapping[str, pulumi.Input[str]] = {},
        monitors_named: Mapping[str, Sequence[str]] = {},
    ) -> None:
        props = rule_properties(
            rule, organization, project, shares_name, monitor_ids, monitors_named
        )
        protected = ResourceOptions(protect=rule.protect)
        with no_stack_traces():
            super().__init__(SentryAlertRuleProvider(), resource_name, props, protected)


def monitor_properties(
    monitor: Monitor, organization: str, project: str, shares_name: bool = False
) -> dict[str, str]:
    """Return what the program gives the engine of a monitor; see `rule_properties`."""
    recipients = monitor.recipients
    return monitor_state.pack(
        {
            "organization": organization,
            "project": project,
            "name": monitor.name,
            "type": monitor.type,
            "key": monitor.key,
            "on_remove": monitor.on_remove,
            "document": monitor_document(monitor, {who: slot(who) for who in recipients}),
            "recipients": recipients,
            **({"monitor": monitor.monitor} if monitor.monitor else {}),
            **({"shares_name": True} if shares_name else {}),
        }
    )


class SentryMonitor(Resource, module="sentry", name="SentryMonitor"):
    """A monitor of Sentry that is kept as an entry of `monitors` declares it.

    Args:
        resource_name: the monitor's key; another one is another resource to Pulumi.
        organization: slug of the Sentry organization.
        project: slug of the Sentry project that the monitor belongs to.
        monitor: what is watched, and when it has failed.
        shares_name: another monitor of the stack has its name and kind in its project.
    """

    if TYPE_CHECKING:
        monitor: Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        organization: str,
        project: str,
        monitor: Monitor,
        shares_name: bool = False,
        opts: ResourceOptions | None = None,
    ) -> None:
        props = monitor_properties(monitor, organization, project, shares_name)
        protected = ResourceOptions.merge(opts, ResourceOptions(protect=monitor.protect))
        with no_stack_traces():
            super().__init__(SentryMonitorProvider(), resource_name, props, protected)


class DeclaredRule(NamedTuple):
    """A rule by either of Sentry's APIs, with what the stack outputs show of it.

    Attributes:
        alert: its outputs, packed; in a preview its inputs.
        id: Sentry's, of the alert or of the old API's rule.
        url: its web page.
    """

    resource: pulumi.Resource
    alert: Output[str]
    id: Output[str]
    url: Output[str]


class HerokuConfigVarCheck(Resource, module="heroku", name="HerokuConfigVarCheck"):
    """A look at a Heroku config var at every preview and up, of which only the outcome is kept.

    Args:
        resource_name: unique among the stack's resources.
        check: what is looked at, and how.
    """

    if TYPE_CHECKING:
        status: Output[str]
        server: Output[str]
        server_id: Output[str]

    def __init__(
        self, resource_name: str, *, check: ConfigVarCheck, opts: ResourceOptions | None = None
    ) -> None:
        props = {
            "app": check.app,
            "config_var": check.config_var,
            "minimum_length": check.minimum_length,
            "validator": check.validator or "none",
            "guards": check.guards,
            "strict": check.strict,
            **dict.fromkeys(("status", "server", "server_id")),
        }
        super().__init__(HerokuConfigVarCheckProvider(), resource_name, props, opts)
