"""Promises of the HTTP session: what it repeats, and after how long."""

import random
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from infra.base.errors import UnavailableError
from infra.http import responses, retries, transport
from tests.http.service import Service, refusal
from tests.simulators.server import json_response

RETRIES = 3


@pytest.fixture
def deserted(session: transport.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the session to a port that is taken, so that nobody else answers there either."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(session, "base_url", f"http://127.0.0.1:{taken.getsockname()[1]}")
        yield


def unavailability(session: transport.Session, method: str = "GET") -> UnavailableError:
    """Send what must find the service unavailable, and give the error."""
    error = refusal(session, method)
    assert isinstance(error, UnavailableError)
    return error


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "half-body"])
def test_a_read_is_repeated(service: Service, session: transport.Session, fault: str) -> None:
    service.break_down(fault, RETRIES)
    assert session.get(f"{service.url}/thing").json() == {"fine": True}


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "half-body"])
def test_a_read_is_sent_four_times_at_most(
    service: Service, session: transport.Session, fault: str
) -> None:
    service.break_down(fault, 100)
    refusal(session)
    assert len(service.requests) == retries.ATTEMPTS == 4


def test_a_read_without_an_answer_is_repeated(
    service: Service, session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (5.0, 0.1))
    service.break_down("timeout", 1)
    assert session.get(f"{service.url}/thing").json() == {"fine": True}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_refused_read_is_not_repeated(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: json_response({}, status)
    refusal(session)
    assert len(service.requests) == 1


@pytest.mark.parametrize("fault", ["500", "503", "reset", "reset-after-write", "half-body"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_may_have_happened_is_not_repeated(
    service: Service, session: transport.Session, method: str, fault: str
) -> None:
    service.break_down(fault)
    refusal(session, method)
    assert len(service.requests) == 1


@pytest.mark.parametrize("fault", ["500", "503", "reset", "reset-after-write", "half-body"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_may_have_happened_has_an_unknown_outcome(
    service: Service, session: transport.Session, method: str, fault: str
) -> None:
    service.break_down(fault)
    assert unavailability(session, method).outcome_unknown


@pytest.mark.parametrize("fault", ["500", "reset"])
def test_a_read_has_no_unknown_outcome(
    service: Service, session: transport.Session, fault: str
) -> None:
    service.break_down(fault)
    assert not unavailability(session).outcome_unknown


def test_a_write_that_was_turned_away_is_repeated(
    service: Service, session: transport.Session
) -> None:
    service.break_down("429", RETRIES)
    assert session.post(f"{service.url}/thing", json={}).json() == {"fine": True}


def test_a_write_that_was_turned_away_has_a_known_outcome(
    service: Service, session: transport.Session
) -> None:
    service.break_down("429")
    assert not unavailability(session, "POST").outcome_unknown


@pytest.mark.usefixtures("deserted")
def test_a_write_that_reached_nobody_has_a_known_outcome(session: transport.Session) -> None:
    assert not unavailability(session, "POST").outcome_unknown


@pytest.mark.usefixtures("deserted")
def test_a_write_that_reached_nobody_is_repeated(
    session: transport.Session, waits: list[float]
) -> None:
    refusal(session, "POST")
    assert len(waits) == RETRIES


def test_a_write_that_never_got_a_connection_has_a_known_outcome(
    session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise requests.ConnectTimeout("timed out")

    monkeypatch.setattr(requests.Session, "send", too_slow)
    assert not unavailability(session, "POST").outcome_unknown


def test_the_waits_double(service: Service, session: transport.Session, waits: list[float]) -> None:
    service.break_down("500")
    refusal(session)
    assert waits == [0.5, 1.0, 2.0]


def test_a_wait_is_longer_by_a_part_of_half_a_second_so_that_two_runs_do_not_meet_again(
    service: Service,
    session: transport.Session,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: low + 0.4 * (high - low))
    service.break_down("429:7", 1)
    session.get(f"{service.url}/thing")
    assert waits == [7.2]


def test_retry_after_is_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:7", 1)
    session.get(f"{service.url}/thing")
    assert waits == [7.0]


def test_the_end_of_sentrys_rate_limit_is_waited_for(
    service: Service,
    session: transport.Session,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    headers = {"X-Sentry-Rate-Limit-Reset": "1004"}
    service.answer = lambda: json_response({}, 429, headers)
    refusal(session)
    assert waits == [4.0] * RETRIES


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "3", "X-Sentry-Rate-Limit-Reset": "1009"}, 3.0),
        ({"Retry-After": "soon", "X-Sentry-Rate-Limit-Reset": "1009"}, 9.0),
        ({"X-Sentry-Rate-Limit-Reset": "991"}, 0.0),
    ],
)
def test_the_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    response = requests.Response()
    response.headers.update(headers)
    assert responses.server_wait(response, 1000.0) == seconds


def test_the_longest_wait_is_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:30", 1)
    session.get(f"{service.url}/thing")
    assert waits == [30.0]


def test_a_longer_wait_is_not_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:31")
    refusal(session)
    assert not waits


def test_a_longer_wait_is_told(service: Service, session: transport.Session) -> None:
    service.break_down("429:31")
    assert unavailability(session).retry_after == 31.0
