"""Rules that tell the same people about the same events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infra.lint import implications
from infra.lint.readable_rule import Declared, recipient_of
from infra.rules.conditions import EVERY_EVENT
from infra.rules.problems import Problem

_OF_ALL_PROJECTS = "<ID of the monitor of all projects>"


class _Reach(NamedTuple):
    """What two rules are compared by, made once for each: 1,000 rules are half a million pairs."""

    declared: Declared
    people: frozenset[str]
    triggers: frozenset[str]
    monitors: frozenset[str]


def overlaps(rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each pair of rules that tell the same people about the same events."""
    reached = [_reach(rule) for rule in rules if rule.document["enabled"]]
    for one, other in itertools.combinations(reached, 2):
        if one.people.isdisjoint(other.people) or not _same_events(one, other):
            continue
        first, second = one.declared, other.declared
        told = f"{first.place} ({first.rule.name!r})"
        text = f"fires on the same events as {told} and tells the same people"
        key = "filter" if second.rule.filter else "matchesEverything"
        people = ", ".join(sorted(one.people & other.people))
        yield second.problem(key, f"{text} ({people}): twice", "overlap")


def _reach(declared: Declared) -> _Reach:
    document = declared.document
    actions = [action for group in document["actionFilters"] for action in group["actions"]]
    return _Reach(
        declared,
        frozenset(map(recipient_of, actions)),
        frozenset(condition["type"] for condition in document["triggers"]["conditions"]),
        # A project's own monitors have its errors in common.
        frozenset(str(one).replace("issue stream", "error") for one in document["detectorIds"]),
    )


def _same_events(one: _Reach, other: _Reach) -> bool:
    if not (
        _meet(one.monitors, other.monitors, _OF_ALL_PROJECTS)
        and _meet(one.triggers, other.triggers, EVERY_EVENT.type)
    ):
        return False
    a, b = one.declared.document, other.declared.document
    places = {a["environment"], b["environment"]}
    if not (len(places) == 1 or None in places):
        return False
    pairs = itertools.product(a["actionFilters"], b["actionFilters"])
    return any(_overlap(some, others) for some, others in pairs)


def _meet(some: frozenset[str], others: frozenset[str], everything: str) -> bool:
    """Tell whether two sets have one in common, or one of them has what means all."""
    return not some.isdisjoint(others) or everything in some or everything in others


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether the events of one group are among those of the other."""
    a, b = one["conditions"], other["conditions"]
    if all(len(group["conditions"]) <= 1 or group["logicType"] == "all" for group in (one, other)):
        return implications.covers(a, b) or implications.covers(b, a)
    alike = one["logicType"] == other["logicType"]
    return alike and implications.covers(a, b) and implications.covers(b, a)
