"""Which calls are sent again, and when: bounded tries, one pause for all threads of a session."""

from __future__ import annotations

import random
import threading
import time
from http import HTTPStatus

import tenacity

from infra.base.errors import UnavailableError

ATTEMPTS = 4
"""How often one call is sent at most."""

LONGEST_WAIT = 30.0
"""Seconds a server may ask us to wait; if it asks for longer, the call fails and says so."""

_LONGEST_BACKOFF = 30.0  # seconds between tries if the server does not say


class Pace:
    """How fast a service accepts calls, as the threads of one session have found out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._answers = 0

    def keep(self) -> None:
        """Sleep until the service may be called again."""
        left = self._until - time.monotonic()
        if left > 0:
            time.sleep(left)

    def slow_down(self, seconds: float) -> None:
        """Let no thread start a call within the next seconds."""
        with self._lock:
            self._until = max(self._until, time.monotonic() + seconds)

    def note_answer(self) -> None:
        """Note that the service has let a call through."""
        with self._lock:
            self._answers += 1

    @property
    def answers(self) -> int:
        """How many calls were let through."""
        with self._lock:
            return self._answers


class Repeats(tenacity.Retrying):
    """Sends one call again if that is safe and may help.

    A refusal for too many requests counts as a try only if the service let no other call through
    since the previous try: a run that uses up a rate limit takes longer, but does not fail.

    Args:
        pace: of the session.
        reads: True for a call that changes nothing.
    """

    def __init__(self, pace: Pace, *, reads: bool) -> None:
        super().__init__(
            retry=tenacity.retry_if_exception(lambda error: _may_repeat(error, reads=reads)),
            wait=self._pause,
            stop=self._was_the_last,
            sleep=time.sleep,
            reraise=True,
        )
        self._pace = pace
        self._answers = pace.answers
        self._tries = 0

    def _was_the_last(self, state: tenacity.RetryCallState) -> bool:
        before, self._answers = self._answers, self._pace.answers
        if not _by_the_service(_error(state)) or before == self._answers:
            self._tries += 1
        return self._tries >= ATTEMPTS

    def _pause(self, state: tenacity.RetryCallState) -> float:
        error = _error(state)
        asked = error.retry_after if isinstance(error, UnavailableError) else None
        doubled = min(0.5 * 2 ** (state.attempt_number - 1), _LONGEST_BACKOFF)
        pause = (doubled if asked is None else asked) + random.uniform(0, 0.5)  # noqa: S311 (jitter)
        if _is_turned_away(error):
            self._pace.slow_down(pause)
        return pause


def _error(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _is_turned_away(error: BaseException | None) -> bool:
    return isinstance(error, UnavailableError) and error.turned_away


def _by_the_service(error: BaseException | None) -> bool:
    """Tell whether it was the service itself that was asked too often, and not one behind it."""
    return isinstance(error, UnavailableError) and error.status == HTTPStatus.TOO_MANY_REQUESTS


def _may_repeat(error: BaseException, *, reads: bool) -> bool:
    """Repeat a read; a write only when the server certainly did not take it."""
    if not isinstance(error, UnavailableError) or error.outcome_unknown or error.lasting:
        return False
    if error.retry_after is not None and error.retry_after > LONGEST_WAIT:
        return False
    return reads or error.status is None or error.turned_away
