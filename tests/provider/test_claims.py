"""Promises of `alert: ID`: which live alert a rule has, where a name alone would not say it."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import RuleError
from infra.program.resources import rule_properties
from infra.provider.state import pack, unpack
from infra.provider.unplanned import PROBLEM
from infra.providers import SentryAlertRuleProvider
from tests.factories import rule
from tests.simulators.sentry import SentrySimulator

PROJECT = "trademaster-raptor"


def checked(
    provider: SentryAlertRuleProvider,
    olds: dict[str, Any] | None = None,
    shares_name: bool = False,
    **said: Any,
) -> dict[str, Any]:
    """Return the properties that `check` makes of a rule."""
    news = rule_properties(rule(**said), "moosequest", PROJECT, shares_name)
    return unpack(provider.check(pack(olds) if olds else {}, news).inputs)


@pytest.fixture
def twins(provider: SentryAlertRuleProvider, sentry: SentrySimulator) -> list[str]:
    """Give two live alerts of the rule's name; return their IDs."""
    provider.create(pack(checked(provider)))
    (live,) = sentry.state["workflows"]
    sentry.state["workflows"] = [{**live, "id": id_} for id_ in ("60001", "60002")]
    provider.services.sentry("moosequest").forget()
    return ["60001", "60002"]


def page(sentry: SentrySimulator, id_: str, organization: str = "moosequest") -> str:
    """Return the address of an alert's page."""
    return f"{sentry.url}/organizations/{organization}/monitors/alerts/{id_}/"


@pytest.mark.parametrize("name", ["disk full", "another name"])
@pytest.mark.parametrize("written", [60002, "60002"])
def test_exactly_the_alert_of_the_id_is_adopted_whatever_its_name(
    provider: SentryAlertRuleProvider, twins: list[str], name: str, written: object
) -> None:
    inputs = checked(provider, name=name, alert=written)
    assert (inputs["adopts"], provider.create(pack(inputs)).id) == (twins[1], twins[1])


def test_the_address_of_the_alerts_page_will_do(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, twins: list[str]
) -> None:
    assert checked(provider, alert=page(sentry, twins[1]))["adopts"] == twins[1]


@pytest.mark.usefixtures("twins")
def test_the_page_of_another_organization_is_refused(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    problem = checked(provider, alert=page(sentry, "60002", "another"))[PROBLEM]
    assert "is no page of an alert of organization moosequest" in problem["message"]


def test_an_alert_that_is_gone_is_told_with_what_to_do(provider: SentryAlertRuleProvider) -> None:
    problem = checked(provider, alert=60009)[PROBLEM]
    assert "alert: Sentry organization moosequest has no alert 60009" in problem["message"]
    assert "remove 'alert' from the entry" in problem["next_step"]


def test_an_alert_that_is_gone_since_the_preview_is_not_made(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, twins: list[str]
) -> None:
    inputs = checked(provider, alert=twins[0])
    sentry.state["workflows"] = []
    provider.services.sentry("moosequest").forget()
    with pytest.raises(RuleError, match="has no alert 60001"):
        provider.create(pack(inputs))
    assert sentry.state["workflows"] == []


def test_an_alert_that_another_entry_names_is_no_namesake(
    provider: SentryAlertRuleProvider, twins: list[str]
) -> None:
    provider.claims = frozenset({twins[1]})
    assert checked(provider)["adopts"] == twins[0]


def test_a_rule_that_shares_its_name_must_say_which_alert_it_has(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, twins: list[str]
) -> None:
    provider.claims = frozenset({twins[1]})
    problem = checked(provider, shares_name=True)[PROBLEM]
    assert page(sentry, "60001") in problem["message"]
    assert "60002" not in problem["message"]
    assert problem["next_step"].startswith("write 'alert: 60001'")


def test_a_rule_that_shares_its_name_and_has_no_alert_is_told_to_take_another(
    provider: SentryAlertRuleProvider,
) -> None:
    problem = checked(provider, shares_name=True)[PROBLEM]
    assert problem["next_step"].startswith("give the rule another name")


def test_a_rule_in_the_state_may_share_its_name(
    provider: SentryAlertRuleProvider, twins: list[str]
) -> None:
    inputs = checked(provider, alert=twins[0])
    provider.create(pack(inputs))
    assert PROBLEM not in checked(provider, inputs, shares_name=True)


def test_naming_the_alert_that_the_rule_has_changes_nothing(
    provider: SentryAlertRuleProvider, told: list[str]
) -> None:
    inputs = checked(provider)
    created = provider.create(pack(inputs))
    news = checked(provider, inputs, alert=created.id)
    assert not provider.diff(created.id, created.outs or {}, pack(news)).changes
    assert told == []


def test_naming_another_alert_than_the_rule_has_is_refused(
    provider: SentryAlertRuleProvider, told: list[str], twins: list[str]
) -> None:
    inputs = checked(provider, alert=twins[0])
    created = provider.create(pack(inputs))
    news = pack(checked(provider, inputs, alert=twins[1]))
    assert provider.diff(created.id, created.outs or {}, news).changes
    assert "the entry says alert: 60002, and rule disk_full has alert 60001" in told[-1]
    with pytest.raises(RuleError, match="says alert: 60002"):
        provider.update(created.id, created.outs or {}, news)
