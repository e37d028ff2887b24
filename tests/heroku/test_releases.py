"""Promises of the client of Heroku's Platform API: setting a config var, and which release did."""

import pytest

from infra.base.errors import ForbiddenError, UnavailableError, UnexpectedReplyError
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from tests.heroku.test_client import CONFIG_VARS, client_of
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.heroku_apps import PRODUCTION

NAME = "POSTMARK_SERVER_TOKEN"
NEW = Secret(tokens.POSTMARK_TOKEN_SANDBOX)
OLD = Secret(tokens.POSTMARK_TOKEN)


@pytest.fixture
def client(heroku: HerokuSimulator) -> HerokuClient:
    """Give a client that may set config vars."""
    return client_of(heroku, tokens.HEROKU_TOKEN_WRITE_PROTECTED)


def writes(heroku: HerokuSimulator) -> int:
    """Count the changes that were asked for."""
    return sum(entry["method"] == "PATCH" for entry in heroku.requests)


def use_release_phase(heroku: HerokuSimulator, outcome: str, reads: int = 0) -> None:
    """Give the app a release command."""
    heroku.state["apps"][0] |= {"releasePhase": outcome, "releasePhaseReads": reads}


@pytest.mark.usefixtures("heroku")
def test_a_value_that_differs_is_set(client: HerokuClient) -> None:
    assert client.set_config_var(PRODUCTION, NAME, NEW)
    assert client.config_var(PRODUCTION, NAME) == NEW


def test_the_other_config_vars_stay(heroku: HerokuSimulator, client: HerokuClient) -> None:
    client.set_config_var(PRODUCTION, NAME, NEW)
    assert heroku.state["apps"][0]["configVars"]["WEB_CONCURRENCY"] == "2"


def test_a_value_that_is_there_already_is_not_set(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    assert not client.set_config_var(PRODUCTION, NAME, OLD)
    assert writes(heroku) == 0


def test_a_token_that_may_only_read_is_told_the_scope(heroku: HerokuSimulator) -> None:
    reader = client_of(heroku, tokens.HEROKU_TOKEN_READ_PROTECTED)
    with pytest.raises(ForbiddenError, match="the scope write-protected"):
        reader.set_config_var(PRODUCTION, NAME, NEW)


@pytest.mark.parametrize("fault", ["reset-after-write", "500", "503"])
def test_a_write_of_unknown_outcome_is_not_repeated(
    heroku: HerokuSimulator, client: HerokuClient, fault: str
) -> None:
    heroku.faults = parse_faults([{"method": "PATCH", "path": CONFIG_VARS, "fault": fault}])
    with pytest.raises(UnavailableError) as caught:
        client.set_config_var(PRODUCTION, NAME, NEW)
    assert (caught.value.outcome_unknown, writes(heroku)) == (True, 1)


def test_the_newest_releases_come_first(client: HerokuClient) -> None:
    assert [release["version"] for release in client.releases(PRODUCTION, 2)] == [3, 2]


def test_releases_of_another_shape_are_told(heroku: HerokuSimulator, client: HerokuClient) -> None:
    heroku.faults = parse_faults([{"method": "GET", "path": "*", "fault": "wrong-shape"}])
    with pytest.raises(UnexpectedReplyError, match="releases of raxx-api-prod"):
        client.releases(PRODUCTION)


def setting(client: HerokuClient, looked_at: int = 100) -> int | None:
    """Give the version of the release that set today's value."""
    holding = client.holding(PRODUCTION, NAME, looked_at)
    return holding.setting["version"] if holding and holding.setting else None


def test_the_release_that_set_a_value_is_the_first_that_has_it(client: HerokuClient) -> None:
    client.set_config_var(PRODUCTION, "LOG_LEVEL", Secret("debug"))
    assert setting(client) == 3


def test_a_value_that_was_there_before_another_counts_from_when_it_came_back(
    client: HerokuClient,
) -> None:
    client.set_config_var(PRODUCTION, NAME, NEW)
    client.set_config_var(PRODUCTION, NAME, OLD)
    assert setting(client) == 5


def test_of_too_many_releases_the_oldest_looked_at_counts(client: HerokuClient) -> None:
    for level in ("debug", "info", "warning"):
        client.set_config_var(PRODUCTION, "LOG_LEVEL", Secret(level))
    assert setting(client, looked_at=2) == 5


def test_without_a_value_no_release_holds_it(client: HerokuClient) -> None:
    assert client.holding(PRODUCTION, "MISSING") is None


def test_a_release_that_failed_did_not_set_the_value(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    use_release_phase(heroku, "fails")
    client.set_config_var(PRODUCTION, NAME, NEW)
    holding = client.holding(PRODUCTION, NAME)
    assert holding
    assert (holding.newest["status"], holding.newest_holds) == ("failed", False)


def test_a_value_whose_release_is_running_is_not_todays_yet(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    use_release_phase(heroku, "succeeds", reads=9)
    client.set_config_var(PRODUCTION, NAME, NEW)
    holding = client.holding(PRODUCTION, NAME)
    assert holding
    assert (holding.newest["status"], setting(client)) == ("pending", 3)


def test_a_value_is_everywhere_three_minutes_after_its_release_phase_ended(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    heroku.state["apps"][0]["releases"][2]["updatedAt"] = "2026-05-29T16:25:00Z"
    holding = client.holding(PRODUCTION, NAME)
    assert holding
    assert holding.since
    assert holding.since.minute == 28
