"""Rules that tell the same people about the same events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.lint import implications
from infra.lint.readable_rule import Declared, recipient_of
from infra.rules.canonical import Document
from infra.rules.problems import Problem


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
