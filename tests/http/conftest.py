"""Fixtures of the tests of the HTTP session: a service, a session, and no waiting."""

import random
import time
from collections.abc import Iterator

import pytest

from infra.http import transport
from tests.http.service import ADVICE, STATUSES, TOKEN, Service


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with Service() as started:
        yield started


@pytest.fixture
def service(running_service: Service) -> Iterator[Service]:
    running_service.reset()
    yield running_service
    assert not running_service.complaints()


@pytest.fixture
def session(service: Service) -> Iterator[transport.Session]:
    advice = dict.fromkeys(STATUSES, ADVICE)
    with transport.Session("Service", service.url, "tests/1", advice) as opened:
        opened.headers["Authorization"] = f"Bearer {TOKEN}"
        yield opened


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, but note for how long it would have been."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(random, "uniform", lambda *_: 0.0)
    return noted
