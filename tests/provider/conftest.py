"""Fixtures of the tests of the providers: an entry of `monitors` with nothing done yet."""

import pytest

from tests.provider.monitor_life import Life
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def life(sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch, told: list[str]) -> Life:
    """Give an entry's life in the project of the tests, in which nobody waits."""
    assert told == []
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", tokens.SENTRY_TOKEN)
    monkeypatch.setattr("infra.http.transport.time.sleep", lambda _: None)
    monkeypatch.setattr("infra.provider.failures_last.GRACE", 0.0)
    return Life(sentry)
