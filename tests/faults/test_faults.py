"""Promises of every call under every fault, and of what several faults at once leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from unittest import mock

import pytest
from werkzeug import Request, Response

from infra.base.errors import (
    AlertsError,
    RuleError,
    ServiceError,
    UnexpectedReplyError,
    WithdrawnError,
)
from tests.faults.calls import ALERTS, CALLS, Call
from tests.faults.cells import CELLS, Cell
from tests.faults.matrix import LASTING, Matrix, simulated
from tests.faults.stack import Stack
from tests.faults.table import DOCUMENT, rendered, shown
from tests.simulators.faults import Fault

SENTRY_CALLS = [call for call in CALLS if call.target.service == "Sentry"]


@pytest.fixture(scope="module")
def running_stack() -> Iterator[Stack]:
    """Start the stack's simulators once."""
    with simulated() as stack:
        yield stack


@pytest.fixture(scope="module")
def matrix(running_stack: Stack) -> Matrix:
    """Give the outcomes, each found once."""
    return Matrix(running_stack)


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    """Give a stack of which nothing is there yet."""
    running_stack.clear()
    return running_stack


def call_named(name: str) -> Call:
    return next(call for call in CALLS if call.name == name)


def names(stack: Stack) -> list[str]:
    return [alert["name"] for alert in stack.alerts()]


# Every call under every fault.


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_fault_is_outlived_or_told_and_leaves_one_alert(matrix: Matrix, cell: Cell) -> None:
    assert matrix.outcome(cell)


def test_the_documentation_shows_what_every_cell_gave(matrix: Matrix) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert shown(text) == rendered(matrix.outcome), "run `make reliability`"


# What Sentry withdraws, refuses or ignores.


@pytest.mark.parametrize("call", SENTRY_CALLS, ids=lambda call: call.name)
def test_a_withdrawn_api_is_told_with_its_path_and_its_replacement(
    stack: Stack, call: Call
) -> None:
    process = call.prepare(stack)
    stack.wire.order(call.target, "410", LASTING)
    try:
        call.operate(process)
        told = stack.said[-1]  # a read-back that fails is a warning
    except WithdrawnError as error:
        told = str(error)
    assert f"Sentry: {call.target.method} {call.target.path.rstrip('5*')}" in told
    assert f"its replacement is {ALERTS}\n  Next: Sentry has removed" in told


def test_of_five_rules_of_which_one_is_refused_four_are_made(stack: Stack) -> None:
    process = stack.process()
    wanted = [f"rule {number}" for number in range(5)]
    refused = []
    for name in wanted:
        environment = "nowhere" if name == wanted[2] else None
        declared = stack.declared(name=name, key=None, environment=environment)
        inputs = process.rules.check({}, declared).inputs
        try:
            process.rules.create(inputs)
        except ServiceError as error:
            refused.append(error.message)
    assert names(stack) == wanted[:2] + wanted[3:]
    assert len(refused) == 1
    assert "400: " in refused[0]
    assert "Environment is not part of this organization" in refused[0]


def test_an_update_that_sentry_answered_with_200_and_did_not_keep_is_found(stack: Stack) -> None:
    stack.process().up()
    stack.simulators["Sentry"].state["ignoresOnWrite"] = ["config"]
    stack.rule = {"frequency": "45 min"}
    with pytest.raises(RuleError, match="kept another frequency: '30 min' instead of '45 min'"):
        stack.process().up()


# Several faults at once.


def test_a_lost_answer_and_a_list_that_fails_leave_one_alert_for_the_next_run(stack: Stack) -> None:
    process, sentry = stack.process(), stack.simulators["Sentry"]
    handle = sentry.handle

    def failing_from_now_on(request: Request) -> Response:
        if request.method == "POST":
            sentry.faults += [Fault("GET", ALERTS, "500", LASTING)]
        return handle(request)

    stack.wire.order(call_named("create").target, "reset-after-write", 1)
    with (
        mock.patch.object(sentry, "handle", failing_from_now_on),
        pytest.raises(AlertsError),
    ):
        process.up()
    sentry.faults.clear()
    stack.wire.mend()
    assert [stack.process().up()] == [alert["id"] for alert in stack.alerts()]


def test_a_refused_login_is_not_repeated_for_the_next_token(stack: Stack) -> None:
    call = call_named("vault login")
    process = call.prepare(stack)
    stack.wire.order(call.target, "401", LASTING)
    with pytest.raises(AlertsError):
        process.up()
    assert process.look().startswith("unknown: ")
    assert stack.wire.tries == 1


# Time.


def test_an_answer_that_trickles_is_given_up(stack: Stack) -> None:
    def trickle() -> Iterator[bytes]:
        for _ in range(50):
            yield b" "
            Event().wait(0.05)

    process, sentry = stack.process(), stack.simulators["Sentry"]
    with (
        mock.patch("infra.http.transport.WHOLE_ANSWER", 0.1),
        mock.patch.object(sentry, "handle", side_effect=lambda _: Response(trickle())),
        pytest.raises(AlertsError, match="no answer: the answer took more than"),
    ):
        process.up()


def test_a_run_that_takes_too_long_begins_no_call(stack: Stack) -> None:
    process = stack.process()
    with (
        mock.patch("infra.http.transport.WHOLE_RUN", 0.0),
        pytest.raises(UnexpectedReplyError, match="not started") as caught,
    ):
        process.up()
    assert "run the same command again" in caught.value.next_step
    assert not stack.simulators["Sentry"].requests
