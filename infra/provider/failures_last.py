"""Lets a call that failed end only after those that go well.

Pulumi begins nothing new once a resource has failed, and no setting of a project says otherwise
(`pulumi up --continue-on-error` does). So a rule's failure waits in the provider process until the
engine has nothing else for it to do, and the other rules are applied first.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

THREADS = 4
"""Calls that the provider process takes at a time (`pulumi.dynamic.__main__`, SDK 3.272.0)."""

GRACE = 3.0
"""Seconds without any call after which none is expected: the engine asks for the next step as soon
as it has stored the state, which took it less than that on every backend tried."""


class FailuresLast:
    """The calls of one process, of which those that failed wait for the others.

    Args:
        threads: calls that run at a time; one is always left for those that go well.
        grace: seconds without any call after which none is expected any more.
    """

    def __init__(self, threads: int = THREADS, grace: float = GRACE) -> None:
        self._threads, self._grace = threads, grace
        self._changed = threading.Condition()
        self._running = 0
        self._failed = 0
        self._over = False

    @contextlib.contextmanager
    def call(self) -> Iterator[None]:
        """Run a call for which failures wait; its own failure ends it at once."""
        with self._changed:
            self._running += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def defer_failure(self) -> Iterator[None]:
        """Run a call whose failure waits."""
        with self.call():
            try:
                yield
            except Exception:
                self._wait()
                raise

    def _wait(self) -> None:
        with self._changed:
            self._failed += 1
            self._changed.notify_all()
            while not self._over and self._failed < self._threads:
                idle = self._running == self._failed
                if not self._changed.wait(self._grace if idle else None) and idle:
                    break
            # After the first failure that ends, the engine begins nothing more.
            self._over = True
            self._failed -= 1
            self._changed.notify_all()


CALLS = FailuresLast()
"""The calls of this process, for rules and monitors together."""
