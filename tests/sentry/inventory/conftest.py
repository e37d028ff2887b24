"""Fixtures of the tests of the inventory: a client, an inventory, and what it warned of."""

import pytest

from infra.base.secret import Secret
from infra.sentry.client import SentryClient
from infra.sentry.inventory import Inventory
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    token = Secret(tokens.SENTRY_TOKEN)
    return SentryClient(sentry.url, "moosequest", token, "tests/1", "the environment")


@pytest.fixture
def warnings() -> list[str]:
    """Keep what the person at the terminal is warned of."""
    return []


@pytest.fixture
def inventory(sentry: SentrySimulator, client: SentryClient, warnings: list[str]) -> Inventory:
    return Inventory(client, sentry.url, "moosequest", warnings.append)
