"""Promises of what the client reads of integrations, channels and Sentry apps."""

import pytest

from infra.base.errors import ForbiddenError
from infra.sentry.client import SentryClient
from infra.sentry.integrations import Integration, Named, channels, integrations, sentry_apps
from tests.sentry.client import client_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


def test_only_the_integrations_of_the_provider_are_returned(client: SentryClient) -> None:
    assert integrations(client, "slack") == [Integration("Raxx", "51", True, ())]


def test_the_services_of_an_on_call_account_are_returned(client: SentryClient) -> None:
    assert integrations(client, "pagerduty")[0].held == (Named("Backend", "61"),)


def test_the_keys_of_an_on_call_account_are_not_kept(client: SentryClient) -> None:
    assert "key" not in repr(integrations(client, "opsgenie"))


def test_a_disabled_integration_is_told_from_an_active_one(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    sentry.state["integrations"][0]["status"] = "disabled"
    assert [i.active for i in integrations(client, "slack")] == [False]


def test_integrations_are_found_beyond_the_first_page(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    sentry.state["pageSize"] = 1
    sentry.state["integrations"].append({**sentry.state["integrations"][0], "id": "99"})
    assert [i.id for i in integrations(client, "slack")] == ["51", "99"]


def test_a_channel_has_the_name_that_people_write(client: SentryClient) -> None:
    assert channels(client, "51") == [Named("#alerts", "C01"), Named("#ops", "C02")]


def test_a_channel_of_microsoft_teams_has_no_mark(client: SentryClient) -> None:
    assert channels(client, "53") == [Named("Alerts", "19:abc")]


def test_a_server_that_lists_no_channels_has_none(client: SentryClient) -> None:
    assert channels(client, "999") == []


def test_an_app_has_the_id_that_alerts_name_it_by(client: SentryClient) -> None:
    assert sentry_apps(client) == [Named("pager", "71")]


@pytest.mark.parametrize("what", ["integrations", "apps"])
def test_a_token_that_may_not_read_them_is_told_the_scope(
    sentry: SentrySimulator, what: str
) -> None:
    weak = client_of(sentry, tokens.SENTRY_TOKEN_LEAST)
    with pytest.raises(ForbiddenError) as caught:
        integrations(weak, "slack") if what == "integrations" else sentry_apps(weak)
    assert "the scope org:read" in caught.value.next_step
