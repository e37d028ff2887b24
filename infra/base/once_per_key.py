"""Answers that are asked for once, however many threads want them at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple, Unpack

Key = TypeVarTuple("Key")
Answer = TypeVar("Answer")


class OncePerKey(Generic[*Key, Answer]):
    """A function that is called once for each key, which is its arguments.

    Threads that want the same key wait for one call; those that want another do not wait for it
    (`functools.cache` lets each thread call). A call that fails is not remembered: the next thread
    calls again.

    Args:
        ask: gives the answer for a key.
    """

    def __init__(self, ask: Callable[[Unpack[Key]], Answer]) -> None:
        self._ask = ask
        self._answers: dict[tuple[*Key], Answer] = {}
        self._lock = threading.Lock()
        self._turns: dict[tuple[*Key], threading.Lock] = {}

    def __call__(self, *key: *Key) -> Answer:
        """Return the answer for `key`."""
        with self._lock:
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            if key not in self._answers:
                self._answers[key] = self._ask(*key)
            return self._answers[key]
