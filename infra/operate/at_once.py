"""Asks several questions at the same time, a few at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = 8  # requests

Given = TypeVar("Given")
Found = TypeVar("Found")


def at_once(function: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
    """Return the function's answer for each item, asked at the same time."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(function, items))
