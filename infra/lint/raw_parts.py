"""Raw parts of a rule that another key says too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from infra.lint.readable_rule import Declared, Group
from infra.rules.actions import read_action
from infra.rules.canonical import Document, canonical_action, canonical_comparison
from infra.rules.conditions import read_condition
from infra.rules.entry import OneOf
from infra.rules.filters import read_filter
from infra.rules.frequencies import Count
from infra.rules.problems import Place, Problem

CHECK = "raw"


def on_rule(declared: Declared) -> Iterator[Problem]:
    """Yield each raw part that another key says; one that holds an ID is left alone.

    Only Sentry knows what an ID stands for, and whether that is still there.
    """
    yield from _conditions(declared.triggers, declared.rule.condition, _key_of_condition)
    for number, (entry, group) in enumerate(
        zip(declared.rule.groups, declared.filters, strict=True)
    ):
        yield from _conditions(group, entry.filter, _key_of_filter)
        place = declared.inside_group(number, "action")
        for index, action in enumerate(entry.action):
            if action.raw:
                here = place.inside(index) if len(entry.action) > 1 else place
                sent = declared.document["actionFilters"][number]["actions"][index]
                yield from _problem(here, _key_of_action(sent))


def _conditions(
    group: Group, entries: Sequence[Count | OneOf], key_of: Callable[[Document], str]
) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        if getattr(entry, "raw", None):
            sent = group.conditions[index]
            try:
                comparison = canonical_comparison(sent["type"], sent["comparison"])
            except TypeError:
                continue  # no comparison of this kind
            yield from _problem(group.at(index), key_of({**sent, "comparison": comparison}))


def _problem(place: Place, key: str) -> Iterator[Problem]:
    if key != "raw":
        text = f"{key!r} says the same, and is checked before anything is sent; write that"
        yield Problem(place.inside("raw"), text, CHECK)


def _key_of_condition(sent: Document) -> str:
    entry = read_condition(sent, {})
    return "atLeast" if isinstance(entry, Count) else _key(entry)


def _key_of_filter(sent: Document) -> str:
    return _key(read_filter(sent, {}))


def _key_of_action(sent: Document) -> str:
    return _key(read_action(canonical_action(sent), {}))


def _key(entry: OneOf) -> str:
    name, _ = entry.chosen
    return type(entry).model_fields[name].alias or name
