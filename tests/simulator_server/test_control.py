"""Promises of the simulators' common base: the control side, the log, and what is unexpected."""

import pytest
import requests

from tests.simulator_server.counter import Counter, ask, log, order


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
