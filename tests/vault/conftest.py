"""Fixtures of the tests of the vault: no waiting, and no secret known before the test."""

import time

import pytest

from infra.base import redaction


@pytest.fixture(autouse=True)
def _no_waiting_and_no_known_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())
