"""Fixtures of the tests of the simulators' common base."""

from collections.abc import Iterator

import pytest

from tests.simulator_server.counter import Counter


@pytest.fixture
def counter() -> Iterator[Counter]:
    with Counter() as simulator:
        yield simulator
