"""What holds when two runs meet, or a state is lost."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from werkzeug import Request, Response

from infra.program.resources import rule_properties
from infra.provider import diagnostics
from tests.engine.cli import CliEngine, find_cli
from tests.engine.conftest import ROOT, TOKENS, Stack
from tests.engine.crashes import LIST, wait_until
from tests.engine.interface import Outcome
from tests.engine.test_demo import leftovers
from tests.engine.test_scenarios import NAME, alerts, changed_fields, declare, up, writes
from tests.factories import rule, rule_provider
from tests.simulators import tokens
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

on_the_cli = pytest.mark.parametrize("stack", ["cli"], indirect=True)
"""For tests of what a rehearsal has not: locks, backends and two runs at once."""


@pytest.fixture(autouse=True)
def _nothing_is_left_running(tmp_path: Path) -> Iterator[None]:
    yield
    assert wait_until(lambda: not leftovers(tmp_path), 10), leftovers(tmp_path)


def ids(sentry: SentrySimulator) -> dict[str, str]:
    """Return what Sentry holds, name to ID, once it is known that no name is there twice."""
    names = [alert["name"] for alert in alerts(sentry)]
    assert len(names) == len(set(names)), names
    return {alert["name"]: alert["id"] for alert in alerts(sentry)}


def lose_state(stack: Stack, folder: Path) -> None:
    """Remove the state's file, or whatever else of it there is."""
    if isinstance(stack.engine, CliEngine):
        shutil.rmtree(folder / "backend")
        stack.use_environment(**TOKENS)
    else:
        stack.engine.forget()


# Two runs at once.


@pytest.mark.engine
@on_the_cli
def test_of_two_ups_of_one_stack_the_second_is_refused_by_the_lock_and_says_so(
    stack: Stack, sentry: SentrySimulator
) -> None:
    sentry.faults = [Fault("POST", LIST, "slow:3000", 1)]
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(stack.engine.up)
        assert wait_until(lambda: alerts(sentry), 60)
        second = stack.engine.up()
    assert second.exit_code != 0
    assert "the stack is currently locked by 1 lock(s)" in second.output
    assert first.result().exit_code == 0, first.result().output
    assert stack.engine.outputs()["rule_ids"] == ids(sentry)


@pytest.fixture
def other(stack: Stack, tmp_path: Path) -> CliEngine:
    """Give a second stack of the same rules, with a backend of its own, on the same Sentry."""
    cli = find_cli()
    assert cli is not None
    known = {"PATH": str(cli.parent), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    return CliEngine(cli, tmp_path / "other", stack.engine.stack_file, ROOT, known | TOKENS)


Answer = Callable[[Request, dict[str, Any], str | None], Response]


class Order:
    """Makes Sentry take the requests of two creates in one order of the many there are.

    Args:
        answer: how Sentry answers.
        which: `both create, then both look`, or whose look waits until the other run has ended.
    """

    def __init__(self, answer: Answer, which: str) -> None:
        self._answer = answer
        self._which = which
        self._posts = Barrier(2, timeout=60)
        self._replies = Barrier(2, timeout=60)
        self._looks: list[str] = []
        self.one_ended = Event()

    def __call__(self, request: Request, entry: dict[str, Any], fault: str | None) -> Response:
        """Answer in turn."""
        if request.method == "POST":
            # Both have listed before either creates, and both have created before either looks.
            self._posts.wait()
            response = self._answer(request, entry, fault)
            if self._which != "each looks at once":
                self._replies.wait()
            return response
        if "query" in request.args and request.path == LIST:
            self._looks.append(request.path)
            if self._which == "one looks late" and len(self._looks) == 1:
                self.one_ended.wait(15)
        return self._answer(request, entry, fault)


@pytest.mark.engine
@on_the_cli
@pytest.mark.parametrize(
    "order",
    [
        "both create, then both look",
        pytest.param("each looks at once", marks=pytest.mark.long),
        pytest.param("one looks late", marks=pytest.mark.long),
    ],
)
def test_two_stacks_that_find_nothing_and_create_at_once_end_with_one_alert(
    stack: Stack,
    other: CliEngine,
    sentry: SentrySimulator,
    monkeypatch: pytest.MonkeyPatch,
    order: str,
) -> None:
    turns = Order(sentry._answer, order)
    monkeypatch.setattr(sentry, "_answer", turns)

    def run(engine: Any) -> Outcome:
        outcome: Outcome = engine.up()
        turns.one_ended.set()
        return outcome

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, [stack.engine, other]))
    assert [outcome.exit_code for outcome in outcomes] == [0, 0], outcomes
    assert writes(sentry).count("POST") == 2
    assert stack.engine.outputs()["rule_ids"] == other.outputs()["rule_ids"] == ids(sentry)
    told = [o.output for o in outcomes if "was made by another run at the same moment" in o.output]
    assert len(told) == 1
    assert ids(sentry)[NAME] in told[0]
    for engine in (stack.engine, other):
        # The one that lost has adopted an alert: what becomes of it in the end may change.
        assert changed_fields(engine.preview().output) <= {"on_remove", "adopts"}


@pytest.mark.parametrize(
    "seed",
    [*range(3), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 20))],
)
def test_two_providers_that_create_at_once_end_with_one_alert_that_both_name(
    sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", tokens.SENTRY_TOKEN)
    monkeypatch.setattr(diagnostics, "_say", lambda *_: None)
    chance = random.Random(seed)  # noqa: S311 (delays, no secret)
    slow = [(m, f"slow:{chance.randrange(60)}") for m in ("GET", "POST") for _ in range(6)]
    chance.shuffle(slow)
    sentry.faults = [Fault(method, LIST, delay, 1) for method, delay in slow]
    both_have_listed = Barrier(2, timeout=30)

    def create(_: int) -> str:
        provider = rule_provider(sentry.url)
        news = rule_properties(rule(), "moosequest", "trademaster-raptor")
        inputs = provider.check({}, news).inputs
        both_have_listed.wait()
        return provider.create(inputs).id

    with ThreadPoolExecutor(2) as pool:
        created = list(pool.map(create, range(2)))
    assert writes(sentry).count("POST") == 2
    assert created == list(ids(sentry).values()) * 2


# A lost state.


@pytest.mark.long
@pytest.mark.engine
def test_after_a_lost_state_file_every_alert_is_found_by_its_name(
    stack: Stack, sentry: SentrySimulator, tmp_path: Path
) -> None:
    declare(stack, "alpha", "beta", "gamma")
    up(stack)
    before = copy.deepcopy(alerts(sentry))
    lose_state(stack, tmp_path)
    up(stack)
    assert stack.engine.outputs()["rule_ids"] == {alert["name"]: alert["id"] for alert in before}
    assert ids(sentry) == {alert["name"]: alert["id"] for alert in before}
    assert writes(sentry).count("POST") == 3


@pytest.mark.long
@pytest.mark.engine
def test_an_alert_renamed_by_hand_is_shown_as_that_and_gets_its_name_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    before = ids(sentry)
    alerts(sentry)[0]["name"] = "renamed by hand"
    assert "name" in changed_fields(stack.engine.preview().output)
    up(stack)
    assert ids(sentry) == before == stack.engine.outputs()["rule_ids"]


@pytest.mark.engine
def test_an_alert_renamed_by_hand_before_the_state_was_lost_is_left_and_a_new_one_made(
    stack: Stack, sentry: SentrySimulator, tmp_path: Path
) -> None:
    up(stack)
    old = ids(sentry)[NAME]
    alerts(sentry)[0]["name"] = "renamed by hand"
    lose_state(stack, tmp_path)
    output = up(stack)
    assert ids(sentry) == {"renamed by hand": old} | stack.engine.outputs()["rule_ids"]
    assert list(stack.engine.outputs()["rule_ids"]) == [NAME]
    assert f"alert {old}, 'renamed by hand', mails the same people" in output
