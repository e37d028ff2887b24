"""Lengths of time in an entry of a monitor: `500 ms`, `5 s`, `10 min`, `1 h`, `1 week`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BeforeValidator, WithJsonSchema

from infra.base.terminal_text import quoted
from infra.monitors.lengths import MINUTE, UNITS, in_words

_PATTERN = (
    r"[0-9]{1,9}(\.[0-9]{1,3})?\s*"
    r"(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)"
)
_LENGTH = re.compile(_PATTERN, re.ASCII)


def _milliseconds(value: Any, example: str) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"{quoted(value)} has no unit; write it as '{example}'")  # noqa: TRY004 (pydantic's)
    match = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f"{quoted(value)} is not a duration; write it as '{example}'")
    number = value[: match.start(2)].strip()
    exact = float(number) * UNITS[match[2] if match[2] == "ms" else match[2][0]]
    if exact != int(exact):
        raise ValueError(f"{quoted(value)} is not a whole number of milliseconds")
    return int(exact)


def _schema(unit: int) -> WithJsonSchema:
    pattern = _PATTERN if unit < MINUTE else _PATTERN.replace("ms|s|sec|seconds?|", "")
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


def between(least: int, most: int, unit: int, example: str) -> tuple[Any, Any]:
    """Return how a length from `least` to `most` is read, and its JSON schema.

    Args:
        least: in units.
        most: in units.
        unit: milliseconds of which the value is a whole number.
        example: how such a length is written.
    """

    def read(value: Any) -> Any:
        length = _milliseconds(value, example)
        if length % unit:
            raise ValueError(f"{quoted(value)} is not a whole number of {_NAMES[unit]}")
        if not least * unit <= length <= most * unit:
            few, many = in_words(least * unit), in_words(most * unit)
            raise ValueError(f"{quoted(value)} is not between {few} and {many}")
        return length // unit

    return BeforeValidator(read), _schema(unit)


def one_of(allowed: Sequence[int], unit: int, example: str) -> tuple[Any, Any]:
    """Return how one of a few lengths is read, and its JSON schema.

    Args:
        allowed: in units.
        unit: milliseconds of which the value is a whole number.
        example: how such a length is written.
    """

    def read(value: Any) -> Any:
        length = _milliseconds(value, example)
        if length not in [each * unit for each in allowed]:
            raise ValueError(f"{quoted(value)} is not one of {list_lengths(allowed, unit)}")
        return length // unit

    return BeforeValidator(read), _schema(MINUTE)


def list_lengths(allowed: Sequence[int], unit: int) -> str:
    """Return lengths as a message lists them."""
    return ", ".join(in_words(each * unit) for each in allowed)


_NAMES = {MINUTE: "minutes", 1: "milliseconds"}
