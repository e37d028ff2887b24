"""Promises about a rule that cannot be planned: it stops no other one and writes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.program.resources import rule_properties
from infra.provider.state import pack, unpack
from infra.provider.unplanned import PROBLEM
from infra.providers import SentryAlertRuleProvider
from tests.factories import rule
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

NOBODY = "nobody@raxx.app"
UNKNOWN = f"no member of Sentry organization moosequest has the address {NOBODY}"
GONE = "check that moosequest has a project gone"


def checked(
    provider: SentryAlertRuleProvider,
    address: str = "ops@raxx.app",
    project: str = "trademaster-raptor",
    olds: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the inputs that `check` makes of a rule that mails an address."""
    news = rule_properties(rule(action={"email": address}), "moosequest", project)
    return provider.check(olds or {}, news).inputs


def made(provider: SentryAlertRuleProvider) -> tuple[str, dict[str, Any]]:
    """Create the rule's alert; return its ID and what the state has of it."""
    result = provider.create(checked(provider))
    return result.id, result.outs or {}


def test_the_preview_warns_of_it_with_its_key_and_what_to_do(
    provider: SentryAlertRuleProvider, told: list[str]
) -> None:
    checked(provider, NOBODY)
    (warning,) = told
    assert warning.startswith(f"rule {rule().key} cannot be applied: {UNKNOWN}")
    assert "Next: " in warning


def test_creating_it_fails_with_the_same_words_and_sends_nothing(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    inputs = checked(provider, NOBODY)
    with pytest.raises(RuleError, match=UNKNOWN):
        provider.create(inputs)
    assert [entry for entry in sentry.requests if entry["method"] != "GET"] == []


def test_creating_it_fails_with_the_same_next_step(provider: SentryAlertRuleProvider) -> None:
    inputs = checked(provider, NOBODY)
    with pytest.raises(RuleError) as caught:
        provider.create(inputs)
    assert caught.value.next_step == unpack(inputs)[PROBLEM]["next_step"] != ""


def test_one_that_is_live_is_shown_as_a_change_that_says_why(
    provider: SentryAlertRuleProvider,
) -> None:
    alert, state = made(provider)
    inputs = checked(provider, NOBODY, olds=state)
    assert provider.diff(alert, state, inputs).changes
    before, after = unpack(state), unpack(inputs)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    assert list(changed) == [PROBLEM]
    assert changed[PROBLEM]["message"].startswith(UNKNOWN)


def test_updating_it_fails_and_leaves_the_live_alert_as_it_is(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    alert, state = made(provider)
    before = repr(sentry.state["workflows"])
    with pytest.raises(RuleError, match=UNKNOWN):
        provider.update(alert, state, checked(provider, NOBODY, olds=state))
    assert repr(sentry.state["workflows"]) == before


def test_a_project_that_is_not_there_concerns_its_rules_alone(
    provider: SentryAlertRuleProvider,
) -> None:
    with pytest.raises(RuleError, match=GONE):
        provider.create(checked(provider, project="gone"))
    assert made(provider)[0]


def test_a_rule_whose_project_is_gone_can_still_be_read_so_that_it_can_be_removed(
    provider: SentryAlertRuleProvider,
) -> None:
    alert, state = made(provider)
    live = provider.read(alert, pack(unpack(state) | {"project": "gone"}))
    assert (live.id, unpack(live.inputs or {})["project"]) == (alert, "not gone")


def test_a_token_that_may_not_read_members_stops_the_whole_run(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    sentry.faults = [Fault("GET", "/api/0/organizations/moosequest/members/", "403", 1)]
    with pytest.raises(ForbiddenError, match="member:read"):
        checked(provider)
