"""A Sentry alert document in the words of the table."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import NamedTuple

from infra.base.terminal_text import escape
from infra.rules.actions import read_action
from infra.rules.canonical import Document, sorted_json
from infra.rules.conditions import kind_and_value, read_condition
from infra.rules.filters import read_filter
from infra.rules.kinds import describe_entry
from infra.rules.recipients import Names

_Names = frozenset[tuple[str, str]]
"""`Names` as what a call is remembered by."""


class Summary(NamedTuple):
    """A rule's row of the table, in words that are the same for a declared and a live alert."""

    name: str
    filter: str
    condition: str
    action: str
    frequency: str
    environment: str
    enabled: bool
    owner: str = ""


def summarise(document: Document, names: Names) -> Summary:
    """Put a canonical document in the table's words.

    Args:
        document: from `to_document` or `canonical`.
        names: `user 222` or `team 7` to the address or slug behind it.
    """
    groups, known = document["actionFilters"], frozenset(names.items())
    kind, _, identifier = str(document.get("owner") or "").partition(":")
    return Summary(
        name=document["name"],
        filter="; or ".join(_filter_words(group, known) for group in groups) or "no filter",
        condition=_trigger_words(document["triggers"], known),
        action="; ".join(_actions_words(group, known) for group in groups) or "no action",
        frequency=frequency_words(document["config"]["frequency"]),
        environment=escape(document["environment"] or "all"),
        enabled=document["enabled"],
        owner=f"{kind} {names.get(f'{kind} {identifier}', identifier)}" if kind else "",
    )


def _filter_words(group: Document, names: _Names) -> str:
    words = [_say(_say_filter, sorted_json(part), names) for part in group["conditions"]]
    return _join(words, group["logicType"]) or "everything"


def _trigger_words(triggers: Document, names: _Names) -> str:
    words = [_say(_say_trigger, sorted_json(part), names) for part in triggers["conditions"]]
    return _join(words, triggers["logicType"])


def _actions_words(group: Document, names: _Names) -> str:
    words = [_say(_say_action, sorted_json(part), names) for part in group["actions"]]
    return ", ".join(words) or "nobody"


@functools.cache
def _say(say: Callable[[Document, Names], str], part: str, names: _Names) -> str:
    """Put a part in words once: most rules of a stack have a trigger and an action in common."""
    return say(json.loads(part), dict(names))


def _say_filter(condition: Document, names: Names) -> str:
    return describe_entry(read_filter(condition, names))


def _say_trigger(condition: Document, names: Names) -> str:
    kind, value = kind_and_value(read_condition(condition, names))
    return kind.say(value)


def _say_action(action: Document, names: Names) -> str:
    return describe_entry(read_action(action, names))


def frequency_words(minutes: int) -> str:
    """Put the least time between two notifications of an issue in words."""
    return f"{minutes} min" if minutes else "on every trigger"


def _join(words: list[str], logic: str) -> str:
    if logic == "none":
        return "neither " + " nor ".join(words) if words else ""
    if logic not in ("all", "any", "any-short"):
        return f"{escape(logic)} of {', '.join(words)}"
    return (" and " if logic == "all" else " or ").join(words)
