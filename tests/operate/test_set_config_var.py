"""Setting a config var: written once, waited for, and safe to begin anew wherever it stopped."""

from __future__ import annotations

import time
from typing import Any

import pytest

from infra.base.errors import CheckError, ConfigError, UnavailableError
from infra.base.secret import Secret
from infra.config.connections import Connections
from infra.heroku.client import HerokuClient
from infra.operate.set_config_var import (
    Place,
    needs_writing,
    proof_of,
    validate,
    wait_for_running,
    wait_until_settled,
    write,
)
from infra.services import Services
from tests.heroku.test_client import CONFIG_VARS
from tests.heroku.test_releases import writes
from tests.operate.test_proof import check
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.heroku_apps import PRODUCTION
from tests.simulators.postmark import PostmarkSimulator

NEW = Secret(tokens.POSTMARK_TOKEN_SANDBOX)
OLD = Secret(tokens.POSTMARK_TOKEN)
PATIENCE = 60.0


@pytest.fixture
def services(
    heroku: HerokuSimulator, postmark: PostmarkSimulator, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """Give the clients, with a token that may set config vars."""
    monkeypatch.setenv("HEROKU_API_KEY", tokens.HEROKU_TOKEN_WRITE_PROTECTED)
    connections = Connections(heroku_api_url=heroku.url, postmark_api_url=postmark.url)
    return Services(connections, pytest.fail)


@pytest.fixture
def place(services: Services) -> Place:
    """Give the config var that is set."""
    return Place(services.heroku, PRODUCTION, "POSTMARK_SERVER_TOKEN")


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, but let the clock go on by as much."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(noted))
    return noted


def use_release_phase(heroku: HerokuSimulator, outcome: str, reads: int = 0) -> None:
    """Give the app a release command."""
    heroku.state["apps"][0] |= {"releasePhase": outcome, "releasePhaseReads": reads}


def set_to(place: Place, value: Secret) -> Any:
    """Go through all the steps."""
    wait_for_running(place, PATIENCE, lambda _: None)
    if not needs_writing(place, value):
        return None
    release = write(place, value)
    assert release
    return wait_until_settled(place, release, PATIENCE)


# Validating.


def test_a_value_that_postmark_knows_is_valid(services: Services) -> None:
    finding = validate(services, check(), OLD)
    assert finding.server
    assert finding.server.name == "raxx-transactional"


def test_a_value_that_postmark_refuses_is_wrong(services: Services) -> None:
    with pytest.raises(CheckError, match="Postmark refuses the token that was given; nothing"):
        validate(services, check(), Secret(tokens.POSTMARK_TOKEN_REVOKED))


@pytest.mark.parametrize("value", ["", "abc", "two words of it", "line\nbreak", "tokеn-with-е"])
def test_what_is_no_token_is_refused_without_asking_postmark(
    services: Services, postmark: PostmarkSimulator, value: str
) -> None:
    with pytest.raises(ConfigError, match="nothing was changed"):
        validate(services, check(), Secret(value))
    assert not postmark.requests


# Writing.


@pytest.mark.usefixtures("heroku")
def test_a_value_is_written_and_its_release_succeeds(place: Place) -> None:
    assert set_to(place, NEW)["version"] == 4
    assert place.heroku.config_var(place.app, place.config_var) == NEW


def test_a_value_that_is_there_is_not_written(heroku: HerokuSimulator, place: Place) -> None:
    assert set_to(place, OLD) is None
    assert writes(heroku) == 0


def test_a_release_phase_is_waited_for(heroku: HerokuSimulator, place: Place) -> None:
    use_release_phase(heroku, "succeeds", reads=5)
    assert set_to(place, NEW)["status"] == "succeeded"


def test_the_looks_become_rarer(heroku: HerokuSimulator, place: Place, waits: list[float]) -> None:
    use_release_phase(heroku, "succeeds", reads=8)
    set_to(place, NEW)
    assert (waits[:3], max(waits)) == ([1.0, 2.0, 4.0], 5.0)


def test_a_release_phase_that_fails_is_told_with_its_release(
    heroku: HerokuSimulator, place: Place
) -> None:
    use_release_phase(heroku, "fails", reads=2)
    with pytest.raises(CheckError, match="release v4 of raxx-api-prod failed") as caught:
        set_to(place, NEW)
    assert "heroku releases:output v4 --app raxx-api-prod" in caught.value.next_step


def test_a_release_that_takes_too_long_is_not_waited_for_any_longer(
    heroku: HerokuSimulator, place: Place
) -> None:
    use_release_phase(heroku, "succeeds", reads=999)
    with pytest.raises(CheckError, match="release v4 of raxx-api-prod is still running after 60 s"):
        set_to(place, NEW)


def test_after_a_stop_while_the_release_ran_nothing_is_written_again(
    heroku: HerokuSimulator, place: Place
) -> None:
    use_release_phase(heroku, "succeeds", reads=4)
    write(place, NEW)
    set_to(place, NEW)
    assert writes(heroku) == 1


def test_after_a_failed_release_the_value_is_written_again(
    heroku: HerokuSimulator, place: Place
) -> None:
    use_release_phase(heroku, "fails")
    with pytest.raises(CheckError):
        set_to(place, NEW)
    use_release_phase(heroku, "succeeds")
    assert set_to(place, NEW)["version"] == 5


def test_the_release_of_somebody_else_is_waited_for_first(
    heroku: HerokuSimulator, place: Place
) -> None:
    use_release_phase(heroku, "succeeds", reads=3)
    place.heroku.set_config_var(PRODUCTION, "LOG_LEVEL", Secret("debug"))
    assert set_to(place, NEW)["version"] == 5
    assert heroku.state["apps"][0]["restarts"] == 2


@pytest.mark.usefixtures("heroku")
def test_a_release_of_somebody_else_after_ours_is_not_taken_for_it(place: Place) -> None:
    release = write(place, NEW)
    place.heroku.set_config_var(PRODUCTION, "LOG_LEVEL", Secret("debug"))
    assert release
    assert wait_until_settled(place, release, PATIENCE)["version"] == 4


@pytest.mark.parametrize("fault", ["reset-after-write", "500", "503", "timeout"])
def test_a_write_is_sent_once_whatever_becomes_of_the_answer(
    heroku: HerokuSimulator, place: Place, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.http.transport.TIMEOUT", (0.5, 0.5))
    heroku.faults = parse_faults([{"method": "PATCH", "path": CONFIG_VARS, "fault": fault}])
    if fault == "reset-after-write":
        made = write(place, NEW)
        assert made
        assert made["version"] == 4
    else:
        with pytest.raises(UnavailableError, match="the same command checks first"):
            write(place, NEW)
    assert writes(heroku) == 1


def test_a_value_whose_release_failed_is_not_taken_for_set(
    heroku: HerokuSimulator, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_release_phase(heroku, "fails")
    write(place, NEW)
    # Whether Heroku shows the value of a failed release is not documented; here it does.
    monkeypatch.setattr(HerokuClient, "config_var", lambda *_: NEW)
    with pytest.raises(CheckError, match="release v4 of raxx-api-prod failed"):
        needs_writing(place, NEW)


def test_the_proof_of_a_good_value_has_its_server_and_its_release(services: Services) -> None:
    proof = proof_of(services, check())
    assert proof.good
    assert proof.holding
    assert proof.holding.setting
    assert proof.holding.setting["version"] == 3


def test_the_proof_of_an_unset_value_asks_for_no_release(
    heroku: HerokuSimulator, services: Services
) -> None:
    heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"] = "\n"
    assert proof_of(services, check()).finding.status == "unset"
