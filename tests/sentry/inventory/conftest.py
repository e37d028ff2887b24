"""Fixtures of the tests of the inventory: a client, an inventory, and what it warned of."""

import pytest

from infra.base.secret import Secret
from infra.provider import diagnostics
from infra.sentry.client import SentryClient
from infra.sentry.inventory import Inventory
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    token = Secret(tokens.SENTRY_TOKEN)
    return SentryClient(sentry.url, "moosequest", token, "tests/1", "the environment")


@pytest.fixture
def inventory(sentry: SentrySimulator, client: SentryClient) -> Inventory:
    return Inventory(client, sentry.url, "moosequest")


@pytest.fixture(autouse=True)
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep what would be shown under the engine's diagnostics."""
    said: list[str] = []
    monkeypatch.setattr(diagnostics, "warn", said.append)
    return said
