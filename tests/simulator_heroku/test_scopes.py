"""Promises of the Heroku simulator: what the scope of a token allows."""

import pytest

from tests.simulator_heroku.client import APP, LIVE_VARS, RELEASES, VARS, ask
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

OUT_OF_SCOPE = {
    "id": "forbidden",
    "message": "The scope of this OAuth authorization does not allow access to this resource.",
}


# Scopes: Heroku blog "OAuth for Platform API in Public Beta".


@pytest.mark.parametrize("path", [VARS, f"{RELEASES}/3/config-vars"])
def test_a_read_token_sees_no_config_vars(heroku: HerokuSimulator, path: str) -> None:
    reply = ask(heroku, path, token=tokens.HEROKU_TOKEN_UNPROTECTED)
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)


@pytest.mark.parametrize("path", [APP, RELEASES, f"{RELEASES}/3"])
def test_a_read_token_sees_the_rest(heroku: HerokuSimulator, path: str) -> None:
    assert ask(heroku, path, token=tokens.HEROKU_TOKEN_UNPROTECTED).status_code == 200


def test_a_read_protected_token_sees_config_vars(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, token=tokens.HEROKU_TOKEN_READ_PROTECTED)
    assert (reply.status_code, reply.json()) == (200, LIVE_VARS)


@pytest.mark.parametrize("scopes", [["read-protected"], ["write"], ["identity"], []])
def test_config_vars_are_not_changed_without_write_protected(
    heroku: HerokuSimulator, scopes: list[str]
) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = scopes
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)


def test_a_refused_change_changes_nothing(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, token=tokens.HEROKU_TOKEN_READ_PROTECTED, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_a_write_protected_token_changes_config_vars(heroku: HerokuSimulator) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = ["write-protected"]
    assert ask(heroku, VARS, change={"LOG_LEVEL": "debug"}).status_code == 200


@pytest.mark.parametrize("scope", ["global", "read", "write", "read-protected", "write-protected"])
def test_every_other_scope_sees_apps(heroku: HerokuSimulator, scope: str) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = [scope]
    assert ask(heroku, APP).status_code == 200


def test_an_identity_token_sees_no_app(heroku: HerokuSimulator) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = ["identity"]
    reply = ask(heroku, APP)
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)
