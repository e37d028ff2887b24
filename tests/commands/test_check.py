"""`check` looks anew at the config vars, and never shows a value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.commands.in_process import Here
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

PLACE = "raxx-api-prod POSTMARK_SERVER_TOKEN"


def holds(heroku: HerokuSimulator, value: Any) -> None:
    """Give the config var a value; None takes it away."""
    config_vars = heroku.state["apps"][0]["configVars"]
    config_vars.pop("POSTMARK_SERVER_TOKEN")
    if value is not None:
        config_vars["POSTMARK_SERVER_TOKEN"] = value


def test_a_valid_token_is_told_with_its_server(here: Here) -> None:
    lines = here.run("check").data.splitlines()
    assert lines == [
        f"✓ {PLACE}: set",
        "✓ Postmark token valid server=raxx-transactional id=4711001",
    ]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (None, "unset"),
        ("\n", "unset"),
        ("abc", "too short"),
        ({"$token": "POSTMARK_TOKEN_REVOKED"}, "invalid"),
    ],
)
def test_a_wrong_value_is_named_and_exits_with_1(
    here: Here, heroku: HerokuSimulator, value: Any, status: str
) -> None:
    holds(heroku, value)
    ran = here.run("check")
    assert (ran.exit_code, ran.data) == (1, f"✗ {PLACE}: {status}\n")


def test_a_token_of_a_sandbox_server_is_valid_and_yet_wrong(
    here: Here, heroku: HerokuSimulator
) -> None:
    holds(heroku, {"$token": "POSTMARK_TOKEN_SANDBOX"})
    ran = here.run("check")
    assert ran.exit_code == 1
    assert "accepts mail but delivers none" in ran.data


def test_a_check_without_a_validator_is_content_with_the_length(
    here: Here, heroku: HerokuSimulator
) -> None:
    (check,) = here.project.outputs["checks"]
    changed = here.project.outputs | {"checks": [check | {"validator": "none"}]}
    here.project.say(outputs={"sandbox": changed})
    holds(heroku, "abcde")
    assert here.run("check").data == f"✓ {PLACE}: set\n"


def test_it_looks_at_what_was_deployed_not_at_what_the_file_says_now(
    here: Here, heroku: HerokuSimulator
) -> None:
    here.project.configure(configVarChecks=[])
    here.run("check")
    assert heroku.requests


def test_it_asks_sentry_nothing(here: Here, sentry: SentrySimulator) -> None:
    sentry.requests.clear()
    here.run("check")
    assert sentry.requests == []


def test_as_json_no_value_is_shown_either(here: Here) -> None:
    ran = here.run("check", "--json")
    (check,) = json.loads(ran.data)
    assert (check["status"], check["server"], check["server_id"]) == (
        "ok",
        "raxx-transactional",
        "4711001",
    )
    assert tokens.POSTMARK_TOKEN not in ran.data
