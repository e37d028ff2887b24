"""The SDK's debug lines, sent to the engine many at a time.

The SDK sends three lines for each resource, each with a call that it waits for (`pulumi.log`, SDK
3.272.0): a tenth of a preview of 300 rules. A program cannot know whether `--debug` will show them,
as only the CLI has that option, so all are sent, but together.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import pulumi.log

if TYPE_CHECKING:
    from collections.abc import Callable

_BETWEEN = 0.5
"""Seconds between two deliveries: what a person who watches a hanging program waits for a line."""


class DebugLines:
    """Collects lines and delivers them together, in their order.

    Args:
        deliver: takes the lines of one delivery as one text.
    """

    def __init__(self, deliver: Callable[[str], None]) -> None:
        self._deliver = deliver
        self._lines: deque[str] = deque()
        self._arrived = threading.Event()
        self._delivery = threading.Lock()

    def add(self, msg: str, *_: object, **__: object) -> None:
        """Take a line, with the parameters of `pulumi.log.debug`."""
        self._lines.append(msg)
        self._arrived.set()

    def flush(self) -> None:
        """Deliver the lines that have not been delivered yet."""
        with self._delivery:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if lines:
                self._deliver("\n".join(lines))

    def deliver_for_ever(self) -> None:
        """Deliver what arrives, at most once in each half second."""
        while self._arrived.wait():
            time.sleep(_BETWEEN)
            self._arrived.clear()
            self.flush()


def send_debug_lines_together() -> None:
    """Replace `pulumi.log.debug` for this process."""
    lines = DebugLines(pulumi.log.debug)
    pulumi.log.debug = lines.add
    threading.Thread(target=lines.deliver_for_ever, daemon=True).start()
    atexit.register(lines.flush)
