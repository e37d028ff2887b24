"""The one live alert or monitor that a person means: by its ID, its name, or its page's address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import ConfigError
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.config.settings import Settings
from infra.rules.links import id_of_claim
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_inventory import MonitorInventory
from infra.sentry.monitors import OWN
from infra.sentry.page_urls import alert_page, monitor_page
from infra.sentry.replies import Alert, LiveMonitor

_LISTED = "python -m infra unmanaged lists those that no stack manages"


class Found(NamedTuple):
    """What is meant: one of the two."""

    alert: Alert | None = None
    monitor: LiveMonitor | None = None


def find_named(
    word: str, settings: Settings, sentry: Inventory, monitors: MonitorInventory
) -> Found:
    """Return the one live alert or monitor that is meant.

    Raises:
        ConfigError: there is none, there are several, or the address is another Sentry's.
    """
    if word.startswith(("https://", "http://")):
        if monitor_page(word, settings.sentry_url):
            return Found(monitor=_monitor_at(word, settings, monitors))
        return Found(_at(word, settings, sentry))
    alerts, watching = _alerts(word, sentry), _monitors(word, monitors)
    if len(alerts) + len(watching) == 1:
        return Found(*alerts or (None,), *watching)
    if alerts or watching:
        raise _several(word, alerts, watching, sentry, monitors)
    guess = did_you_mean(word, [one["name"] for one in sentry.alerts().values()])
    raise ConfigError(
        f"Sentry organization {settings.sentry_organization} has no alert or monitor with the ID "
        f"or name {word!r}{guess}",
        _LISTED,
    )


def _alerts(word: str, sentry: Inventory) -> list[Alert]:
    if word.isdecimal() and (found := sentry.alert(word)):
        return [found]
    return [one for one in sentry.alerts().values() if one["name"] == word]


def _monitors(word: str, monitors: MonitorInventory) -> list[LiveMonitor]:
    found = monitors.api.get(word) if word.isdecimal() else None
    listed = [found] if found else monitors.api.find_named(word)
    return [one for one in listed if one["type"] not in OWN]


def _several(
    word: str,
    alerts: Sequence[Alert],
    watching: Sequence[LiveMonitor],
    sentry: Inventory,
    monitors: MonitorInventory,
) -> ConfigError:
    pages = [("alert", one["id"], sentry.url(one["id"])) for one in alerts]
    pages += [("monitor", one["id"], monitors.url(one["id"])) for one in watching]
    lines = "".join(f"\n    {kind} {id_}  {url}" for kind, id_, url in pages)
    what = "alerts" if not watching else "monitors" if not alerts else "alerts and monitors"
    by = "have the ID" if any(id_ == word for _, id_, _ in pages) else "are named"
    return ConfigError(
        f"{len(pages)} {what} {by} {word!r}:{lines}", "give the address of the page of one of them"
    )


def _monitor_at(url: str, settings: Settings, monitors: MonitorInventory) -> LiveMonitor:
    page = monitor_page(url, settings.sentry_url)
    if page is None or page.organization != settings.sentry_organization:
        raise _elsewhere(url, "a monitor", settings, monitors.url("ID"))
    found = monitors.api.get(page.monitor_id)
    if found is None:
        raise ConfigError(
            f"Sentry organization {settings.sentry_organization} has no monitor {page.monitor_id}",
            _LISTED,
        )
    if found["type"] in OWN:
        raise ConfigError(
            f"monitor {page.monitor_id} is the {found['type']} monitor that Sentry keeps for each "
            "project",
            "a rule is linked to it by its project (docs/writing-rules.md)",
        )
    return found


def _elsewhere(url: str, what: str, settings: Settings, usual: str) -> ConfigError:
    return ConfigError(
        f"{printable(url)} is no page of {what} of organization {settings.sentry_organization} on "
        f"{settings.sentry_url}, which the stack is about",
        f"copy the address from there: {usual}; or name another --stack",
    )


def _at(url: str, settings: Settings, sentry: Inventory) -> Alert:
    page = alert_page(url, settings.sentry_url)
    if page is None or page.organization != settings.sentry_organization:
        raise _elsewhere(url, "an alert", settings, sentry.url("ID"))
    id_ = page.alert_id or sentry.api.of_old_rule(page.rule_id)
    found = sentry.alert(id_) if id_ else None
    if found is None:
        what = f"alert {id_}" if id_ else f"alert that rule {page.rule_id} has become"
        raise ConfigError(
            f"Sentry organization {settings.sentry_organization} has no {what}", _LISTED
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
