"""Promises of the Heroku simulator: how config vars are changed, and what is refused."""

import pytest
import requests

from tests.simulator_heroku.client import ACCEPT, LIVE_VARS, RELEASES, VARS, app_state, ask, newest
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

# Config vars: schema.json `config-var`; Dev Center "Configuration and Config Vars".


def test_a_change_replies_with_all_config_vars(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert (reply.status_code, reply.json()) == (200, LIVE_VARS | {"LOG_LEVEL": "debug"})


def test_null_removes_a_config_var(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": None})
    assert sorted(ask(heroku, VARS).json()) == ["LOG_LEVEL", "WEB_CONCURRENCY"]


def test_an_empty_value_is_kept(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": ""})
    assert ask(heroku, VARS).json()["POSTMARK_SERVER_TOKEN"] == ""


def test_several_changes_at_once_are_one_release(heroku: HerokuSimulator) -> None:
    # heroku/roadmap#339
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "WEB_CONCURRENCY": "4"})
    assert newest(heroku)["version"] == 4


def test_a_change_restarts_the_app_once(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "WEB_CONCURRENCY": "4"})
    assert app_state(heroku)["restarts"] == 1


@pytest.mark.parametrize("change", [{}, {"LOG_LEVEL": "info"}, {"NOT_SET": None}])
def test_a_change_of_nothing_makes_no_release(
    heroku: HerokuSimulator, change: dict[str, str | None]
) -> None:
    # A choice of the simulator: what Heroku does is not documented.
    ask(heroku, VARS, change=change)
    assert (newest(heroku)["version"], app_state(heroku)["restarts"]) == (3, 0)


def test_a_release_names_the_changed_vars_but_not_their_values(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN_REVOKED})
    assert newest(heroku)["description"] == "Set POSTMARK_SERVER_TOKEN config vars"


def test_a_replaced_release_keeps_its_own_config_vars(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, f"{RELEASES}/3/config-vars").json() == LIVE_VARS


@pytest.mark.parametrize("key", ["1ST", "WITH-HYPHEN", "WITH SPACE", "", "ÜMLAUT", "TRAIL\n"])
def test_a_key_is_letters_digits_and_underscores(heroku: HerokuSimulator, key: str) -> None:
    reply = ask(heroku, VARS, change={key: "x"})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": f"Config var {key!r}: use letters, digits and _, and start with no digit.",
        },
    )


@pytest.mark.parametrize("key", ["__PRIVATE", "HEROKU_APP_NAME"])
def test_some_prefixes_are_herokus_own(heroku: HerokuSimulator, key: str) -> None:
    reply = ask(heroku, VARS, change={key: "x"})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": f"Config var '{key}': a name cannot start with __ or HEROKU_.",
        },
    )


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "y"}])
def test_a_value_is_a_string_or_null(heroku: HerokuSimulator, value: object) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": value})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": "Config var 'LOG_LEVEL': the value must be a string or null.",
        },
    )


def test_config_vars_hold_64_kilobytes(heroku: HerokuSimulator) -> None:
    used = sum(len(key) + len(value) for key, value in LIVE_VARS.items())
    room = 64 * 1024 - used - len("BIG")
    assert ask(heroku, VARS, change={"BIG": "x" * room}).status_code == 200


def test_config_vars_hold_no_byte_more(heroku: HerokuSimulator) -> None:
    used = sum(len(key) + len(value) for key, value in LIVE_VARS.items())
    room = 64 * 1024 - used - len("BIG")
    reply = ask(heroku, VARS, change={"BIG": "x" * (room + 1)})
    assert (reply.status_code, reply.json()) == (
        422,
        {"id": "invalid_params", "message": "Config vars cannot exceed 64 KB in total."},
    )


def test_one_bad_key_stops_the_whole_change(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "1ST": "x"})
    assert ask(heroku, VARS).json() == LIVE_VARS


@pytest.mark.parametrize("body", ["", "{", '["LOG_LEVEL"]', '"LOG_LEVEL"', "null"])
def test_a_body_that_is_no_object_is_a_bad_request(heroku: HerokuSimulator, body: str) -> None:
    reply = requests.patch(
        heroku.url + VARS,
        data=body,
        headers={
            "Accept": ACCEPT,
            "Authorization": f"Bearer {tokens.HEROKU_TOKEN}",
            "Content-Type": "application/json",
        },
        timeout=5,
    )
    assert (reply.status_code, reply.json()) == (
        400,
        {"id": "bad_request", "message": "The body must be one JSON object."},
    )


def test_a_body_of_another_type_is_a_bad_request(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "x"}, Content_Type="text/plain")
    assert (reply.status_code, reply.json()["id"]) == (400, "bad_request")
