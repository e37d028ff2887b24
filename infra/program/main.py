"""The Pulumi program: what is declared and what is exported, from top to bottom."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG

from infra.base.errors import AlertsError
from infra.base.urls import alert_url, monitor_url, rule_url
from infra.config.rival_stacks import expect_no_clash
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.monitors.monitor import Monitor
from infra.program.debug_lines import send_debug_lines_together
from infra.program.output_of import output_of_tree
from infra.program.output_rows import check_row, monitor_row, rule_row
from infra.program.readme import render
from infra.program.removal_notes import needed_outputs, refuse_to_lose, tell_what_is_removed
from infra.program.resources import (
    DeclaredRule,
    HerokuConfigVarCheck,
    SentryAlertRule,
    SentryMonitor,
)
from infra.rules.alert_rule import AlertRule
from infra.rules.links import monitor_keys
from infra.rules.problems import Places


def _hide_interrupt(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say nothing of the SIGINT by which the engine ends a program once a resource has failed."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def declare_rules(
    settings: Settings, places: Places, monitors: Mapping[str, SentryMonitor]
) -> Sequence[tuple[AlertRule, DeclaredRule]]:
    """Declare the alert rules by the API that the stack config names.

    Args:
        settings: the stack config.
        places: where each entry is written, if not all are in the stack file (`rule_files`).
        monitors: the declared ones, by their keys.
    """
    if settings.sentry_api == "rules":
        deployed = needed_outputs()
        refuse_to_lose(settings, deployed)
        # It loads an HTTP library and pulumi-sentry, which the workflows API has no use for here.
        from infra.program import declare_legacy  # noqa: PLC0415

        return declare_legacy.declare_rules(settings, deployed, places)
    return [(rule, _declare(settings, rule, monitors)) for rule in settings.alert_rules]


def declare_monitors(settings: Settings) -> Mapping[str, SentryMonitor]:
    """Declare the monitors, and return each by its key."""
    return {
        monitor.key: SentryMonitor(
            monitor.key,
            organization=settings.sentry_organization,
            project=settings.project_of_monitor(monitor),
            monitor=monitor,
            shares_name=settings.monitor_shares_name(monitor),
        )
        for monitor in settings.monitors
    }


def _declare(
    settings: Settings, rule: AlertRule, monitors: Mapping[str, SentryMonitor]
) -> DeclaredRule:
    organization, project = settings.sentry_organization, settings.project_of(rule)
    resource = SentryAlertRule(
        rule.key,
        organization=organization,
        project=project,
        rule=rule,
        shares_name=settings.shares_name(rule),
        monitor_ids={key: monitors[key].id for key in monitor_keys(rule)},
        monitors_named=settings.monitors_named(rule),
    )
    url = resource.id.apply(lambda id_: alert_url(settings.sentry_url, organization, id_))
    return DeclaredRule(resource, resource.alert, resource.id, url)


def _row(
    settings: Settings, rule: AlertRule, declared: DeclaredRule
) -> pulumi.Output[dict[str, Any]]:
    return declared.alert.apply(
        lambda alert: rule_row(settings, rule, alert, id=declared.id, url=declared.url)
    )


def _monitor_row(
    settings: Settings, monitor: Monitor, declared: SentryMonitor
) -> pulumi.Output[dict[str, Any]]:
    organization = settings.sentry_organization
    url = declared.id.apply(lambda id_: monitor_url(settings.sentry_url, organization, id_))
    return declared.monitor.apply(
        lambda kept: monitor_row(settings, monitor, kept, id=declared.id, url=url)
    )


def declare(settings: Settings, places: Places) -> None:
    """Declare the stack's resources and export what a person wants to see of them.

    Args:
        settings: the stack config.
        places: where each entry is written, if not all are in the stack file (`rule_files`).
    """
    monitors = declare_monitors(settings)
    rules = declare_rules(settings, places, monitors)
    # A strict check that fails stops the update: every alert rule is in place before one begins.
    after_rules = pulumi.ResourceOptions(depends_on=[declared.resource for _, declared in rules])
    looks = [
        (check, HerokuConfigVarCheck(check.resource_name, check=check, opts=after_rules))
        for check in settings.config_var_checks
    ]
    managed_rules = [_row(settings, rule, declared) for rule, declared in rules]
    checks = [
        check_row(settings, c, status=seen.status, server=seen.server, server_id=seen.server_id)
        for c, seen in looks
    ]
    pulumi.export("rule_ids", {settings.title(rule): declared.id for rule, declared in rules})
    pulumi.export("managed_rules", managed_rules)
    pulumi.export("checks", checks)
    monitor_rows = [
        _monitor_row(settings, monitor, monitors[monitor.key]) for monitor in settings.monitors
    ]
    if monitor_rows:
        ids = {settings.monitor_title(m): monitors[m.key].id for m in settings.monitors}
        pulumi.export("monitor_ids", ids)
        pulumi.export("monitors", monitor_rows)
    page_of = rule_url if settings.sentry_api == "rules" else alert_url
    pulumi.export("dashboard", page_of(settings.sentry_url, settings.sentry_organization))
    template = Path("Pulumi.README.md").read_text(encoding="utf-8")
    page = output_of_tree([managed_rules, checks, monitor_rows]).apply(
        lambda tables: render(template, *tables)
    )
    pulumi.export("readme", page)


def main() -> None:
    """Read the stack config and declare what it says.

    Raises:
        pulumi.RunError: it cannot be carried out; the engine prints its text and no traceback.
    """
    sys.excepthook = _hide_interrupt
    send_debug_lines_together()
    namespace = f"{pulumi.get_project()}:"
    config = {
        key.removeprefix(namespace): value
        for key, value in CONFIG.get().items()
        if key.startswith(namespace)
    }
    try:
        whole, places = load_rule_files(config, Path.cwd())
        settings = Settings.load(whole, pulumi.get_project(), places)
        expect_no_clash(settings, pulumi.get_stack(), pulumi.get_project(), Path.cwd(), places)
        declare(settings, places)
        if pulumi.runtime.is_dry_run():
            tell_what_is_removed(settings)
    except AlertsError as error:
        raise pulumi.RunError(str(error)) from None
