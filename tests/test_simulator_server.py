"""Promises of the simulators' common base: control side, faults, log, and the command."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import combinations
from threading import Thread
from typing import Any

import pytest
import requests
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators.server import Simulator, json_response
from tests.simulators.tokens import SECRETS


class Counter(Simulator):
    """A vendor with one number: GET shows it, POST adds one, /list is a list, /boom crashes."""

    vendor = "Counter"
    variable = "COUNTER_URL"
    routes = Map(
        [
            Rule("/count", methods=["GET"], endpoint="show"),
            Rule("/count", methods=["POST"], endpoint="add"),
            Rule("/list", methods=["GET"], endpoint="list"),
            Rule("/boom", methods=["GET"], endpoint="boom"),
        ]
    )

    def initial_state(self) -> dict[str, Any]:
        """Start at zero."""
        return {"count": 0}

    def check_state(self, state: dict[str, Any]) -> None:
        """Refuse numbers below zero."""
        if state["count"] < 0:
            raise ValueError("count: below zero")

    def handle(self, request: Request) -> Response:
        """Count, list or crash."""
        endpoint, _ = self.route(request)
        if endpoint == "boom":
            raise ZeroDivisionError("boom")
        if endpoint == "add":
            self.state["count"] += 1
        return json_response([1, 2] if endpoint == "list" else self.state)


@pytest.fixture
def counter() -> Iterator[Counter]:
    with Counter() as simulator:
        yield simulator


def order(simulator: Simulator, fault: str, **entry: object) -> None:
    document = [{"method": "*", "path": "*", "fault": fault, **entry}]
    assert requests.post(f"{simulator.url}/_sim/faults", json=document, timeout=5).ok


def ask(simulator: Simulator, path: str = "/count", method: str = "GET") -> requests.Response:
    url = simulator.url + path
    return requests.request(method, url, timeout=5, allow_redirects=False)


def log(simulator: Simulator) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = ask(simulator, "/_sim/requests").json()
    return entries


def test_the_state_is_read_as_json(counter: Counter) -> None:
    assert ask(counter, "/_sim/state").json() == {"count": 0}


def test_the_state_is_replaced_as_a_whole(counter: Counter) -> None:
    requests.put(f"{counter.url}/_sim/state", json={"count": 7}, timeout=5)
    assert ask(counter).json() == {"count": 7}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"count": -1}', "count: below zero"),
        ("[]", "state: expected an object"),
        ('{"count": 0, "other": 1}', "state: missing [], unknown ['other']"),
        ("{}", "state: missing ['count'], unknown []"),
        (
            '{"count": "x"}',
            "state: TypeError: '<' not supported between instances of 'str' and 'int'",
        ),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_a_state_that_does_not_agree_is_refused(counter: Counter, body: str, reason: str) -> None:
    answer = requests.put(f"{counter.url}/_sim/state", data=body, timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"error": reason})


def test_a_refused_state_changes_nothing(counter: Counter) -> None:
    requests.put(f"{counter.url}/_sim/state", json={"count": -1}, timeout=5)
    assert counter.state == {"count": 0}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "faults: expected a list"),
        (["429"], "faults[0]: expected an object"),
        ([{"path": "*", "fault": "500"}], "faults[0].method: expected a string"),
        ([{"method": "*", "fault": "500"}], "faults[0].path: expected a string"),
        ([{"method": "*", "path": "*"}], "faults[0].fault: expected a string"),
        (
            [{"method": "*", "path": "*", "fault": "500", "when": 1}],
            "faults[0]: unknown keys ['when']",
        ),
        ([{"method": "*", "path": "*", "fault": "418"}], "faults[0].fault: unknown fault '418'"),
        ([{"method": "*", "path": "*", "fault": "slow"}], "faults[0].fault: unknown fault 'slow'"),
        (
            [{"method": "*", "path": "*", "fault": "500", "times": 0}],
            "faults[0].times: expected an integer of at least 1",
        ),
        (
            [{"method": "*", "path": "*", "fault": "500", "times": True}],
            "faults[0].times: expected an integer of at least 1",
        ),
    ],
)
def test_a_malformed_fault_is_refused(counter: Counter, document: object, reason: str) -> None:
    answer = requests.post(f"{counter.url}/_sim/faults", json=document, timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"error": reason})


def test_a_list_with_one_malformed_fault_orders_none(counter: Counter) -> None:
    good = {"method": "*", "path": "*", "fault": "500"}
    requests.post(f"{counter.url}/_sim/faults", json=[good, {**good, "fault": "x"}], timeout=5)
    assert ask(counter).status_code == 200


def test_an_unknown_control_is_404(counter: Counter) -> None:
    assert ask(counter, "/_sim/other").status_code == 404


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


def test_slow_answers_late(counter: Counter) -> None:
    order(counter, "slow:300")
    assert ask(counter).elapsed.total_seconds() >= 0.3


def test_slow_does_not_keep_others_waiting(counter: Counter) -> None:
    order(counter, "slow:2000")
    slow = Thread(target=ask, args=(counter,))
    slow.start()
    while not counter.requests:
        time.sleep(0.01)
    assert ask(counter).elapsed.total_seconds() < 1
    counter.stop()
    slow.join()


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


def test_the_log_holds_no_header_and_no_body(counter: Counter) -> None:
    requests.post(
        f"{counter.url}/count?a=1", data="secret", headers={"X-Secret": "secret"}, timeout=5
    )
    assert log(counter) == [
        {"method": "POST", "path": "/count", "query": "a=1", "status": 200, "unexpected": False}
    ]


def test_reset_forgets_state_faults_and_log(counter: Counter) -> None:
    ask(counter, method="POST")
    order(counter, "500")
    requests.post(f"{counter.url}/_sim/reset", timeout=5)
    assert (counter.state, counter.faults, counter.requests) == ({"count": 0}, [], [])


def test_an_unknown_route_is_a_500_that_lists_what_is_known(counter: Counter) -> None:
    answer = ask(counter, "/other", "DELETE")
    assert (answer.status_code, answer.json()["simulator"]) == (
        500,
        "Counter has no DELETE /other",
    )


def test_an_unknown_route_lists_the_known_ones(counter: Counter) -> None:
    assert "/count" in ask(counter, "/other").json()["known"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/other"), ("PUT", "/count")])
def test_an_unknown_route_or_method_is_logged_as_unexpected(
    counter: Counter, method: str, path: str
) -> None:
    ask(counter, path, method)
    assert counter.complaints() == [f"Counter: unexpected {method} {path}"]


def test_a_crash_is_a_500(counter: Counter) -> None:
    assert ask(counter, "/boom").status_code == 500


def test_a_crash_keeps_its_traceback(counter: Counter) -> None:
    ask(counter, "/boom")
    assert "ZeroDivisionError: boom" in counter.complaints()[-1]


def test_nothing_is_printed_about_requests(
    counter: Counter, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(counter, "/boom")
    order(counter, "reset")
    with pytest.raises(requests.ConnectionError):
        ask(counter)
    assert capfd.readouterr() == ("", "")


def test_every_secret_is_long_enough() -> None:
    assert [name for name, value in SECRETS.items() if len(value) < 24] == []


def test_no_two_secrets_share_a_piece() -> None:
    shared = [
        (one, other)
        for (one, value), (other, second) in combinations(SECRETS.items(), 2)
        if any(value[start : start + 8] in second for start in range(len(value) - 7))
    ]
    assert shared == []


def start_command(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.simulators", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603


def read_urls(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_with_0_when_told_to_stop(stop: signal.Signals) -> None:
    with start_command() as process:
        read_urls(process)
        process.send_signal(stop)
        assert process.wait(10) == 0


def test_the_command_prints_the_four_urls() -> None:
    with start_command() as process:
        urls = read_urls(process)
        process.terminate()
    assert list(urls) == ["SENTRY_URL", "HEROKU_API_URL", "POSTMARK_API_URL", "INFISICAL_API_URL"]


def test_the_command_serves_what_it_prints() -> None:
    with start_command() as process:
        states = [
            requests.get(f"{url}/_sim/state", timeout=5).status_code
            for url in read_urls(process).values()
        ]
        process.terminate()
    assert states == [200, 200, 200, 200]


def four_free_ports() -> int:
    for first in range(23000, 32000, 4):
        with ExitStack() as held:
            try:
                for port in range(first, first + 4):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise OSError("no four free ports in a row")


def test_the_command_takes_the_ports_it_is_given() -> None:
    first = four_free_ports()
    with start_command("--first-port", str(first)) as process:
        urls = read_urls(process)
        process.terminate()
    ports = [int(re.sub(r".*:", "", url)) for url in urls.values()]
    assert ports == [first, first + 1, first + 2, first + 3]


@pytest.mark.parametrize("name", ["sentry", "heroku", "postmark", "infisical"])
def test_no_state_shows_a_secret_of_the_simulators(
    name: str, request: pytest.FixtureRequest
) -> None:
    simulator: Simulator = request.getfixturevalue(name)
    shown = json.dumps(ask(simulator, "/_sim/state").json())
    assert [secret for secret, value in SECRETS.items() if value in shown] == []
