"""Fixtures of the tests of the inventory: a client, an inventory, and what it warned of."""

import pytest

from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient
from infra.sentry.inventory import Inventory
from tests.sentry.client import client_of
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    return client_of(sentry)


@pytest.fixture
def alerts(client: SentryClient) -> Alerts:
    return Alerts(client)


@pytest.fixture
def warnings() -> list[str]:
    """Keep what the person at the terminal is warned of."""
    return []


@pytest.fixture
def inventory(sentry: SentrySimulator, client: SentryClient, warnings: list[str]) -> Inventory:
    return Inventory(client, sentry.url, "moosequest", warnings.append)
