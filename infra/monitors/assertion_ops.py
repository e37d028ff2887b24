"""What a reply to an uptime check must be, as Sentry's checker reads it; it needs no model.

Grammar: `getsentry/uptime-checker: src/assertions/mod.rs`, a36cc55 (2026-08-15).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from infra.rules.canonical import Document, sorted_json

MOST_OPS = 16
"""How many parts an assertion may have, each `all`, `any` and `not` counted."""

_KEYS = {
    "status_code_check": ("value", "operator"),
    "json_path": ("value", "operator", "operand"),
    "header_check": ("key_op", "key_operand", "value_op", "value_operand"),
}
_JSON_DEFAULTS: Document = {"operator": {"cmp": "always"}, "operand": {"jsonpath_op": "none"}}
_JOINED = ("and", "or")


def canonical_assertion(assertion: Any) -> Any:
    """Return an assertion in the one way in which this project writes it; None for status 2xx.

    Sentry stores it as it was sent; its page adds IDs, and draws a root of `and` only. Parts are
    not sorted: a part that cannot be evaluated fails the check, unless one before it decides.
    """
    if not isinstance(assertion, Mapping) or not isinstance(assertion.get("root"), Mapping):
        return None
    root = canonical_op(assertion["root"])
    if root.get("op") != "and":
        root = {"op": "and", "children": [root]}
    return None if _is_success(root) else {"root": root}


def canonical_op(op: Any) -> Any:
    """Return a part of an assertion without IDs, and without groups that say nothing."""
    kind = op.get("op") if isinstance(op, Mapping) else None
    if kind in _JOINED and isinstance(op.get("children"), list):
        return _joined(str(kind), op["children"])
    if kind == "not" and "operand" in op:
        return {"op": "not", "operand": canonical_op(op["operand"])}
    if kind in _KEYS:
        usual = _JSON_DEFAULTS if kind == "json_path" else {}
        given = {key: value for key, value in op.items() if key in _KEYS[kind]}
        return {"op": kind, **usual, **given}
    return {k: v for k, v in op.items() if k != "id"} if isinstance(op, Mapping) else op


def _joined(kind: str, children: list[Any]) -> Document:
    """Join parts; a group within a group of its kind, or of one part, means its parts."""
    parts: list[Any] = []
    for child in map(canonical_op, children):
        same = isinstance(child, Mapping) and child.get("op") == kind
        parts += child["children"] if same else [child]
    if len(parts) == 1:
        return dict(parts[0]) if isinstance(parts[0], Mapping) else parts[0]
    return {"op": kind, "children": parts}


def _is_success(root: Document) -> bool:
    """Tell whether an assertion wants a status of 2xx and no more, as without one."""
    return sorted(map(sorted_json, root["children"])) == sorted(
        map(sorted_json, write_status_class(2))
    )


def write_status_check(comparison: str, value: int) -> Document:
    """Return the part that compares the status, such as `greater_than` 199."""
    return {"op": "status_code_check", "value": value, "operator": {"cmp": comparison}}


def write_status_class(hundreds: int) -> list[Document]:
    """Return the parts that want a status of 2xx, 3xx and so on, as Sentry's page writes them."""
    first, end = hundreds * 100, (hundreds + 1) * 100
    return [write_status_check("greater_than", first - 1), write_status_check("less_than", end)]


def count_ops(op: Any) -> int:
    """Return how many parts an assertion has."""
    return 1 + sum(count_ops(part) for part in _parts(op))


def _parts(op: Any) -> Iterator[Any]:
    yield from op.get("children", ())
    if op.get("op") == "not":
        yield op["operand"]


STATUS_WORDS = {"above": "greater_than", "below": "less_than", "is_not": "not_equal"}
TEXT_WORDS = {
    "is_": ("equals", "literal"),
    "is_not": ("not_equal", "literal"),
    "matches": ("equals", "glob"),
    "not_matches": ("not_equal", "glob"),
    "above": ("greater_than", "literal"),
    "below": ("less_than", "literal"),
    "exists": ("always", "none"),
}
"""How a model's field compares a text: Sentry's comparison, and the kind of its operand."""


def read_children(kind: str, children: list[Any]) -> list[Any]:
    """Return the parts of a group, with a word such as `2xx` for two that want such a status."""
    parts: list[Any] = []
    index = 0
    classes = (
        {sorted_json(write_status_class(n)): f"{n}xx" for n in range(1, 6)} if kind == "and" else {}
    )
    while index < len(children):
        word = classes.get(sorted_json(children[index : index + 2]))
        parts.append(word or children[index])
        index += 2 if word else 1
    return parts
