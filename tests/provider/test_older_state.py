"""Promises of the provider process to the resources of the states that older commits wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.program.resources import rule_properties
from infra.rules.alert_rule import AlertRule
from tests.engine.older_state import OLDER_STATES, OlderState
from tests.engine.provider_process import ProviderProcess
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

ROOT = Path(__file__).parents[2]
RULES = [
    pytest.param(older, rule, id=f"{older.commit}-{rule['key']}")
    for older in OLDER_STATES
    for rule in older.rules()
]


@pytest.fixture
def provider(sentry: SentrySimulator) -> Iterator[ProviderProcess]:
    """Give a provider process."""
    environment = {"PATH": os.environ["PATH"], "SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN}
    config = {"raxx-alerts:sentryUrl": sentry.url}
    with ProviderProcess("raxx-alerts", ROOT, environment, config, lambda *_: None) as process:
        yield process


def stored(older: OlderState, key: str, sentry_url: str) -> dict[str, Any]:
    """Return what the state has of the rule of this key."""
    resources = older.state(sentry=sentry_url)["deployment"]["resources"]
    return next(r for r in resources if r["urn"].endswith(f"SentryAlertRule::{key}"))


@pytest.mark.parametrize(("older", "rule"), RULES)
def test_a_rule_of_an_older_state_is_read_and_compared_as_unchanged(
    provider: ProviderProcess, sentry: SentrySimulator, older: OlderState, rule: dict[str, Any]
) -> None:
    sentry.state["workflows"] = older.alerts()
    old = stored(older, rule["key"], sentry.url)
    id_, live, inputs = provider.read(old["id"], old["outputs"], old["inputs"])
    declared = rule_properties(AlertRule.model_validate(rule), "moosequest", "trademaster-raptor")
    reference = {"__provider": old["inputs"]["__provider"]}
    news, _ = provider.check(inputs or {}, declared | reference)
    assert (id_, provider.diff(id_, live, news).changes) == (old["id"], False)


@pytest.mark.parametrize(("older", "rule"), RULES)
def test_a_rule_of_an_older_state_that_is_not_read_first_is_compared_as_unchanged(
    provider: ProviderProcess, sentry: SentrySimulator, older: OlderState, rule: dict[str, Any]
) -> None:
    sentry.state["workflows"] = older.alerts()
    old = stored(older, rule["key"], sentry.url)
    declared = rule_properties(AlertRule.model_validate(rule), "moosequest", "trademaster-raptor")
    reference = {"__provider": old["inputs"]["__provider"]}
    news, _ = provider.check(old["inputs"], declared | reference)
    assert provider.diff(old["id"], old["outputs"], news).changes is False
