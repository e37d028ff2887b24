"""The cells of the matrix: every call under every fault, once and lasting."""

from __future__ import annotations

from typing import NamedTuple

from infra.base.errors import AlertsError
from tests.faults.calls import CALLS, Call
from tests.faults.wire import AFTER, CONNECT, SILENCE

FAULTS = {
    "429 with Retry-After": "429:7",
    "429 without Retry-After": "429",
    "500": "500",
    "502": "502",
    "503": "503",
    "connect timeout": CONNECT,
    "read timeout": SILENCE,
    "reset before it was taken": "reset",
    "reset after it took effect": "reset-after-write",
    "half a body": "half-body",
    "HTML instead of JSON": "html",
    "JSON of the wrong shape": "wrong-shape",
    "redirect to another host": "redirect",
    "401": "401",
    "403": "403",
    "404": "404",
    "410": "410",
    "500 after it took effect": f"{AFTER}500",
    "HTML after it took effect": f"{AFTER}html",
    "wrong JSON after it took effect": f"{AFTER}wrong-shape",
}
"""A row of the table to the fault that is ordered; the last three befall writes only."""


class Cell(NamedTuple):
    """One call under one fault."""

    call: Call
    fault: str
    lasts: bool

    @property
    def kind(self) -> str:
        """What is ordered."""
        return FAULTS[self.fault]

    @property
    def name(self) -> str:
        """What a test of it is called by."""
        return f"{self.call.name}, {self.fault}, {'lasting' if self.lasts else 'once'}"


class Ending(NamedTuple):
    """How an operation ended: with an ID or a status, or with an error; and after how many tries.

    Attributes:
        value: the ID or the status; empty after a deletion or an error.
        error: what a person is told instead.
        tries: how often the call was sent.
    """

    value: str
    error: AlertsError | None
    tries: int


CELLS = [
    Cell(call, fault, lasts)
    for call in CALLS
    for fault, kind in FAULTS.items()
    for lasts in (False, True)
    if call.writes or not kind.startswith(AFTER)
]
