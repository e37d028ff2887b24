"""What entries of one list of the stack config must not share: keys, and names in one project."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from infra.base.terminal_text import quoted
from infra.rules.problems import Place, Problem
from infra.rules.scalars import derived_key


def find_repeated(
    what: str,
    values: Mapping[int, str],
    within: Mapping[int, Sequence[str]],
    apart: Collection[int] = (),
    entries: tuple[str, str] = ("alertRules", "rules"),
) -> Iterator[Problem]:
    """Complain of values that occur twice within the same, but not of entries that are told apart.

    Args:
        what: the key that holds the values.
        values: index of an entry to its value.
        within: index of an entry to where its value must be the only one.
        apart: indexes of entries that may repeat each other's value.
        entries: the list they are in, and what they are called.
    """
    listed, word = entries
    places: dict[tuple[str, str], list[int]] = {}
    for index, value in values.items():
        for part in within[index]:
            places.setdefault((value, part), []).append(index)
    told = set()
    for (value, _), found in places.items():
        if not found[1:] or value in ("", "None") or set(found) <= set(apart):
            continue
        if (same := (value, *found)) not in told:
            told.add(same)
            where = [Place((listed, index, what)) for index in found]
            text = f"{len(found)} {word} have the {what} {quoted(value)}; each needs its own"
            text += ", or a key of its own" if what == "name" and apart else ""
            yield Problem(where[-1], text, "repeated", tuple(where[:-1]))


def list_at(data: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list that a key holds; an empty one where it holds none."""
    value = data.get(key)
    return value if isinstance(value, list) else []


def key_of(entry: Mapping[str, Any]) -> str:
    """Return an entry's key, or the one that its name gives it."""
    return str(entry["key"]) if "key" in entry else derived_key(str(entry.get("name", "")))
