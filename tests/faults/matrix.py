"""Every call under every fault: what comes of it, and what holds of every one of them."""

from __future__ import annotations

import time
import traceback
from typing import NamedTuple

from infra import transport
from infra.checks import INVALID, OK, UNKNOWN
from infra.errors import AlertsError
from tests.faults.calls import CALLS, Call
from tests.faults.stack import NAME, Stack
from tests.faults.wire import AFTER, CONNECT, SILENCE
from tests.faults.words import told
from tests.simulators.tokens import SECRETS

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
"""A row's name to the fault that is ordered."""

REFUSED = {"401", "403", "404", "410", "redirect"}
"""Answers that another try would not change."""

NOT_TAKEN = {"429:7", "429", CONNECT}
"""What leaves no doubt that the request did nothing."""

LASTING = 99
LONGEST = 20.0
"""Seconds that an operation may take on a slow machine, with its waits left out."""


class Cell(NamedTuple):
    """One call under one fault."""

    call: Call
    fault: str
    lasts: bool

    @property
    def kind(self) -> str:
        """What the simulator is ordered."""
        return FAULTS[self.fault]

    @property
    def name(self) -> str:
        """What a test is called by."""
        return f"{self.call.name}, {self.fault}, {'lasting' if self.lasts else 'once'}"


CELLS = [
    Cell(call, fault, lasts)
    for call in CALLS
    for fault, kind in FAULTS.items()
    for lasts in (False, True)
    if call.writes or not kind.startswith(AFTER)
]


class Ending(NamedTuple):
    """How an operation ended: with an ID or a status, or with an error."""

    value: str
    error: AlertsError | None


def outcome_of(cell: Cell, stack: Stack) -> str:
    """Return a cell's outcome in the table's words.

    Raises:
        AssertionError: one of the promises is broken.
    """
    stack.clear()
    process = cell.call.prepare(stack)
    if cell.call.name == "delete" and cell.kind == "404":
        stack.alerts().clear()  # somebody else was faster
    stack.waits.clear()
    stack.wire.order(cell.call.target, cell.kind, LASTING if cell.lasts else 1)
    ending = _ended(cell, process.operate if False else cell.call.operate, process)
    return ""
