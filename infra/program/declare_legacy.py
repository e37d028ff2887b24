"""Declares alert rules by the old rules API, with the package pulumi-sentry. Loaded for it alone.

The program does the I/O that the dynamic providers do elsewhere: it asks Sentry whom an address
belongs to, and which rules there are, so that one of a declared name is imported, not doubled.
"""

from __future__ import annotations

import importlib
import os
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import pulumi

from infra.base.errors import ConfigError
from infra.base.urls import rule_url
from infra.config.connections import SENTRY_TOKEN
from infra.config.settings import Settings
from infra.legacy.adoption import (
    Declared,
    Plan,
    document_of,
    hidden_nodes,
    plan_rules,
    refuse_what_cannot_be_said,
)
from infra.program.resources import DeclaredRule
from infra.provider import diagnostics, notices
from infra.provider.state import ALERT, inputs_of, pack
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.problems import Places
from infra.rules.recipients import Names, names_of
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from infra.services import Services

_PACKAGE = "pulumiverse_sentry"
_TAKEN_INTO_STATE = "SENTRY_TOKEN"


def declare_rules(
    settings: Settings, deployed: Collection[Mapping[str, str]], places: Places
) -> list[tuple[AlertRule, DeclaredRule]]:
    """Declare each rule as a `pulumiverse_sentry.SentryIssueAlert`.

    Args:
        settings: the stack config.
        deployed: the stack output `managed_rules` of the last update.
        places: where each rule is written, if not all are in the stack file (`rule_files`).

    Raises:
        ConfigError: the package or the token is not there, or the old API cannot say a rule.
        RuleError: several rules have one name, or one that is there says the same.
        ServiceError: Sentry did not answer.
    """
    package = _package()
    _check_environment(os.environ)
    unknown: defaultdict[Any, str] = defaultdict(lambda: "0")
    drafts = [to_document(rule, (), unknown) for rule in settings.alert_rules]
    refuse_what_cannot_be_said(drafts, pulumi.get_project(), places)
    sentry = Services(settings.connections, diagnostics.warn).sentry(settings.sentry_organization)
    provider = package.Provider("sentry", base_url=f"{settings.sentry_url}/api/")
    declared, names = [], []
    for rule in settings.alert_rules:
        recipients = {who: sentry.identifier(who) for who in rule.recipients}
        document = to_document(rule, (), recipients)
        declared.append(Declared(rule, settings.project_of(rule), document))
        names.append(names_of(recipients))
    live = {p: sentry.api.old_rules(p) for p in sorted({d.project for d in declared})}
    plans = plan_rules(declared, live, deployed, _page(settings))
    return [
        (plan.rule, _declare(plan, named, settings, package, provider))
        for plan, named in zip(plans, names, strict=True)
    ]


def _package() -> Any:
    try:
        return importlib.import_module(_PACKAGE)
    except ModuleNotFoundError:
        raise ConfigError(
            "sentryApi: rules needs the package pulumiverse-sentry, and it is not installed",
            ".venv/bin/python -m pip install -r requirements-rules.txt",
        ) from None


def _check_environment(environ: Mapping[str, str]) -> None:
    """See to it that the plugin gets the token, and Pulumi does not.

    The plugin reads SENTRY_AUTH_TOKEN from the environment of `pulumi` itself; a SENTRY_TOKEN the
    package copies into the state (both seen with 0.0.9 on 3.260.0, 2026-11).
    """
    if environ.get(_TAKEN_INTO_STATE):
        raise ConfigError(
            f"{_TAKEN_INTO_STATE} is set, and pulumi-sentry would write it into the state",
            f"unset {_TAKEN_INTO_STATE}; {SENTRY_TOKEN} is the variable to use",
        )
    if not environ.get(SENTRY_TOKEN, "").strip():
        raise ConfigError(
            f"sentryApi: rules needs {SENTRY_TOKEN} in the environment of pulumi itself: the "
            "plugin of pulumi-sentry reads it there, and knows no vault",
            f"set {SENTRY_TOKEN} for this command; docs/sentry-api-rules.md shows how",
        )


def _page(settings: Settings) -> str:
    return rule_url(settings.sentry_url, settings.sentry_organization)


def _declare(
    plan: Plan,
    names: Names,
    settings: Settings,
    package: Any,
    provider: pulumi.ProviderResource,
) -> DeclaredRule:
    organization, project, rule = settings.sentry_organization, plan.project, plan.rule
    document = canonical(plan.document)
    _tell(plan, document, names, settings)
    # Of a rule that is in the state already this changes nothing; of one that has left it, by
    # `pulumi state delete`, it makes no second one (3.260.0, seen 2026-11).
    there = f"{organization}/{project}/{plan.live['id']}" if plan.live else None
    resource = package.SentryIssueAlert(
        rule.key,
        organization=organization,
        project=project,
        **_arguments(plan.body),
        opts=pulumi.ResourceOptions(
            provider=provider,
            protect=rule.protect,
            import_=there,
            retain_on_delete=plan.on_remove == "keep",
        ),
    )
    said = inputs_of(document, names, organization, project)
    return DeclaredRule(
        resource,
        alert=pulumi.Output.from_input(pack(said | {"on_remove": plan.on_remove})[ALERT]),
        id=resource.internal_id,
        url=resource.internal_id.apply(
            lambda rule_id: rule_url(settings.sentry_url, organization, project, rule_id)
        ),
    )


def _arguments(body: Document) -> dict[str, Any]:
    """Spell a rule's body as the package's arguments."""
    return {
        "name": body["name"],
        "frequency": body["frequency"],
        "environment": body["environment"],
        "action_match": body["actionMatch"],
        "filter_match": body["filterMatch"],
        "conditions": body["conditions"],
        "filters": body["filters"],
        "actions": body["actions"],
    }


def _tell(plan: Plan, document: Document, names: Names, settings: Settings) -> None:
    """Say what is adopted, and what was added by hand that the plugin does not see."""
    if plan.live is None:
        return
    rule_id = plan.live["id"]
    url = rule_url(settings.sentry_url, settings.sentry_organization, plan.project, rule_id)
    if plan.adopts:
        # Both as the old API says them, which keeps no channel's name and no count among filters.
        before, after = document_of(plan.live), document_of(plan.body)
        same = document, document
        change = (canonical(before), canonical(after)) if before and after else same
        before_words, after_words = (summarise(said, names) for said in change)
        diagnostics.note(notices.adoption(url, rule_id, before_words, after_words))
    elif added := hidden_nodes(plan):
        diagnostics.warn(
            f"rule {rule_id}, {plan.body['name']!r}, has {added} in Sentry that the stack config "
            "does not have, and pulumi-sentry does not see what was added by hand.\n  Next: "
            f"unless this preview shows an update of it, remove it there: {url}"
        )
