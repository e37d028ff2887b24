"""Promises of the Sentry simulator: its rate limit, and how it says no."""

import time

import pytest

from tests.simulator_sentry.client import WORKFLOWS, ask
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.expects_refusal


@pytest.fixture(autouse=True)
def _one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no second pass between the requests of a test."""
    monkeypatch.setattr(time, "time", lambda: 1000.0)


def statuses(sentry: SentrySimulator, count: int) -> list[int]:
    return [ask(sentry, WORKFLOWS).status_code for _ in range(count)]


def test_without_a_limit_everything_is_let_through(sentry: SentrySimulator) -> None:
    assert statuses(sentry, 5) == [200] * 5


def test_what_is_over_the_limit_within_a_second_is_turned_away(sentry: SentrySimulator) -> None:
    sentry.state["requestsPerSecond"] = 2
    assert statuses(sentry, 4) == [200, 200, 429, 429]


def test_the_next_second_begins_anew(
    sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentry.state["requestsPerSecond"] = 1
    statuses(sentry, 2)
    monkeypatch.setattr(time, "time", lambda: 1001.0)
    assert statuses(sentry, 1) == [200]


def test_a_refusal_tells_the_end_of_the_window_and_no_retry_after(
    sentry: SentrySimulator,
) -> None:
    sentry.state["requestsPerSecond"] = 1
    statuses(sentry, 1)
    refused = ask(sentry, WORKFLOWS)
    assert refused.headers["X-Sentry-Rate-Limit-Reset"] == "1001"
    assert "Retry-After" not in refused.headers
