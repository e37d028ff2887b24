"""Rules that tell the same people about the same events."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infra.lint.implications import Condition, covers, read_condition
from infra.lint.readable_rule import Declared, recipient_of
from infra.rules.canonical import Document
from infra.rules.conditions import EVERY_EVENT
from infra.rules.problems import Problem

_OF_ALL_PROJECTS = "<ID of the monitor of all projects>"


class _Group(NamedTuple):
    """The filters of one group, and how they are joined."""

    all_hold: bool
    logic: str
    conditions: Sequence[Condition]


class _Reach(NamedTuple):
    """What two rules are compared by, made once for each: 1,000 rules are half a million pairs."""

    declared: Declared
    people: frozenset[str]
    triggers: frozenset[str]
    monitors: frozenset[str]
    environment: str | None
    groups: Sequence[_Group]


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
    filters = document["actionFilters"]
    actions = [action for group in filters for action in group["actions"]]
    return _Reach(
        declared,
        frozenset(map(recipient_of, actions)),
        frozenset(condition["type"] for condition in document["triggers"]["conditions"]),
        # A project's own monitors have its errors in common.
        frozenset(str(one).replace("issue stream", "error") for one in document["detectorIds"]),
        document["environment"],
        [*map(_group, filters)],
    )


def _group(said: Document) -> _Group:
    logic, conditions = said["logicType"], [*map(read_condition, said["conditions"])]
    return _Group(len(conditions) <= 1 or logic == "all", logic, conditions)


def _same_events(one: _Reach, other: _Reach) -> bool:
    if not (
        _meet(one.monitors, other.monitors, _OF_ALL_PROJECTS)
        and _meet(one.triggers, other.triggers, EVERY_EVENT.type)
    ):
        return False
    a, b = one.environment, other.environment
    if a is not None and b is not None and a != b:
        return False
    return any(_overlap(some, others) for some in one.groups for others in other.groups)


def _meet(some: frozenset[str], others: frozenset[str], everything: str) -> bool:
    """Tell whether two sets have one in common, or one of them has what means all."""
    return not some.isdisjoint(others) or everything in some or everything in others


def _overlap(one: _Group, other: _Group) -> bool:
    """Tell whether the events of one group are among those of the other."""
    a, b = one.conditions, other.conditions
    if one.all_hold and other.all_hold:
        return covers(a, b) or covers(b, a)
    return one.logic == other.logic and covers(a, b) and covers(b, a)
