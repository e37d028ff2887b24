"""What an entry says of an assertion: the inverse of `infra.monitors.assertions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from infra.monitors.assertion_ops import (
    STATUS_WORDS,
    TEXT_WORDS,
    canonical_op,
    read_children,
)
from infra.monitors.assertions import Expectation, write_expectation
from infra.rules.canonical import Document, sorted_json

_STATUS = {how: word for word, how in STATUS_WORDS.items()}
_TEXT = {how: word for word, how in TEXT_WORDS.items()}
_ALIASES = {"is_": "is", "is_not": "isNot", "not_matches": "notMatches"}


def read_expectation(assertion: Document) -> Document:
    """Return what an entry expects of a reply, as it is written.

    Args:
        assertion: canonical.
    """
    return _read_group(assertion["root"])


def _read_group(group: Mapping[str, Any]) -> Document:
    read = [
        {"status": part} if isinstance(part, str) else _read(part)
        for part in read_children(group["op"], group["children"])
    ]
    if len(read) == 1:
        return read[0]
    return {"all" if group["op"] == "and" else "any": read}


def _read(op: Any) -> Document:
    match op:
        case {"op": "and", "children": [*_]} | {"op": "or", "children": [_, *_]}:
            return _read_group(op)
        case {"op": "not", "operand": operand}:
            return {"not": _read(operand)}
    for candidate in _candidates(op):
        try:
            written = write_expectation(Expectation.model_validate(candidate))
        except ValueError:
            continue
        if sorted_json(canonical_op(written)) == sorted_json(op):
            return candidate
    return {"raw": op}


def _candidates(op: Any) -> Iterator[Document]:
    match op:
        case {"op": "status_code_check", "operator": {"cmp": "equals"}, "value": value}:
            yield {"status": value}
        case {"op": "status_code_check", "operator": {"cmp": how}, "value": value}:
            if word := _STATUS.get(how):
                yield {"status": {_ALIASES.get(word, word): value}}
        case {"op": "json_path", "value": path, "operator": how, "operand": operand}:
            if check := _check(how, operand, "jsonpath_op"):
                yield {"json": {"path": path, **check}}
        case {"op": "header_check", "key_operand": {"value": name}}:
            if check := _check(op["value_op"], op["value_operand"], "header_op"):
                yield {"header": {"name": name, **check}}


def _check(how: Any, operand: Any, tag: str) -> Document:
    word = _TEXT.get((how["cmp"], operand.get(tag, "")))
    if word is None:
        return {}
    glob = operand.get("pattern") or {}
    return {_ALIASES.get(word, word): operand.get("value", glob.get("value", True))}
