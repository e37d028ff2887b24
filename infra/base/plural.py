"""A number with its noun, in the singular or the plural, for messages."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 rule`, `2 rules`.

    Args:
        number: how many there are.
        noun: in the singular; its plural ends in a plain `s`.
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
