"""Promises of the vault: where a secret is looked up, with which credentials, how often."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.base.errors import ConfigError
from infra.vault.vault import Vault
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.vault.machine import (
    KEY,
    LOGIN,
    PATH,
    PATHS,
    READ,
    WRONG,
    environment,
    order,
    refusal,
    spy,
    vault_of,
    with_token,
)


def asked(infisical: InfisicalSimulator, path: str) -> int:
    """Count the requests for a path."""
    return [entry["path"] for entry in infisical.requests].count(path)


# Where it looks.


def test_the_environment_comes_first(infisical: InfisicalSimulator) -> None:
    vault_of(infisical, SENTRY_AUTH_TOKEN=WRONG).require(KEY)
    assert not infisical.requests


def test_a_value_of_the_environment_is_stripped() -> None:
    assert Vault({}, "tests/1", {KEY: f" {WRONG}\n"}).require(KEY) == WRONG


def test_a_blank_variable_is_as_good_as_none(infisical: InfisicalSimulator) -> None:
    assert vault_of(infisical, SENTRY_AUTH_TOKEN=" \n").require(KEY) == tokens.SENTRY_TOKEN


def test_infisical_comes_second(infisical: InfisicalSimulator) -> None:
    assert vault_of(infisical).require(KEY) == tokens.SENTRY_TOKEN


def test_a_value_of_infisical_is_stripped(infisical: InfisicalSimulator) -> None:
    folder = infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]
    folder["SENTRY_API"] = f" {WRONG}\n"
    assert vault_of(infisical).require(KEY) == WRONG


def test_a_key_without_a_path_has_no_value(infisical: InfisicalSimulator) -> None:
    assert vault_of(infisical).get("OTHER_TOKEN") is None


def test_a_key_without_a_path_is_not_asked_for(infisical: InfisicalSimulator) -> None:
    vault_of(infisical).get("OTHER_TOKEN")
    assert not infisical.requests


def test_without_an_identity_there_is_no_value() -> None:
    assert Vault(PATHS, "tests/1", {"INFISICAL_PROJECT_ID": PROJECT_ID}).get(KEY) is None


@pytest.mark.parametrize("half", ["CLIENT_ID", "CLIENT_SECRET"])
def test_half_an_identity_is_none(infisical: InfisicalSimulator, half: str) -> None:
    held = {f"INFISICAL_UNIVERSAL_AUTH_{half}": ""}
    assert vault_of(infisical, **held).get(KEY) is None


def test_a_secret_of_the_root_folder_is_found(infisical: InfisicalSimulator) -> None:
    infisical.state["project"]["environments"]["prod"]["/"] = {"ROOTED": WRONG}
    assert Vault({KEY: "/ROOTED"}, "tests/1", environment(infisical)).require(KEY) == WRONG


def test_another_environment_may_be_named(infisical: InfisicalSimulator) -> None:
    folders = infisical.state["project"]["environments"]
    folders["dev"] = {"/MooseQuest/sentry": {"SENTRY_API": WRONG}}
    assert vault_of(infisical, INFISICAL_ENVIRONMENT="dev").require(KEY) == WRONG


@pytest.mark.parametrize(
    ("more", "source"),
    [({}, f"Infisical {PATH}"), ({KEY: WRONG}, f"the environment variable {KEY}")],
)
def test_the_source_of_a_value_is_told(more: dict[str, str], source: str) -> None:
    assert Vault(PATHS, "tests/1", more).source(KEY) == source


def test_the_source_of_no_value_is_the_variable_to_set() -> None:
    assert Vault({}, "tests/1", {}).source(KEY) == f"the variable {KEY}"


# With which credentials.


def test_a_ready_token_is_used(infisical: InfisicalSimulator) -> None:
    assert with_token(infisical).require(KEY) == tokens.SENTRY_TOKEN


def test_a_ready_token_needs_no_login(infisical: InfisicalSimulator) -> None:
    identity = {"INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": tokens.INFISICAL_CLIENT_ID}
    with_token(infisical, **identity).require(KEY)
    assert asked(infisical, LOGIN) == 0


def test_the_short_names_of_an_identity_do_too(infisical: InfisicalSimulator) -> None:
    vault = vault_of(
        infisical,
        INFISICAL_UNIVERSAL_AUTH_CLIENT_ID="",
        INFISICAL_CLIENT_ID=tokens.INFISICAL_CLIENT_ID,
        INFISICAL_CLIENT_SECRET=tokens.INFISICAL_CLIENT_SECRET,
    )
    assert vault.require(KEY) == tokens.SENTRY_TOKEN


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/"])
def test_the_url_may_end_in_api(infisical: InfisicalSimulator, ending: str) -> None:
    vault = vault_of(infisical, INFISICAL_API_URL=infisical.url + ending)
    assert vault.require(KEY) == tokens.SENTRY_TOKEN


def test_the_user_agent_is_sent(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = spy(monkeypatch)
    vault_of(infisical).require(KEY)
    assert [headers["User-Agent"] for _, headers in sent] == ["tests/1", "tests/1"]


def test_a_url_that_would_show_the_secret_is_refused(infisical: InfisicalSimulator) -> None:
    with pytest.raises(ConfigError, match="send a token unencrypted"):
        vault_of(infisical, INFISICAL_API_URL="http://vault.example").require(KEY)


def test_a_missing_project_is_told(infisical: InfisicalSimulator) -> None:
    assert "INFISICAL_PROJECT_ID is not set" in str(
        refusal(vault_of(infisical, INFISICAL_PROJECT_ID=""))
    )


# How often it asks.


def test_several_keys_need_one_login(infisical: InfisicalSimulator) -> None:
    vault = vault_of(infisical)
    for key in PATHS:
        vault.require(key)
    assert infisical.state["logins"] == {"succeeded": 1, "refused": 0}


def test_many_threads_need_one_login(infisical: InfisicalSimulator) -> None:
    order(infisical, "slow:50", LOGIN)
    vault = vault_of(infisical)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(vault.require, [*PATHS] * 4))
    assert infisical.state["logins"] == {"succeeded": 1, "refused": 0}


def test_a_key_is_asked_for_once(infisical: InfisicalSimulator) -> None:
    vault = vault_of(infisical)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(vault.require, [KEY] * 8))
    assert asked(infisical, READ) == 1


def test_a_wrong_client_secret_is_tried_once(infisical: InfisicalSimulator) -> None:
    refusal(vault_of(infisical, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=WRONG))
    assert infisical.state["logins"] == {"succeeded": 0, "refused": 1}


def test_a_wrong_client_secret_is_told(infisical: InfisicalSimulator) -> None:
    error = refusal(vault_of(infisical, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=WRONG))
    assert "client ID or secret is wrong, expired or locked" in error.next_step


def test_that_a_wrong_client_secret_was_tried_once_is_told(infisical: InfisicalSimulator) -> None:
    error = refusal(vault_of(infisical, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=WRONG))
    assert "this was one, and is not repeated" in error.next_step


def test_a_locked_identity_is_told_in_infisicals_words(infisical: InfisicalSimulator) -> None:
    infisical.state["lockout"] = {"failedAttempts": 3, "lockedOut": True, "endsAt": None}
    assert "temporarily locked" in refusal(vault_of(infisical)).message


def test_a_crash_at_login_is_not_repeated(infisical: InfisicalSimulator) -> None:
    order(infisical, "500", LOGIN)
    refusal(vault_of(infisical))
    assert asked(infisical, LOGIN) == 1
