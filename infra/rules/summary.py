"""A Sentry alert document in the words of the table."""

from __future__ import annotations

from typing import NamedTuple

from infra.base.terminal_text import escape
from infra.rules.actions import read_action
from infra.rules.canonical import Document
from infra.rules.conditions import kind_and_value, read_condition
from infra.rules.filters import read_filter
from infra.rules.kinds import describe_entry
from infra.rules.recipients import Names


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
    groups = document["actionFilters"]
    kind, _, identifier = str(document.get("owner") or "").partition(":")
    return Summary(
        name=document["name"],
        filter="; or ".join(_filter_words(group, names) for group in groups) or "no filter",
        condition=_trigger_words(document["triggers"], names),
        action="; ".join(_actions_words(group, names) for group in groups) or "no action",
        frequency=frequency_words(document["config"]["frequency"]),
        environment=escape(document["environment"] or "all"),
        enabled=document["enabled"],
        owner=f"{kind} {names.get(f'{kind} {identifier}', identifier)}" if kind else "",
    )


def _filter_words(group: Document, names: Names) -> str:
    words = []
    for condition in group["conditions"]:
        words.append(describe_entry(read_filter(condition, names)))
    return _join(words, group["logicType"]) or "everything"


def _trigger_words(triggers: Document, names: Names) -> str:
    words = []
    for condition in triggers["conditions"]:
        kind, value = kind_and_value(read_condition(condition, names))
        words.append(kind.say(value))
    return _join(words, triggers["logicType"])


def _actions_words(group: Document, names: Names) -> str:
    return (
        ", ".join(describe_entry(read_action(action, names)) for action in group["actions"])
        or "nobody"
    )


def frequency_words(minutes: int) -> str:
    """Put the least time between two notifications of an issue in words."""
    return f"{minutes} min" if minutes else "on every trigger"


def _join(words: list[str], logic: str) -> str:
    if logic == "none":
        return "neither " + " nor ".join(words) if words else ""
    if logic not in ("all", "any", "any-short"):
        return f"{escape(logic)} of {', '.join(words)}"
    return (" and " if logic == "all" else " or ").join(words)
