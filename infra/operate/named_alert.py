"""The one live alert that a person means: by its ID, its name, or the address of its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.base.errors import ConfigError
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.config.settings import Settings
from infra.rules.links import id_of_claim
from infra.sentry.inventory import Inventory
from infra.sentry.page_urls import alert_page
from infra.sentry.replies import Alert


def find_alert(alert: str, settings: Settings, sentry: Inventory) -> Alert:
    """Return the one live alert that is meant.

    Raises:
        ConfigError: there is none, there are several, or the address is another Sentry's.
    """
    if alert.startswith(("https://", "http://")):
        return _at(alert, settings, sentry)
    if alert.isdecimal() and (found := sentry.alert(alert)):
        return found
    every = list(sentry.alerts().values())
    named = [one for one in every if one["name"] == alert]
    if len(named) == 1:
        return named[0]
    if named:
        lines = "".join(f"\n    {one['id']}  {sentry.url(one['id'])}" for one in named)
        raise ConfigError(
            f"{len(named)} alerts are named {alert!r}:{lines}", "give the ID of one of them"
        )
    guess = did_you_mean(alert, [one["name"] for one in every])
    organization = settings.sentry_organization
    raise ConfigError(
        f"Sentry organization {organization} has no alert with the ID or name {alert!r}{guess}",
        "python -m infra unmanaged lists those that no stack manages",
    )


def _at(url: str, settings: Settings, sentry: Inventory) -> Alert:
    page = alert_page(url, settings.sentry_url)
    if page is None or page.organization != settings.sentry_organization:
        raise ConfigError(
            f"{printable(url)} is no page of an alert of organization "
            f"{settings.sentry_organization} on {settings.sentry_url}, which the stack is about",
            f"copy the address from there: {sentry.url('ID')}; or name another --stack",
        )
    id_ = page.alert_id or sentry.api.of_old_rule(page.rule_id)
    found = sentry.alert(id_) if id_ else None
    if found is None:
        what = f"alert {id_}" if id_ else f"alert that rule {page.rule_id} has become"
        raise ConfigError(
            f"Sentry organization {settings.sentry_organization} has no {what}",
            "python -m infra unmanaged lists those that no stack manages",
        )
    return found


def expect_undeclared(
    live: Mapping[str, Any], project: str, claims: bool, settings: Settings, sentry: Inventory
) -> list[str]:
    """Return what is to be said of rules that may have an alert already.

    Args:
        live: the alert.
        project: its own.
        claims: the new entry says the alert's ID.
        settings: the stack's.
        sentry: what the organization has.

    Raises:
        ConfigError: a rule has it.
    """
    notes = []
    for rule in settings.alert_rules:
        claim = id_of_claim(rule.alert or "")
        same = (rule.name, settings.project_of(rule)) == (live["name"].strip(), project)
        if (claim and claim == live.get("id")) or (same and not (claim or claims)):
            raise ConfigError(
                f"the rule {rule.key} already declares {live['name']!r} in {project}",
                f"pulumi preview shows what it changes: {sentry.url(live.get('id', ''))}",
            )
        if same and not claim:
            notes.append(
                f"the rule {rule.key} has this name too: leave the entry out if that rule has "
                f"alert {live['id']} already, as python -m infra status shows"
            )
    return notes
