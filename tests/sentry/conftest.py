"""Fixtures of the tests of the client of Sentry's API: a client, and no waiting."""

import time

import pytest

from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient
from infra.sentry.monitors import Monitors
from tests.sentry.client import client_of
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    return client_of(sentry)


@pytest.fixture
def alerts(client: SentryClient) -> Alerts:
    return Alerts(client)


@pytest.fixture
def monitors(sentry: SentrySimulator, client: SentryClient) -> Monitors:
    return Monitors(client, sentry.url)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
