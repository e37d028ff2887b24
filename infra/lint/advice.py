"""What an expert would ask about rules and checks that are carried out as they stand. Pure.

It reads the documents that Sentry would be sent: a new kind of condition needs nothing here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.lint import cannot_fire, implications
from infra.lint.readable_rule import MINUTES, Declared
from infra.rules.canonical import Document
from infra.rules.entry import Place, Problem


def on_rule(declared: Declared, root: Path) -> Iterator[Problem]:
    """Yield what is odd about a rule alone.

    Args:
        declared: the rule.
        root: the folder that runbook pages are named from.
    """
    rule = declared.rule
    if rule.matches_everything:
        text = "every event of the project counts, so any error at all may wake somebody"
        yield declared.problem("matchesEverything", text, "no-filter")
    if not rule.enabled:
        yield declared.problem("enabled", "the rule is in Sentry and stays silent", "disabled")
    yield from _runbook(declared, root)
    yield from cannot_fire.fires(declared)
    yield from _too_often(declared)
    yield from _recipients(declared)


def on_pairs(rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each two rules that tell the same people of the same events."""
    for first, second in itertools.combinations(rules, 2):
        people = _people(first) & _people(second)
        if people and _same_events(first.document, second.document):
            other = f"{first.place} ({first.rule.name!r})"
            text = f"fires on the same events as {other} and tells the same people"
            key = "filter" if second.rule.filter else "matchesEverything"
            yield second.problem(key, f"{text} ({', '.join(sorted(people))}): twice", "overlap")


def on_checks(checks: Sequence[Any], rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each check that watches behind a rule that never speaks.

    Args:
        checks: the raw entries of `configVarChecks`.
        rules: the rules that could be read.
    """
    silent = {name for d in rules if not d.rule.enabled for name in (d.rule.key, d.rule.name)}
    for index, check in enumerate(checks):
        guards = check.get("guards") if isinstance(check, dict) else None
        if isinstance(guards, str) and guards in silent:
            place = Place(("configVarChecks", index, "guards"))
            text = f"the rule {guards!r} is disabled: nobody hears of it when the config var fails"
            yield Problem(place, text, "idle-check")


def _runbook(declared: Declared, root: Path) -> Iterator[Problem]:
    page = declared.rule.runbook
    if page is None:
        text = "is missing: whoever is woken finds no page that says what to do"
        yield declared.problem("runbook", text, "runbook")
    elif "://" not in page and not (root / page.partition("#")[0]).is_file():
        yield declared.problem("runbook", f"there is no file {page!r} in the project", "runbook")


def _too_often(declared: Declared) -> Iterator[Problem]:
    frequency = declared.document["config"]["frequency"]
    for _, condition in declared.conditions:
        comparison = condition["comparison"]
        interval = comparison.get("interval") if isinstance(comparison, dict) else None
        minutes = MINUTES.get(str(interval), 0)
        if frequency < minutes:
            text = (
                f"{frequency} min is shorter than the {interval} in which events are counted: one "
                f"burst is told up to {-(-minutes // frequency)} times; write {minutes} min or more"
            )
            yield declared.problem("frequency", text, "short-frequency")


def _recipients(declared: Declared) -> Iterator[Problem]:
    for group in declared.document["actionFilters"]:
        actions = [_who(action) for action in group["actions"]]
        for who in sorted({who for who in actions if actions.count(who) > 1}):
            yield declared.problem(
                "action", f"{who} is told {actions.count(who)} times", "told-twice"
            )
        if actions and all(_falls_through(action) for action in group["actions"]):
            text = "when nobody owns the issue, nobody is told (NoOne); name one more recipient"
            yield declared.problem("action", text, "nobody")


def _falls_through(action: Document) -> bool:
    return bool(action["data"].get("fallthroughType") == "NoOne")


def _people(declared: Declared) -> set[str]:
    groups = declared.document["actionFilters"]
    return {_who(action) for group in groups for action in group["actions"]}


def _who(action: Document) -> str:
    """Name an action's target in the words of the draft it comes from."""
    config = action["config"]
    fields = action["data"].get("additionalFields", {})
    ticket = fields.get("repo") or fields.get("project")
    target = config.get("targetDisplay") or config.get("targetIdentifier") or ticket
    name = str(target or config.get("targetType") or "").strip("<>").removeprefix("ID of ")
    through = "" if action["type"] == "email" else f"{action['type']} "
    return f"{through}{name}".replace("_", " ") if name == "issue_owners" else f"{through}{name}"


def _same_events(a: Document, b: Document) -> bool:
    alike = a["enabled"] and b["enabled"] and _triggers(a) & _triggers(b)
    places = {a["environment"], b["environment"]}
    if not alike or not (len(places) == 1 or None in places):
        return False
    pairs = itertools.product(a["actionFilters"], b["actionFilters"])
    return any(_overlap(one, other) for one, other in pairs)


def _triggers(document: Document) -> set[str]:
    return {condition["type"] for condition in document["triggers"]["conditions"]} or {"every"}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether the events of one group are among those of the other."""
    a, b = one["conditions"], other["conditions"]
    if all(len(group["conditions"]) <= 1 or group["logicType"] == "all" for group in (one, other)):
        return implications.covers(a, b) or implications.covers(b, a)
    alike = one["logicType"] == other["logicType"]
    return alike and implications.covers(a, b) and implications.covers(b, a)
