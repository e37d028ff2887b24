"""Rules that tell the same people about the same events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.lint import implications
from infra.lint.readable_rule import Declared, recipient_of
from infra.rules.canonical import Document
from infra.rules.conditions import EVERY_EVENT
from infra.rules.problems import Problem

_OF_ALL_PROJECTS = "<ID of the monitor of all projects>"


def overlaps(rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each pair of rules that tell the same people about the same events."""
    reached = [(rule, _people(rule)) for rule in rules]
    for (first, some), (second, others) in itertools.combinations(reached, 2):
        people = some & others
        if people and _same_events(first.document, second.document):
            other = f"{first.place} ({first.rule.name!r})"
            text = f"fires on the same events as {other} and tells the same people"
            key = "filter" if second.rule.filter else "matchesEverything"
            yield second.problem(key, f"{text} ({', '.join(sorted(people))}): twice", "overlap")


def _people(declared: Declared) -> set[str]:
    groups = declared.document["actionFilters"]
    return {recipient_of(action) for group in groups for action in group["actions"]}


def _same_events(a: Document, b: Document) -> bool:
    alike = a["enabled"] and b["enabled"] and _same_triggers(a, b) and _same_monitors(a, b)
    places = {a["environment"], b["environment"]}
    if not alike or not (len(places) == 1 or None in places):
        return False
    pairs = itertools.product(a["actionFilters"], b["actionFilters"])
    return any(_overlap(one, other) for one, other in pairs)


def _same_triggers(a: Document, b: Document) -> bool:
    some, others = (
        {condition["type"] for condition in document["triggers"]["conditions"]}
        for document in (a, b)
    )
    return bool(some & others) or EVERY_EVENT.type in some | others


def _same_monitors(a: Document, b: Document) -> bool:
    """Tell whether an event may reach both; a project's own monitors have its errors in common."""
    some, others = (
        {str(monitor).replace("issue stream", "error") for monitor in document["detectorIds"]}
        for document in (a, b)
    )
    return bool(some & others) or _OF_ALL_PROJECTS in some | others


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether the events of one group are among those of the other."""
    a, b = one["conditions"], other["conditions"]
    if all(len(group["conditions"]) <= 1 or group["logicType"] == "all" for group in (one, other)):
        return implications.covers(a, b) or implications.covers(b, a)
    alike = one["logicType"] == other["logicType"]
    return alike and implications.covers(a, b) and implications.covers(b, a)
