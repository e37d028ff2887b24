"""Promises of what the client reads of integrations, channels and Sentry apps."""

import pytest

from infra.base.errors import ForbiddenError
from infra.sentry.client import SentryClient
from infra.sentry.integrations import Integration, Integrations, Named
from tests.sentry.client import client_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def integrations(client: SentryClient) -> Integrations:
    return Integrations(client)


def test_only_the_integrations_of_the_provider_are_returned(integrations: Integrations) -> None:
    assert integrations.of_provider("slack") == [Integration("Raxx", "51", True, ())]


def test_the_services_of_an_on_call_account_are_returned(integrations: Integrations) -> None:
    assert integrations.of_provider("pagerduty")[0].held == (Named("Backend", "61"),)


def test_the_keys_of_an_on_call_account_are_not_kept(integrations: Integrations) -> None:
    assert "key" not in repr(integrations.of_provider("opsgenie"))


def test_a_disabled_integration_is_told_from_an_active_one(
    sentry: SentrySimulator, integrations: Integrations
) -> None:
    sentry.state["integrations"][0]["status"] = "disabled"
    assert [i.active for i in integrations.of_provider("slack")] == [False]


def test_integrations_are_found_beyond_the_first_page(
    sentry: SentrySimulator, integrations: Integrations
) -> None:
    sentry.state["pageSize"] = 1
    sentry.state["integrations"].append({**sentry.state["integrations"][0], "id": "99"})
    assert [i.id for i in integrations.of_provider("slack")] == ["51", "99"]


def test_a_channel_has_the_name_that_people_write(integrations: Integrations) -> None:
    assert integrations.channels("51") == [Named("#alerts", "C01"), Named("#ops", "C02")]


def test_a_channel_of_microsoft_teams_has_no_mark(integrations: Integrations) -> None:
    assert integrations.channels("53") == [Named("Alerts", "19:abc")]


def test_a_server_that_lists_no_channels_has_none(integrations: Integrations) -> None:
    assert integrations.channels("999") == []


def test_an_app_has_the_id_that_alerts_name_it_by(integrations: Integrations) -> None:
    assert integrations.sentry_apps() == [Named("pager", "71")]


@pytest.mark.parametrize("what", ["integrations", "apps"])
def test_a_token_that_may_not_read_them_is_told_the_scope(
    sentry: SentrySimulator, what: str
) -> None:
    weak = Integrations(client_of(sentry, tokens.SENTRY_TOKEN_LEAST))
    with pytest.raises(ForbiddenError) as caught:
        weak.of_provider("slack") if what == "integrations" else weak.sentry_apps()
    assert "the scope org:read" in caught.value.next_step
