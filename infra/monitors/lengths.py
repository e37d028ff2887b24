"""Lengths of time put in words; it needs no model."""

from __future__ import annotations

UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
"""The first letter of a unit to its milliseconds."""
MINUTE = UNITS["m"]
SECOND = UNITS["s"]


def in_words(milliseconds: int) -> str:
    """Return a length of time as a stack file writes it, in the largest unit that is exact."""
    for unit, name in (("w", "week"), ("d", "day"), ("h", "h"), ("m", "min"), ("s", "s")):
        count, rest = divmod(milliseconds, UNITS[unit])
        if count and not rest:
            plural = "s" if count > 1 and len(name) > len("min") else ""
            return f"{count} {name}{plural}"
    return f"{milliseconds} ms"
