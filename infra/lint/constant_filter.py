"""Filters that give the same answer for every event.

Sources, `getsentry/sentry`, read 2026-11: `src/sentry/rules/conditions/event_attribute.py`,
`src/sentry/rules/match.py`, `.../handlers/condition/level_handler.py`,
`src/sentry/workflow_engine/models/data_condition.py`, `src/sentry/rules/conditions/
event_frequency.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infra.lint.readable_rule import Declared, Group
from infra.rules.canonical import Document
from infra.rules.matching import DENIALS
from infra.rules.problems import Problem

CHECK = "constant-filter"
_ORDERED = ("gt", "gte", "lt", "lte")
_OF_LEVELS = ("eq", "gte", "lte")
_NEVER_MISSING = ("environment", "type")
"""Attributes that Sentry reads as the text "None" where an event has none (sentry#80312)."""


class _Answer(NamedTuple):
    holds: bool
    reason: str


def on_rule(declared: Declared) -> Iterator[Problem]:
    """Yield each condition or filter that holds always or never, whatever the event."""
    for group in (declared.triggers, *declared.filters):
        answers = {i: _answer(one) for i, one in enumerate(group.conditions)}
        never = [i for i, answer in answers.items() if answer and not answer.holds]
        for index, answer in answers.items():
            if answer:
                effect = _effect(group) if answer.holds else group.without(never)
                how = "always" if answer.holds else "never"
                text = f"{group.words[index]} {how} holds, {effect}: {answer.reason}"
                yield Problem(group.at(index), text, CHECK)
            elif _counts_by_code(group.conditions[index]):
                text = (
                    "counts every event: Sentry cannot count by stacktrace.code, and leaves that "
                    "out; filter by it instead"
                )
                yield Problem(group.at(index), text, CHECK)


def _effect(group: Group) -> str:
    """Return what comes of a condition that always holds."""
    if group.logic == "none":
        return group.outcome
    if group.logic == "any-short" and len(group.conditions) > 1:
        return "so the others add nothing"
    return "so it keeps nothing out"


def _answer(condition: Document) -> _Answer | None:
    kind, comparison = condition["type"], condition["comparison"]
    if not isinstance(condition["conditionResult"], bool | int | float):
        return _Answer(False, "Sentry takes no conditionResult but true, false or a number")
    if not isinstance(comparison, dict):
        return None
    match = comparison.get("match")
    if kind == "level" and match not in _OF_LEVELS:
        return _Answer(False, f"Sentry compares a level by {', '.join(_OF_LEVELS)} only")
    if kind == "issue_occurrences" and comparison.get("value") == 0:
        return _Answer(True, "no issue has happened less often; write 1 or more, or remove it")
    if kind in ("event_attribute", "tagged_event"):
        return _answer_of_text(comparison.get("attribute"), str(match), comparison.get("value"))
    return None


def _answer_of_text(attribute: object, match: str, value: object) -> _Answer | None:
    valueless = match in ("is", "ns")
    denied = match in DENIALS or match == "nin"
    if match in _ORDERED:
        return _Answer(False, f"Sentry does not compare texts by {match}")
    if not valueless and not value:
        return _Answer(False, "Sentry matches no event with an empty text; write 'isSet'")
    if attribute == "error.main_thread":
        return _Answer(denied, "Sentry does not fill it in; remove it")
    if valueless and attribute in _NEVER_MISSING:
        how = "notEquals" if match == "is" else "equals"
        reason = f"Sentry reads a missing {attribute} as the text None; write '{how}: None'"
        return _Answer(match == "is", reason)
    return None


def _counts_by_code(condition: Document) -> bool:
    comparison = condition["comparison"]
    filters = comparison.get("filters") if isinstance(comparison, dict) else None
    return isinstance(filters, list) and any(
        isinstance(one, dict) and one.get("attribute") == "stacktrace.code" for one in filters
    )
