"""Rules that no event, or no number of events, can make fire."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from infra.lint.implications import excludes, read_condition
from infra.lint.readable_rule import MINUTES, Declared
from infra.rules.canonical import Document
from infra.rules.problems import Problem

CHECK = "never-fires"
_MOST_A_SECOND = 10_000  # events of one issue; ours, so high that no project sends as many
_ALL_SESSIONS = 100  # percent


def fires(declared: Declared) -> Iterator[Problem]:
    """Yield each reason for which a rule never fires."""
    for key, condition in declared.conditions:
        if text := _out_of_reach(condition):
            yield declared.problem(key, text, CHECK)
    for group in declared.document["actionFilters"]:
        if group["logicType"] == "all":
            for one, other in itertools.combinations(group["conditions"], 2):
                if excludes(read_condition(one), read_condition(other)):
                    text = (
                        f"{describe(one)} and {describe(other)} can't both hold, so it never fires"
                    )
                    yield declared.problem("filter", text, CHECK)
    yield from _of_new_issues(declared)


def describe(condition: Document) -> str:
    """Name a condition by what it compares, as Sentry spells it."""
    comparison = condition["comparison"]
    if not isinstance(comparison, dict):
        return str(condition["type"])
    return " ".join(str(part) for part in comparison.values())


def _out_of_reach(condition: Document) -> str | None:
    """Sentry fires when the number is strictly greater than `value`."""
    kind, comparison = condition["type"], condition["comparison"]
    value = comparison.get("value") if isinstance(comparison, dict) else None
    if not isinstance(value, int | float):
        return None
    if kind == "percent_sessions_count" and value >= _ALL_SESSIONS:
        return f"more than {value} % of the sessions can never be reached"
    minutes = MINUTES.get(str(comparison.get("interval")))
    if kind == "event_frequency_count" and minutes and value / (minutes * 60) > _MOST_A_SECOND:
        rate = f"{value / (minutes * 60):,.0f} a second"
        return f"{value + 1} events of one issue in {minutes} min are {rate}: never reached"
    return None


def _of_new_issues(declared: Declared) -> Iterator[Problem]:
    """An issue that is new has one event and no age: the trigger is its first event."""
    triggers = declared.document["triggers"]["conditions"]
    if not triggers or any(condition["type"] != "first_seen_event" for condition in triggers):
        return
    for group in declared.document["actionFilters"]:
        for condition in group["conditions"] if group["logicType"] == "all" else []:
            kind, comparison = condition["type"], condition["comparison"]
            if not isinstance(comparison, dict):
                continue
            value = comparison.get("value")
            old = kind == "age_comparison" and comparison.get("comparisonType") == "older"
            many = kind == "issue_occurrences" and isinstance(value, int) and value > 1
            if condition["conditionResult"] is True and (old or many):
                text = f"a new issue has one event and no age: {describe(condition)} never holds"
                yield declared.problem("filter", text, CHECK)
