"""The search of lists of the Sentry simulator: terms that must all hold, and what a key compares.

Sources, all in `getsentry/sentry`: `src/sentry/api/event_search.py` (grammar and texts),
`src/sentry/workflow_engine/endpoints/utils/filters.py` (`apply_filter`: no case; a `*` at an end of
one value alone; a negated list is ignored in silence).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tests.simulators.sentry_http import ApiError

Item = dict[str, Any]
Read = Callable[[Item], Iterable[str]]
TERM = re.compile(
    r"""\s*(?:(?P<not>!?)(?P<key>[\w.]+):(?P<value>"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\S*)"""
    r"""|(?P<text>"(?:[^"\\]|\\.)*"|\S+))"""
)


class Key(NamedTuple):
    """What a key of the search compares; `not_in` tells whether a negated list is honoured."""

    holds: Callable[[Item, list[str]], bool]
    not_in: bool = False


class TextKey(NamedTuple):
    """A key that `apply_filter` compares."""

    read: Read


def search(
    query: str, items: list[Item], keys: dict[str, Key | TextKey], free: list[Read]
) -> list[Item]:
    """Filter by search terms: all must hold, free text is contained in one of some fields."""
    words: list[str] = []
    for term in TERM.finditer(query):
        if term["key"] is None:
            words.append(unquote(term["text"]))
            continue
        if term["key"] not in keys:
            raise ApiError(400, {"query": [f"Invalid key for this search: {term['key']}"]})
        if not term["value"]:
            raise ApiError(400, {"query": [f"Empty string after '{term['key']}:'"]})
        test = _test(keys[term["key"]], term["value"], negated=bool(term["not"]))
        items = [item for item in items if test(item)]
    if {"OR", "AND"} & set(words) or any(word.startswith("(") for word in words):
        text = 'Boolean statements containing "OR" or "AND" are not supported in this search'
        raise ApiError(400, {"query": [text]})
    text = " ".join(words).lower()
    return [
        item
        for item in items
        if not text or any(text in value.lower() for read in free for value in read(item))
    ]


def unquote(text: str) -> str:
    """Take the quotes off a value."""
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    return text[1:-1].replace('\\"', '"') if quoted else text


def _test(key: Key | TextKey, raw: str, *, negated: bool) -> Callable[[Item], bool]:
    is_list = raw.startswith("[")
    values = [unquote(part.strip()) for part in raw[1:-1].split(",")] if is_list else [unquote(raw)]
    if negated and is_list and not (isinstance(key, Key) and key.not_in):
        return lambda _: True
    if isinstance(key, Key):
        return lambda item: key.holds(item, values) != negated
    wanted = [value.lower() for value in values]
    if negated or is_list:
        return lambda item: any(have.lower() in wanted for have in key.read(item)) != negated
    return lambda item: any(_like(have.lower(), wanted[0]) for have in key.read(item))


def _like(have: str, wanted: str) -> bool:
    """Compare with a pattern: `x*`, `*x` and `*x*`; a star elsewhere is a star."""
    inner = wanted.strip("*")
    match wanted.startswith("*"), wanted.endswith("*"):
        case True, True:
            return inner in have
        case True, False:
            return have.endswith(inner)
        case False, True:
            return have.startswith(inner)
    return have == wanted
