"""What an expert would question about valid rules and checks.

It reads the documents that Sentry would be sent: a new kind of condition needs nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from infra.lint import cannot_fire, constant_filter, no_event, raw_parts, triggers, wrong_monitor
from infra.lint.readable_rule import MINUTES, Declared, recipient_of
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.frequencies import EVENTS
from infra.rules.problems import Place, Problem


def on_rule(declared: Declared, root: Path) -> Iterator[Problem]:
    """Yield what is odd about a rule alone.

    Args:
        declared: the rule.
        root: the folder that runbook pages are named from.
    """
    rule = declared.rule
    of_project = rule.matches_everything and wrong_monitor.own_monitors(rule)
    if of_project and any(map(_lets_everything_through, declared.triggers.conditions)):
        text = "every event of the project matches, so any error may wake somebody"
        yield declared.problem("matchesEverything", text, "no-filter")
    if not rule.enabled:
        yield declared.problem("enabled", "the rule is in Sentry but notifies nobody", "disabled")
    yield from _runbook(declared, root)
    for check in (cannot_fire.fires, no_event.on_rule, constant_filter.on_rule, triggers.on_rule):
        yield from check(declared)
    yield from raw_parts.on_rule(declared)
    yield from _too_often(declared)
    yield from _flood(declared)
    yield from _recipients(declared)


def on_checks(checks: Sequence[Any], rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each check that watches behind a rule that notifies nobody.

    Args:
        checks: the raw entries of `configVarChecks`.
        rules: the rules that could be read.
    """
    silent = {name: why for d in rules if (why := _silent(d.rule)) for name in _names(d.rule)}
    for index, check in enumerate(checks):
        guards = check.get("guards") if isinstance(check, dict) else None
        if isinstance(guards, str) and guards in silent:
            place = Place(("configVarChecks", index, "guards"))
            why = silent[guards]
            text = f"the rule {guards!r} {why}: nobody is notified when the config var fails"
            yield Problem(place, text, "idle-check")


def on_names(rules: Sequence[Declared], home: str) -> Iterator[Problem]:
    """Yield each rule whose alert only the state would tell from that of another.

    Args:
        rules: the rules that could be read.
        home: slug of the project of a rule that names none.
    """
    places: defaultdict[tuple[str, str], list[Declared]] = defaultdict(list)
    for declared in rules:
        rule = declared.rule
        for project in rule.projects or (rule.project or home,):
            places[rule.name, project].append(declared)
    for (_, project), alike in places.items():
        for declared in alike if len(alike) > 1 else ():
            if declared.rule.alert is None:
                other = next(one for one in alike if one is not declared)
                text = (
                    f"{other.place} has this name in {project} too, and without state nothing "
                    "tells their alerts apart; write its alert's ID as 'alert', or rename it"
                )
                yield declared.problem("name", text, "same-name")


def _names(rule: AlertRule) -> tuple[str, str]:
    return rule.key, rule.name


def _silent(rule: AlertRule) -> str:
    """Return why a rule notifies nobody; nothing if it does."""
    if not rule.enabled:
        return "is disabled"
    return "" if any(group.action for group in rule.groups) else "has no action"


def _runbook(declared: Declared, root: Path) -> Iterator[Problem]:
    page = declared.rule.runbook
    if page is None:
        text = "is missing: the person on call has no page that says what to do"
        yield declared.problem("runbook", text, "runbook")
    elif "://" not in page and not (root / page.partition("#")[0]).is_file():
        yield declared.problem("runbook", f"there is no file {page!r} in the project", "runbook")


def _too_often(declared: Declared) -> Iterator[Problem]:
    frequency = declared.document["config"]["frequency"]
    for _, condition in declared.conditions:
        comparison = condition["comparison"]
        interval = comparison.get("interval") if isinstance(comparison, dict) else None
        minutes = MINUTES.get(str(interval), 0)
        if 0 < frequency < minutes:
            text = (
                f"{frequency} min is shorter than the {interval} in which events are counted: one "
                f"burst is reported up to {-(-minutes // frequency)} times; write {minutes} min or "
                "more"
            )
            yield declared.problem("frequency", text, "short-frequency")


def _flood(declared: Declared) -> Iterator[Problem]:
    triggers = declared.triggers
    often = triggers.logic != "none" and any(map(_holds_for_each_event, triggers.conditions))
    if often and declared.rule.frequency == 0:
        text = "notifies of each event, and an error in a loop makes thousands; write '5 min'"
        yield declared.problem("frequency", f"{text} or more", "flood")


def _lets_everything_through(condition: Document) -> bool:
    """Tell whether any event of the project may fulfil a condition, if there are enough."""
    return condition["type"] in ("every_event", *no_event.COUNTS)


def _holds_for_each_event(condition: Document) -> bool:
    comparison = condition["comparison"]
    first = isinstance(comparison, dict) and comparison.get("value") == 0
    counts = condition["type"] == EVENTS.type and first and not comparison.get("filters")
    return condition["type"] == "every_event" or counts


def _recipients(declared: Declared) -> Iterator[Problem]:
    for index, entry in enumerate(declared.rule.groups):
        if entry.notifies_nobody:
            place = declared.inside_group(index, "notifiesNobody")
            text = "the alert fires, and nobody is notified; write an action, unless this is meant"
            yield Problem(place, text, "nobody")
    for group in declared.document["actionFilters"]:
        actions = [recipient_of(action) for action in group["actions"]]
        for who in sorted({who for who in actions if actions.count(who) > 1}):
            yield declared.problem(
                "action", f"{who} is notified {actions.count(who)} times", "told-twice"
            )
        if actions and all(_falls_through(action) for action in group["actions"]):
            text = "when nobody owns the issue, nobody is notified (NoOne); add another recipient"
            yield declared.problem("action", text, "nobody")


def _falls_through(action: Document) -> bool:
    return bool(action["data"].get("fallthroughType") == "NoOne")
