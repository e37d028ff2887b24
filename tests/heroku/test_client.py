"""Promises of the client of Heroku's Platform API: one config var, and no other value anywhere."""

import time
import traceback

import pytest

from infra.base import redaction
from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedReplyError,
)
from infra.base.redaction import redact
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.heroku_apps import PRODUCTION

CONFIG_VARS = f"/apps/{PRODUCTION}/config-vars"
SOURCE = "Infisical /MooseQuest/heroku/HEROKU_API_KEY"
OTHER = "make-believe-neighbour-4Tq9Zx"


def client_of(heroku: HerokuSimulator, token: str = tokens.HEROKU_TOKEN) -> HerokuClient:
    """Make a client as the program does."""
    return HerokuClient(heroku.url, Secret(token), "tests/1", SOURCE)


@pytest.fixture
def client(heroku: HerokuSimulator) -> HerokuClient:
    """Give a client of an app that has another secret beside the one asked for."""
    heroku.state["apps"][0]["configVars"]["NEIGHBOUR"] = OTHER
    return client_of(heroku)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, but note for how long it would have been; know no secret yet."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(redaction, "_pieces", set())
    return noted


def order(heroku: HerokuSimulator, fault: str) -> None:
    """Let a fault hit every request from now on."""
    heroku.faults = parse_faults([{"method": "*", "path": "*", "fault": fault, "times": 99}])


def hold_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the config var hold a number, which Heroku cannot do, beside another secret."""
    document = {"POSTMARK_SERVER_TOKEN": 5, "NEIGHBOUR": OTHER}
    monkeypatch.setattr("tests.simulators.heroku_apps.config_vars_of", lambda *_: document)


def refusal(client: HerokuClient, app: str = PRODUCTION) -> ServiceError:
    """Ask for what cannot be had, and give the error."""
    with pytest.raises(ServiceError) as caught:
        client.config_var(app, "POSTMARK_SERVER_TOKEN")
    return caught.value


def test_a_config_var_has_its_value(client: HerokuClient) -> None:
    value = client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN")
    assert value is not None
    assert value.get_secret_value() == tokens.POSTMARK_TOKEN


def test_an_absent_config_var_is_none(client: HerokuClient) -> None:
    assert client.config_var(PRODUCTION, "MISSING") is None


def test_an_empty_config_var_is_not_absent(heroku: HerokuSimulator, client: HerokuClient) -> None:
    heroku.state["apps"][0]["configVars"]["BLANK"] = ""
    value = client.config_var(PRODUCTION, "BLANK")
    assert value is not None
    assert value.get_secret_value() == ""


def test_white_space_is_part_of_the_value(heroku: HerokuSimulator, client: HerokuClient) -> None:
    heroku.state["apps"][0]["configVars"]["BLANK"] = "\n"
    value = client.config_var(PRODUCTION, "BLANK")
    assert value is not None
    assert value.get_secret_value() == "\n"


def test_each_app_has_its_own_config_vars(client: HerokuClient) -> None:
    value = client.config_var("raxx-api-staging", "POSTMARK_SERVER_TOKEN")
    assert value is not None
    assert value.get_secret_value() == tokens.POSTMARK_TOKEN_SANDBOX


def test_the_least_scope_is_enough(heroku: HerokuSimulator) -> None:
    client = client_of(heroku, tokens.HEROKU_TOKEN_READ_PROTECTED)
    assert client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN") is not None


def test_nothing_but_the_config_vars_is_asked_for(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN")
    asked = [(entry["method"], entry["path"]) for entry in heroku.requests]
    assert asked == [("GET", CONFIG_VARS)]


def test_an_apps_name_cannot_lead_elsewhere(
    heroku: HerokuSimulator, client: HerokuClient, request: pytest.FixtureRequest
) -> None:
    request.applymarker("expects_refusal")
    refusal(client, "../account/rate-limits?")
    assert "/account/rate-limits" not in [entry["path"] for entry in heroku.requests]


# Values nobody may see.


def test_a_value_prints_as_stars(client: HerokuClient) -> None:
    value = client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN")
    assert f"{value} {value!r}" == "********** Secret('**********')"


def test_a_value_is_hidden_from_then_on(client: HerokuClient) -> None:
    client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN")
    assert redact(tokens.POSTMARK_TOKEN) == "[redacted]"


@pytest.mark.parametrize("name", ["POSTMARK_SERVER_TOKEN", "MISSING"])
def test_the_other_values_are_not_returned(client: HerokuClient, name: str) -> None:
    assert OTHER not in repr(client.config_var(PRODUCTION, name))


@pytest.mark.parametrize("fault", ["401", "500", "half-body", "wrong-shape", "html"])
def test_no_error_shows_a_value(heroku: HerokuSimulator, client: HerokuClient, fault: str) -> None:
    order(heroku, fault)
    shown = "".join(traceback.format_exception(refusal(client)))
    assert not [value for value in (OTHER, tokens.POSTMARK_TOKEN) if value in shown]


@pytest.mark.parametrize("fault", ["401", "403", "404", "500", "html", "reset"])
def test_no_error_shows_the_token(
    heroku: HerokuSimulator, client: HerokuClient, fault: str
) -> None:
    order(heroku, fault)
    assert tokens.HEROKU_TOKEN not in "".join(traceback.format_exception(refusal(client)))


def test_the_client_prints_without_the_token(client: HerokuClient) -> None:
    assert tokens.HEROKU_TOKEN not in f"{client} {client!r}"


# Refusals.


def test_a_refused_token_is_unauthorized(heroku: HerokuSimulator) -> None:
    assert isinstance(refusal(client_of(heroku, tokens.SENTRY_TOKEN)), UnauthorizedError)


def test_a_refused_token_is_told_with_where_it_came_from(heroku: HerokuSimulator) -> None:
    error = refusal(client_of(heroku, tokens.SENTRY_TOKEN))
    assert f"the token from {SOURCE} is expired" in error.next_step


def test_a_refused_token_is_told_in_herokus_words(heroku: HerokuSimulator) -> None:
    error = refusal(client_of(heroku, tokens.SENTRY_TOKEN))
    assert error.message == f"Heroku: GET {CONFIG_VARS}: 401: Invalid credentials provided."


def test_a_token_without_the_scope_is_forbidden(heroku: HerokuSimulator) -> None:
    assert isinstance(refusal(client_of(heroku, tokens.HEROKU_TOKEN_UNPROTECTED)), ForbiddenError)


def test_a_token_without_the_scope_is_told_the_scope(heroku: HerokuSimulator) -> None:
    error = refusal(client_of(heroku, tokens.HEROKU_TOKEN_UNPROTECTED))
    assert "the scope read-protected" in error.next_step


def test_an_unknown_app_is_not_found(client: HerokuClient) -> None:
    assert isinstance(refusal(client, "raxx-api-prd"), NotFoundError)


def test_an_unknown_app_is_named(client: HerokuClient) -> None:
    told = "Heroku: GET /apps/raxx-api-prd/config-vars: 404: Couldn't find that app."
    assert refusal(client, "raxx-api-prd").message == told


def test_an_unknown_app_says_which_setting_to_check(client: HerokuClient) -> None:
    assert "configVarChecks" in refusal(client, "raxx-api-prd").next_step


def test_a_full_rate_limit_is_unavailability(heroku: HerokuSimulator, client: HerokuClient) -> None:
    heroku.state["rateLimitRemaining"] = 0
    assert isinstance(refusal(client), UnavailableError)


def test_a_rate_limit_that_lasts_too_long_is_not_waited_for(
    heroku: HerokuSimulator, client: HerokuClient, waits: list[float]
) -> None:
    order(heroku, "429:900")
    refusal(client)
    assert not waits


def test_a_moment_of_rate_limit_is_waited_for(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    heroku.faults = parse_faults([{"method": "GET", "path": CONFIG_VARS, "fault": "429:2"}])
    assert client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN") is not None


def test_the_version_heroku_demands_is_asked_for(
    heroku: HerokuSimulator, client: HerokuClient
) -> None:
    client.config_var(PRODUCTION, "POSTMARK_SERVER_TOKEN")
    assert [entry["status"] for entry in heroku.requests] == [200]


def test_a_reply_of_another_shape_is_told(heroku: HerokuSimulator, client: HerokuClient) -> None:
    order(heroku, "wrong-shape")
    assert isinstance(refusal(client), UnexpectedReplyError)


def test_a_value_that_is_no_text_is_told(
    client: HerokuClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_a_number(monkeypatch)
    assert isinstance(refusal(client), UnexpectedReplyError)


def test_beside_a_value_that_is_no_text_no_other_value_is_told(
    client: HerokuClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_a_number(monkeypatch)
    assert OTHER not in "".join(traceback.format_exception(refusal(client)))
