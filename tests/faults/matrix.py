"""The matrix: every cell run, and its outcome in the table's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from infra.base.errors import AlertsError
from infra.heroku.config_var_status import OK, UNKNOWN
from tests.faults.cells import Cell, Ending
from tests.faults.promises import hold_afterwards, hold_during
from tests.faults.stack import Process, Stack, running
from tests.faults.wire import AFTER
from tests.faults.words import told
from tests.simulators.__main__ import ALL

LASTING = 99


class Matrix:
    """The outcomes, each found at its first use."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._outcomes: dict[str, str] = {}

    def outcome(self, cell: Cell) -> str:
        """Return a cell's outcome.

        Raises:
            AssertionError: a promise is broken.
        """
        if cell.name not in self._outcomes:
            self._outcomes[cell.name] = _outcome(cell, self._stack)
        return self._outcomes[cell.name]


@contextmanager
def simulated() -> Iterator[Stack]:
    """Give a stack with simulators of its own."""
    with ExitStack() as started:
        made = [started.enter_context(kind()) for kind in ALL]
        yield started.enter_context(running({one.vendor.capitalize(): one for one in made}))


UNREAD = "recorded, warns"
"""A write that took effect and could not be read back."""


def _outcome(cell: Cell, stack: Stack) -> str:
    """Run the operation with the fault and again without."""
    stack.clear()
    process = cell.call.prepare(stack)
    first_id = stack.state[0] if stack.state else ""
    somebody_was_faster = cell.call.deletes and cell.kind == "404"
    kind = f"{AFTER}404" if somebody_was_faster else cell.kind
    stack.wire.order(cell.call.target, kind, LASTING if cell.lasts else 1)
    ending = _operated(cell.call.operate, process)
    hold_during(cell, stack, ending, first_id)
    words = (
        UNREAD if any("could not be read back" in t for t in stack.said) else _words(cell, ending)
    )
    stack.wire.mend()
    again = _operated(cell.call.operate, stack.process())
    hold_afterwards(cell, stack, again, first_id or ending.value)
    complaints = [text for one in stack.simulators.values() for text in one.complaints()]
    assert not complaints, complaints
    return words


def _operated(operate: Callable[[Process], str], process: Process) -> Ending:
    value, failure = "", None
    try:
        value = operate(process)
    except AlertsError as error:
        failure = error
    return Ending(value, failure, process.stack.wire.tries)


def _words(cell: Cell, ending: Ending) -> str:
    tries = f" ({ending.tries} tries)" if ending.tries > 1 else ""
    if ending.error:
        return told(ending.error.message) + tries
    status, _, why = ending.value.partition(": ")
    if status == UNKNOWN:
        return f"{UNKNOWN}: {told(why)}{tries}"
    if cell.call.looks and status != OK:
        return status
    if cell.kind == "404":
        return "gone, as it should be" if cell.call.deletes else "taken for gone, found again"
    if cell.call.creates and not tries:
        return "found again, made once"
    return "retried, succeeds" if tries else "succeeds"
