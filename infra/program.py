"""The Pulumi program: what is declared and what is exported, from top to bottom."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pulumi
from pulumi.runtime.config import CONFIG

from infra.combined import combined
from infra.errors import AlertsError
from infra.other_stacks import expect_no_clash
from infra.properties import linked_monitors
from infra.readme import rendered
from infra.removal import needed_outputs, refuse_to_lose, tell_what_is_removed
from infra.resources import HerokuConfigVarCheck, SentryAlertRule
from infra.rule_files import gathered
from infra.rules import AlertRule
from infra.settings import Settings
from infra.urls import alert_url, rule_url

if TYPE_CHECKING:
    from infra.issue_alerts import DeclaredRule


def _hide_interrupt(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say nothing of the SIGINT by which the engine ends a program once a resource has failed."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def declare_rules(
    settings: Settings, places: Sequence[str]
) -> Sequence[tuple[AlertRule, SentryAlertRule | DeclaredRule]]:
    """Declare the alert rules by the API that the stack config names."""
    if settings.sentry_api == "rules":
        deployed = needed_outputs()
        refuse_to_lose(settings, deployed)
        # It loads an HTTP library and pulumi-sentry, which the workflows API has no use for here.
        from infra import issue_alerts  # noqa: PLC0415

        return issue_alerts.declare_rules(settings, deployed, places)
    organization = settings.sentry_organization
    return [
        (
            rule,
            SentryAlertRule(
                rule.key,
                organization=organization,
                project=settings.project_of(rule),
                rule=rule,
            ),
        )
        for rule in settings.alert_rules
    ]


def declare(settings: Settings, places: Sequence[str]) -> None:
    """Declare the stack's resources and export what a person wants to see of them.

    Args:
        settings: the stack config.
        places: where each rule stands, if not all stand in the stack file (`rule_files`).
    """
    organization = settings.sentry_organization
    rules = declare_rules(settings, places)
    made = [rule if isinstance(rule, pulumi.Resource) else rule.resource for _, rule in rules]
    # A strict check that fails stops the update: every alert rule is in place before one begins.
    after_rules = pulumi.ResourceOptions(depends_on=made)
    checks = [
        (check, HerokuConfigVarCheck(check.resource_name, check=check, opts=after_rules))
        for check in settings.config_var_checks
    ]
    managed_rules = [
        {
            "key": rule.key,
            "name": rule.name,
            "filter": resource.filter,
            "condition": resource.condition,
            "action": resource.action,
            "frequency": resource.frequency,
            "environment": resource.environment,
            "organization": organization,
            "project": settings.project_of(rule),
            "monitors": resource.payload.apply(lambda text: linked_monitors(json.loads(text))),
            "recipients": resource.recipients,
            "created": rule.created.isoformat() if rule.created else "",
            "issue": rule.issue or "",
            "runbook": rule.runbook or "",
            "id": resource.id,
            "url": resource.url,
            "status": resource.status,
            "on_remove": resource.on_remove,
            "api": settings.sentry_api,
        }
        for rule, resource in rules
    ]
    check_outcomes = [
        {
            "app": check.app,
            "config_var": check.config_var,
            "minimum_length": check.minimum_length,
            "validator": check.validator or "none",
            "strict": check.strict,
            "status": resource.status,
            "server": resource.server,
            "server_id": resource.server_id,
            "guards": settings.guarded(check).name,
        }
        for check, resource in checks
    ]
    pulumi.export("rule_ids", {settings.title(rule): resource.id for rule, resource in rules})
    pulumi.export("managed_rules", managed_rules)
    pulumi.export("checks", check_outcomes)
    old_api = settings.sentry_api == "rules"
    page_of = rule_url if old_api else alert_url
    pulumi.export("dashboard", page_of(settings.sentry_url, organization))
    template = Path("Pulumi.README.md").read_text(encoding="utf-8")
    page = combined([managed_rules, check_outcomes]).apply(
        lambda tables: rendered(template, tables[0], tables[1])
    )
    pulumi.export("readme", page)


def main() -> None:
    """Read the stack config and declare what it says.

    Raises:
        pulumi.RunError: it cannot be carried out; the engine prints its text and no traceback.
    """
    sys.excepthook = _hide_interrupt
    namespace = f"{pulumi.get_project()}:"
    config = {
        key.removeprefix(namespace): value
        for key, value in CONFIG.get().items()
        if key.startswith(namespace)
    }
    try:
        whole, places = gathered(config, Path.cwd())
        settings = Settings.load(whole, pulumi.get_project(), places)
        expect_no_clash(settings, pulumi.get_stack(), pulumi.get_project(), Path.cwd())
        declare(settings, places)
        if pulumi.runtime.is_dry_run():
            tell_what_is_removed(settings)
    except AlertsError as error:
        raise pulumi.RunError(str(error)) from None


main()
