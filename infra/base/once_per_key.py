"""Answers that are asked for once, however many threads want them at the same time. Pure."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Asked(Generic[Key, Answer]):
    """The answer for each key, asked for at its first use.

    Threads that want the same key wait for one call; those that want another do not wait for it.
    A call that fails leaves no answer behind: the next thread asks again.

    Args:
        ask: gives the answer for a key.
    """

    def __init__(self, ask: Callable[[Key], Answer]) -> None:
        self._ask = ask
        self._answers: dict[Key, Answer] = {}
        self._lock = threading.Lock()
        self._turns: dict[Key, threading.Lock] = {}

    def __call__(self, key: Key) -> Answer:
        """Return the answer for `key`."""
        with self._lock:
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            if key not in self._answers:
                self._answers[key] = self._ask(key)
            return self._answers[key]
