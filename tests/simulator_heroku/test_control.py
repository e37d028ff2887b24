"""Promises of the Heroku simulator: which states its control side takes."""

from typing import Any

import pytest
import requests

from tests.simulator_heroku.client import VARS, app_state, ask, newest, run_release_phase
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator


def test_the_state_shows_no_secret(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN_REVOKED})
    shown = requests.get(f"{heroku.url}/_sim/state", timeout=5).text
    assert [name for name, secret in tokens.SECRETS.items() if secret in shown] == []


def put_state(heroku: HerokuSimulator) -> requests.Response:
    """Put back the state as it was changed."""
    return requests.put(f"{heroku.url}/_sim/state", json=heroku.state, timeout=5)


def test_a_state_after_changes_can_be_put_back(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    run_release_phase(heroku, "succeeds", 3)
    assert put_state(heroku).status_code == 204


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"releasePhase": "maybe"}, "apps[0].releasePhase: expected one of"),
        ({"restarts": -1}, "apps[0].restarts: expected a whole number, 0 or more"),
        ({"configVars": {"A": 1}}, "apps[0].configVars.A: expected a string or"),
        ({"configVars": {"A": {"$token": "NOBODYS"}}}, "apps[0].configVars.A: expected a string"),
        ({"releases": []}, "apps[0].releases: at least one must have succeeded"),
        ({"surprise": 1}, "apps[0]: expected exactly the keys"),
    ],
)
def test_an_app_that_does_not_agree_with_itself_is_refused(
    heroku: HerokuSimulator, change: dict[str, Any], complaint: str
) -> None:
    app_state(heroku).update(change)
    reply = put_state(heroku)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 7}, "apps[0].releases[2].version: expected 3, versions count from 1"),
        ({"status": "started"}, "apps[0].releases[2].status: expected one of"),
        ({"configVars": {}}, "apps[0].releases: configVars is null for the newest succeeded"),
        ({"surprise": 1}, "apps[0].releases[2]: expected exactly the keys"),
    ],
)
def test_a_release_that_does_not_agree_with_its_app_is_refused(
    heroku: HerokuSimulator, change: dict[str, Any], complaint: str
) -> None:
    app_state(heroku)["releases"][2].update(change)
    reply = put_state(heroku)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


def test_an_old_release_with_impossible_config_vars_is_refused(heroku: HerokuSimulator) -> None:
    app_state(heroku)["releases"][0]["configVars"] = {"A": 1}
    complaint = "apps[0].releases[0].configVars.A: expected a string or"
    assert put_state(heroku).json()["error"][: len(complaint)] == complaint


def test_only_the_newest_release_can_be_pending(heroku: HerokuSimulator) -> None:
    app_state(heroku)["releases"][0]["status"] = "pending"
    assert put_state(heroku).json() == {"error": "apps[0].releases: only the newest can be pending"}


@pytest.mark.parametrize("tokens_state", [{"NOBODYS": ["read"]}, {"HEROKU_TOKEN": ["admin"]}])
def test_an_unknown_token_or_scope_is_refused(
    heroku: HerokuSimulator, tokens_state: dict[str, list[str]]
) -> None:
    heroku.state["tokens"] = tokens_state
    assert put_state(heroku).status_code == 400


@pytest.mark.parametrize("remaining", [-1, 4501, "4500"])
def test_an_impossible_pool_is_refused(heroku: HerokuSimulator, remaining: object) -> None:
    heroku.state["rateLimitRemaining"] = remaining
    assert put_state(heroku).json() == {
        "error": "rateLimitRemaining: expected a whole number from 0 to 4500"
    }


@pytest.mark.expects_refusal
@pytest.mark.parametrize("path", ["/apps", "/account", f"{VARS}/LOG_LEVEL", f"{VARS}?x=1"])
def test_a_request_heroku_does_not_have_is_unexpected(heroku: HerokuSimulator, path: str) -> None:
    ask(heroku, path)
    assert heroku.complaints() == [f"heroku: unexpected GET {path.partition('?')[0]}"]
