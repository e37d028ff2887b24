"""What a rule means, in words for somebody whom it has just woken."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from infra.base.plural import count
from infra.config.settings import ConfigVarCheck, Settings
from infra.monitors.declared_summary import summarise_declared
from infra.monitors.monitor import Monitor
from infra.rules.alert_rule import AlertRule
from infra.rules.links import link_words, links_of, monitor_keys
from infra.rules.recipients import names_of
from infra.rules.scalars import UNIT_MINUTES, UNITS
from infra.rules.summary import Summary, summarise
from infra.rules.to_document import to_document

_INTERVAL = re.compile(r"\bin (\d+)([mhdw])\b")
_NUMBER = re.compile(r"(>=|>) (?=\d)")


class Group(NamedTuple):
    """Who is notified of what.

    Attributes:
        where: which events and issues count.
        told: who is notified of them.
    """

    where: str
    told: str


class Explanation(NamedTuple):
    """A rule's meaning, part by part; see `sentences`."""

    key: str
    name: str
    project: str
    linked_to: tuple[str, ...]
    monitors: tuple[str, ...]
    alert: str | None
    environment: str
    enabled: bool
    fires_when: str
    groups: tuple[Group, ...]
    how_often: str
    guards: tuple[str, ...]
    runbook: str | None
    issue: str | None
    created: str | None
    removal: str


def explain(rule: AlertRule, settings: Settings) -> Explanation:
    """Return what a rule means.

    Args:
        rule: one of the stack's rules.
        settings: the stack's settings.
    """
    numbered = {who: str(number) for number, who in enumerate(rule.recipients, start=1)}
    names = names_of(numbered)
    document = to_document(rule, [], numbered)
    parts: list[Summary] = [
        summarise({**document, "actionFilters": [group]}, names)
        for group in document["actionFilters"]
    ]
    project = settings.project_of(rule)
    keys = monitor_keys(rule)
    checks = [check for check in settings.config_var_checks if settings.guarded(check) == rule]
    return Explanation(
        key=rule.key,
        name=rule.name,
        project=project,
        linked_to=tuple(link_words(links_of(rule, project), project)),
        monitors=tuple(_monitor_words(m) for m in settings.monitors if m.key in keys),
        alert=rule.alert,
        environment=parts[0].environment,
        enabled=rule.enabled,
        fires_when=_spell_out(parts[0].condition),
        groups=tuple(Group(part.filter, part.action) for part in parts),
        how_often=_how_often(rule.frequency),
        guards=tuple(map(_guard, checks)),
        runbook=rule.runbook,
        issue=rule.issue,
        created=rule.created.isoformat() if rule.created else None,
        removal=removal(rule.on_remove, rule.protect, "alert"),
    )


def sentences(said: Explanation) -> list[str]:
    """Return an explanation as a person reads it, one sentence or two to a line."""
    where = "" if said.environment == "all" else f", environment {said.environment}"
    alone = said.linked_to == (said.project,)
    places = f"project {said.project}" if alone else f"({' and '.join(said.linked_to)})"
    lines = [f"Fires when, in Sentry {places}{where}: {said.fires_when}."]
    lines += [f"The {monitor}." for monitor in said.monitors]
    for group in said.groups:
        of = "of the project" if alone else "of these"
        counts = f"Every event {of} counts" if group.where == "everything" else ""
        lines.append(
            f"{counts or f'Only this counts: {group.where}'}. Who is notified: {group.told}."
        )
    lines.append(f"How often: {said.how_often}.")
    if not said.enabled:
        lines.append("It is disabled: it stays in Sentry and notifies nobody.")
    lines += [f"It guards: {guard}." for guard in said.guards]
    lines.append(f"What to do: {said.runbook or 'no runbook page is named'}.")
    facts = [f"declared on {said.created}" if said.created else "", said.issue or ""]
    if any(facts):
        lines.append(f"Why it is there: {', '.join(filter(None, facts))}.")
    lines.append(
        f"Alert {said.alert} is adopted, whatever its name."
        if said.alert
        else "If the project has an alert with this exact name, it is adopted; otherwise one is "
        "created."
    )
    lines.append(said.removal)
    return lines


def as_data(said: Explanation) -> dict[str, Any]:
    """Return an explanation for scripts."""
    return said._asdict() | {"groups": [group._asdict() for group in said.groups]}


def _guard(check: ConfigVarCheck) -> str:
    proven = f" and a token that {check.validator.capitalize()} accepts" if check.validator else ""
    stops = "; while it does not, an update fails" if check.strict else ""
    return (
        f"config var {check.config_var} of Heroku app {check.app}, which must hold at least "
        f"{check.minimum_length} bytes{proven}{stops}"
    )


def removal(on_remove: str | None, protect: bool, thing: str) -> str:
    """Return what becomes of what Sentry has for an entry, once the entry is removed.

    Args:
        on_remove: what the entry says.
        protect: likewise.
        thing: `alert` or `monitor`.
    """
    outcome = {
        "delete": "is deleted",
        "keep": "is left in Sentry",
        None: "is deleted if this stack made it, and left in Sentry if it adopted it",
    }[on_remove]
    protected = " (protect: true prevents this until it is removed)" if protect else ""
    return f"When its entry is removed, the {thing} {outcome}{protected}."


def _monitor_words(monitor: Monitor) -> str:
    said = summarise_declared(monitor)
    return (
        f"{said.kind} monitor {monitor.name!r} (key {monitor.key}) watches {said.watches}; it "
        f"fails when: {said.fails_when}"
    )


def _spell_out(words: str) -> str:
    """Write `>= 1 event in 5m` as one says it."""
    said = _NUMBER.sub(lambda m: "at least " if m[1] == ">=" else "more than ", words)
    return _INTERVAL.sub(lambda m: f"within {count(int(m[1]), UNITS[m[2]])}", said)


def _how_often(minutes: int) -> str:
    """Write a frequency with the largest unit that is whole."""
    if not minutes:
        return "on every trigger, so each event may notify again"
    unit = next(unit for unit in "dhm" if minutes % UNIT_MINUTES[unit] == 0)
    time = count(minutes // UNIT_MINUTES[unit], UNITS[unit])
    return f"at most once in {time} for each issue, however many events arrive"
