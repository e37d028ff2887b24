"""Promises of the pace: threads that share a rate limit finish later, and none of them fails."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from werkzeug import Response

from infra.base.errors import UnavailableError
from infra.http import retries, transport
from tests.http.service import Service, refusal
from tests.simulators.server import json_response


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("infra.http.retries.time.monotonic", lambda: made.now)
    return made


@pytest.mark.usefixtures("clock")
def test_a_thread_that_is_turned_away_makes_the_others_wait(waits: list[float]) -> None:
    shared = retries.Pace()
    shared.slow_down(3.0)
    shared.keep()
    assert waits == [3.0]


def test_a_pause_that_is_over_is_not_kept(clock: Clock, waits: list[float]) -> None:
    shared = retries.Pace()
    shared.slow_down(3.0)
    clock.sleep(3.0)
    shared.keep()
    assert not waits


@pytest.mark.usefixtures("clock")
def test_a_shorter_pause_does_not_end_a_longer_one(waits: list[float]) -> None:
    shared = retries.Pace()
    shared.slow_down(3.0)
    shared.slow_down(1.0)
    shared.keep()
    assert waits == [3.0]


@pytest.mark.usefixtures("clock")
def test_a_session_keeps_the_pause_that_a_call_before_it_met(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:7", retries.ATTEMPTS)
    refusal(session)
    waits.clear()
    session.get(f"{service.url}/thing")
    assert waits == [7.0]


def test_another_services_session_does_not(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:7", retries.ATTEMPTS)
    refusal(session)
    waits.clear()
    transport.Session("Service", service.url, "tests/1", {}).get(f"{service.url}/thing")
    assert not waits


def test_a_call_is_sent_until_it_gets_through_as_long_as_others_do(
    service: Service, session: transport.Session
) -> None:
    numbers = count(1)

    def every_twentieth_is_let_through() -> Response:
        fine = next(numbers) % 20 == 0
        return json_response({"fine": True}) if fine else json_response({}, 429)

    service.answer = every_twentieth_is_let_through
    others = iter(range(1000))

    def other_threads_get_through(_: float) -> None:
        next(others)
        session._pace.note_answer()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("infra.http.retries.time.sleep", other_threads_get_through)
        assert session.get(f"{service.url}/thing").ok


def test_where_nobody_gets_through_a_call_is_sent_four_times(
    service: Service, session: transport.Session
) -> None:
    service.break_down("429", 100)
    with ThreadPoolExecutor(4) as pool:
        errors = list(pool.map(lambda _: refusal(session), range(4)))
    assert all(isinstance(error, UnavailableError) for error in errors)
    assert len(service.requests) == 4 * retries.ATTEMPTS
