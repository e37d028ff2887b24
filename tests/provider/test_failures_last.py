"""Promises about a failed call's turn: after those that go well, and never so long as to hang."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from infra.provider.failures_last import FailuresLast

AT_ONCE = 0.01
"""Seconds of grace where a test wants the failure soon."""

NEVER = 600.0
"""Seconds of grace that no test waits for."""


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Give as many threads as the provider process has, and some more."""
    with ThreadPoolExecutor(8) as pool:
        yield pool


class Failed(Exception):  # noqa: N818 (no error: what the tests wait for)
    """What a failing call raises."""


def failing(line: FailuresLast, begun: Callable[[], object] = lambda: None) -> None:
    with line.defer_failure():
        begun()
        raise Failed


def going_well(line: FailuresLast, begun: threading.Event, end: threading.Event) -> None:
    with line.call():
        begun.set()
        assert end.wait(30)


def begin_one_that_goes_well(
    threads: ThreadPoolExecutor, line: FailuresLast
) -> tuple[Future[None], threading.Event]:
    begun, end = threading.Event(), threading.Event()
    call = threads.submit(going_well, line, begun, end)
    assert begun.wait(30)
    return call, end


def test_a_failure_waits_for_a_call_that_is_under_way(threads: ThreadPoolExecutor) -> None:
    line = FailuresLast(grace=AT_ONCE)
    _, end = begin_one_that_goes_well(threads, line)
    failed = threads.submit(failing, line)
    with pytest.raises(TimeoutError):
        failed.result(20 * AT_ONCE)
    end.set()
    assert isinstance(failed.exception(30), Failed)


def test_a_failure_waits_for_a_call_that_begins_within_the_grace(
    threads: ThreadPoolExecutor,
) -> None:
    line, raised = FailuresLast(threads=2, grace=NEVER), threading.Event()
    failed = threads.submit(failing, line, raised.set)
    assert raised.wait(30)
    call, end = begin_one_that_goes_well(threads, line)
    end.set()
    call.result(30)
    assert not failed.done()
    threads.submit(failing, line)  # with which no thread is left, so that both end
    assert isinstance(failed.exception(30), Failed)


def test_a_failure_that_is_alone_ends(threads: ThreadPoolExecutor) -> None:
    failed = threads.submit(failing, FailuresLast(grace=AT_ONCE))
    assert isinstance(failed.exception(30), Failed)


def test_failures_that_take_up_every_thread_end_although_others_wait_their_turn(
    threads: ThreadPoolExecutor,
) -> None:
    line = FailuresLast(threads=2, grace=NEVER)
    failed = [threads.submit(failing, line) for _ in range(2)]
    assert [type(call.exception(30)) for call in failed] == [Failed] * 2


def test_once_a_failure_has_ended_the_next_one_waits_for_nothing(
    threads: ThreadPoolExecutor,
) -> None:
    line = FailuresLast(threads=1, grace=NEVER)
    with pytest.raises(Failed):
        failing(line)
    _, end = begin_one_that_goes_well(threads, line)
    failed = threads.submit(failing, line)
    assert isinstance(failed.exception(30), Failed)
    end.set()
