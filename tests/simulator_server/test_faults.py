"""Promises of the simulators' common base: what each ordered fault does."""

import socket
import time
from threading import Thread

import pytest
import requests

from tests.simulator_server.counter import Counter, ask, log, order
from tests.simulators.server import Simulator


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 502, 503])
def test_a_status_fault_answers_with_that_status(counter: Counter, status: int) -> None:
    order(counter, str(status))
    assert ask(counter).status_code == status


def test_a_status_fault_takes_no_effect(counter: Counter) -> None:
    order(counter, "500")
    ask(counter, method="POST")
    assert counter.state["count"] == 0


def test_a_429_with_seconds_carries_retry_after(counter: Counter) -> None:
    order(counter, "429:7")
    assert ask(counter).headers["Retry-After"] == "7"


def test_a_plain_429_carries_no_retry_after(counter: Counter) -> None:
    order(counter, "429")
    assert "Retry-After" not in ask(counter).headers


def test_a_fault_is_used_up_after_its_times(counter: Counter) -> None:
    order(counter, "503", times=2)
    assert [ask(counter).status_code for _ in range(3)] == [503, 503, 200]


def test_faults_are_appended_and_served_in_order(counter: Counter) -> None:
    order(counter, "500")
    order(counter, "403")
    assert [ask(counter).status_code for _ in range(3)] == [500, 403, 200]


def test_a_fault_for_another_method_does_not_hit(counter: Counter) -> None:
    order(counter, "500", method="POST")
    assert ask(counter).status_code == 200


@pytest.mark.parametrize(
    ("pattern", "status"), [("/count", 500), ("/co*", 500), ("/coun", 200), ("/list*", 200)]
)
def test_a_fault_hits_its_exact_path_or_prefix(counter: Counter, pattern: str, status: int) -> None:
    order(counter, "500", path=pattern)
    assert ask(counter).status_code == status


def test_no_fault_hits_the_control_side(counter: Counter) -> None:
    order(counter, "500")
    assert ask(counter, "/_sim/state").status_code == 200


def test_timeout_holds_the_connection_without_an_answer(counter: Counter) -> None:
    order(counter, "timeout")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{counter.url}/count", timeout=0.2)


def test_timeout_takes_no_effect(counter: Counter) -> None:
    order(counter, "timeout")
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{counter.url}/count", timeout=0.2)
    assert counter.state["count"] == 0


def test_stopping_lets_held_connections_go(counter: Counter) -> None:
    order(counter, "timeout")
    failures: list[Exception] = []

    def wait() -> None:
        try:
            requests.get(f"{counter.url}/count", timeout=30)
        except requests.ConnectionError as error:
            failures.append(error)

    waiting = Thread(target=wait)
    waiting.start()
    while not counter.requests:
        time.sleep(0.01)
    counter.stop()
    waiting.join(5)
    assert len(failures) == 1


def raw_answer(simulator: Simulator) -> bytes:
    host, port = simulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        return connection.recv(1000)


@pytest.mark.parametrize("fault", ["reset", "reset-after-write"])
def test_a_reset_is_a_real_rst(counter: Counter, fault: str) -> None:
    order(counter, fault)
    with pytest.raises(ConnectionResetError):
        raw_answer(counter)


@pytest.mark.parametrize(("fault", "count"), [("reset", 0), ("reset-after-write", 1)])
def test_only_a_reset_after_the_write_takes_effect(
    counter: Counter, fault: str, count: int
) -> None:
    order(counter, fault)
    with pytest.raises(requests.ConnectionError):
        ask(counter, method="POST")
    assert counter.state["count"] == count


@pytest.mark.parametrize("fault", ["reset", "reset-after-write", "half-body"])
def test_a_cut_connection_has_no_status_in_the_log(counter: Counter, fault: str) -> None:
    order(counter, fault)
    with pytest.raises(requests.RequestException):
        ask(counter)
    assert log(counter)[0]["status"] is None


def test_half_a_body_breaks_off_before_its_promised_length(counter: Counter) -> None:
    order(counter, "half-body")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        ask(counter)


def test_half_a_body_comes_after_the_effect(counter: Counter) -> None:
    order(counter, "half-body")
    with pytest.raises(requests.RequestException):
        ask(counter, method="POST")
    assert counter.state["count"] == 1


def begun(counter: Counter) -> Thread:
    """Begin a request and return its thread as soon as the simulator has it."""
    request = Thread(target=ask, args=(counter,))
    request.start()
    while not counter.requests:
        time.sleep(0.01)
    return request


def test_slow_answers_late_and_keeps_no_other_waiting(counter: Counter) -> None:
    order(counter, "slow:4000")
    slow = begun(counter)
    assert ask(counter).status_code == 200
    assert slow.is_alive()
    counter.stop()
    slow.join()


def test_slow_answers_as_without_the_fault(counter: Counter) -> None:
    order(counter, "slow:10")
    assert ask(counter).json() == ask(counter).json()


def test_html_is_a_page_with_200(counter: Counter) -> None:
    order(counter, "html")
    answer = ask(counter)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize(("path", "body"), [("/count", [[]]), ("/list", {"unexpected": True})])
def test_wrong_shape_is_the_other_kind_of_json(counter: Counter, path: str, body: object) -> None:
    order(counter, "wrong-shape")
    assert ask(counter, path).json() == body


def test_wrong_shape_of_a_write_takes_no_effect(counter: Counter) -> None:
    order(counter, "wrong-shape")
    ask(counter, method="POST")
    assert counter.state["count"] == 0


def test_redirect_points_to_a_foreign_host(counter: Counter) -> None:
    order(counter, "redirect")
    answer = ask(counter, "/count?a=1")
    expected = (302, "http://redirected.invalid/count?a=1")
    assert (answer.status_code, answer.headers["Location"]) == expected
