"""The promise of moving in: any monitor that an entry may declare is adopted as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from infra.base.secret import Secret
from tests.commands.in_process import Here
from tests.commands.project import STACK
from tests.provider.monitor_life import Life
from tests.provider.test_any_monitor import placed
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process", "provider", "_full_vault")

each_draw = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def _full_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the vault hold a text at every path."""
    monkeypatch.setattr("infra.services.Services.secret_at", lambda _, path: Secret(f"at {path}"))


@each_draw
@given(entry=placed())
def test_every_monitor_is_moved_in_and_would_be_adopted_without_a_change(
    here: Here,
    sentry: SentrySimulator,
    entry: dict[str, Any],
) -> None:
    sentry.reset()
    here.project.say(outputs={STACK: {}})
    here.project.configure(alertRules=[], configVarChecks=[])
    life = Life(sentry)
    life.apply(entry)
    sentry.requests.clear()
    ran = here.run("import", "--all", "--dry-run", "--json")
    found = json.loads(ran.data)
    assert life.id in found["adoptedMonitors"].values(), ran.words
    assert {request["method"] for request in sentry.requests} == {"GET"}
