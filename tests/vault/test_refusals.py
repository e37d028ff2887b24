"""Promises of the vault: how a lookup may fail, and what is told then."""

import pytest

from infra.http import transport
from infra.vault.vault import MASK, Vault
from tests.simulators import infisical_secrets, tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.vault.machine import (
    KEY,
    LOGIN,
    PATH,
    PATHS,
    READ,
    VISITOR,
    WRONG,
    order,
    refusal,
    vault_of,
    with_token,
)

# Through Cloudflare Access.


MODES = ["redirect", "401", "403"]


@pytest.mark.parametrize("mode", ["off", *MODES])
def test_the_right_visitor_gets_through(infisical: InfisicalSimulator, mode: str) -> None:
    infisical.state["access"] = mode
    assert vault_of(infisical, **VISITOR).require(KEY) == tokens.SENTRY_TOKEN


@pytest.mark.parametrize("mode", MODES)
def test_without_a_visitors_token_access_is_named(infisical: InfisicalSimulator, mode: str) -> None:
    infisical.state["access"] = mode
    told = "CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are not set"
    assert told in refusal(vault_of(infisical)).next_step


@pytest.mark.parametrize("mode", MODES)
def test_a_wrong_visitors_token_is_said_to_be_refused(
    infisical: InfisicalSimulator, mode: str
) -> None:
    infisical.state["access"] = mode
    wrong = {**VISITOR, "CF_ACCESS_CLIENT_SECRET": WRONG}
    told = "CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are refused"
    assert told in refusal(vault_of(infisical, **wrong)).next_step


@pytest.mark.parametrize("mode", MODES)
def test_access_is_asked_once(infisical: InfisicalSimulator, mode: str) -> None:
    infisical.state["access"] = mode
    refusal(vault_of(infisical))
    assert len(infisical.requests) == 1


def test_the_login_page_is_not_followed(infisical: InfisicalSimulator) -> None:
    infisical.state["access"] = "redirect"
    assert "raxx.cloudflareaccess.com, not followed" in refusal(vault_of(infisical)).message


@pytest.mark.parametrize("name", VISITOR)
def test_half_a_visitors_token_is_told(infisical: InfisicalSimulator, name: str) -> None:
    error = refusal(vault_of(infisical, **{name: VISITOR[name]}))
    assert "only one of them is set" in error.message


@pytest.mark.parametrize("name", VISITOR)
def test_half_a_visitors_token_is_sent_nowhere(infisical: InfisicalSimulator, name: str) -> None:
    refusal(vault_of(infisical, **{name: VISITOR[name]}))
    assert not infisical.requests


# Refusals of Infisical's own.


@pytest.mark.parametrize("life", ["expired-401", "expired-403"])
def test_an_expired_token_is_told(infisical: InfisicalSimulator, life: str) -> None:
    told = "the Infisical token is expired or revoked"
    assert told in refusal(with_token(infisical, life)).next_step


def test_a_malformed_token_is_told(infisical: InfisicalSimulator) -> None:
    error = refusal(vault_of(infisical, INFISICAL_TOKEN=WRONG))
    assert "the Infisical token is expired or revoked" in error.next_step


def test_a_missing_secret_is_told_in_infisicals_words(infisical: InfisicalSimulator) -> None:
    del infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]["SENTRY_API"]
    assert "Secret with name 'SENTRY_API' not found" in refusal(vault_of(infisical)).message


def test_a_missing_folder_is_told_in_infisicals_words(infisical: InfisicalSimulator) -> None:
    del infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]
    error = refusal(vault_of(infisical))
    assert "Folder with path '/MooseQuest/sentry' in environment" in error.message


def test_an_unknown_environment_is_named(infisical: InfisicalSimulator) -> None:
    error = refusal(vault_of(infisical, INFISICAL_ENVIRONMENT="production"))
    assert f"Infisical {PATH} (project {PROJECT_ID}, environment production)" in error.message


@pytest.mark.parametrize("name", ["INFISICAL_ENVIRONMENT", "INFISICAL_PROJECT_ID"])
def test_what_is_not_found_has_a_next_step(infisical: InfisicalSimulator, name: str) -> None:
    assert name in refusal(vault_of(infisical, **{name: "unknown"})).next_step


@pytest.mark.parametrize("permission", ["describe", "none", "stranger"])
def test_a_forbidden_secret_is_told(infisical: InfisicalSimulator, permission: str) -> None:
    infisical.state["permission"] = permission
    told = "give the machine identity read access to that path"
    assert told in refusal(vault_of(infisical)).next_step


def test_a_masked_value_is_told(infisical: InfisicalSimulator) -> None:
    infisical.state["permission"] = "masked"
    assert "exists but not its value" in refusal(vault_of(infisical)).message


def test_a_value_is_known_as_masked_whatever_the_mask(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infisical_secrets, "MASK", "******")
    infisical.state["permission"] = "masked"
    assert "exists but not its value" in refusal(vault_of(infisical)).message


def test_the_mask_alone_is_known_as_one(infisical: InfisicalSimulator) -> None:
    folder = infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]
    folder["SENTRY_API"] = MASK
    assert "exists but not its value" in refusal(vault_of(infisical)).message


@pytest.mark.parametrize("value", ["", " \n"])
def test_an_empty_secret_is_told(infisical: InfisicalSimulator, value: str) -> None:
    folder = infisical.state["project"]["environments"]["prod"]["/MooseQuest/sentry"]
    folder["SENTRY_API"] = value
    assert f"Infisical {PATH} " in refusal(vault_of(infisical)).message


@pytest.mark.parametrize("path", [LOGIN, READ])
def test_no_answer_is_told(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (5.0, 0.1))
    order(infisical, "timeout", path)
    assert f"{path}: no answer: " in refusal(vault_of(infisical)).message


@pytest.mark.parametrize("path", [LOGIN, READ])
def test_a_page_instead_of_json_is_told(infisical: InfisicalSimulator, path: str) -> None:
    order(infisical, "html", path)
    assert "an HTML page instead of JSON" in refusal(vault_of(infisical)).message


@pytest.mark.parametrize("path", [LOGIN, READ])
def test_a_reply_of_another_shape_is_told(infisical: InfisicalSimulator, path: str) -> None:
    order(infisical, "wrong-shape", path)
    assert "not the reply its API promises" in refusal(vault_of(infisical)).message


def test_a_failed_read_is_tried_again_at_the_next_call(infisical: InfisicalSimulator) -> None:
    vault = vault_of(infisical)
    order(infisical, "404", READ)
    refusal(vault)
    infisical.faults.clear()
    assert vault.require(KEY) == tokens.SENTRY_TOKEN


# Neither place is set up.


EVERY_VARIABLE = (
    *(KEY, "INFISICAL_PROJECT_ID", "INFISICAL_TOKEN", "INFISICAL_CLIENT_ID"),
    *("INFISICAL_CLIENT_SECRET", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", *VISITOR),
    "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
)
WITHOUT_EFFECT_ALONE = [name for name in EVERY_VARIABLE if name not in (KEY, "INFISICAL_TOKEN")]


@pytest.mark.parametrize("name", EVERY_VARIABLE)
def test_every_variable_that_would_do_is_listed(name: str) -> None:
    assert f"{name} (not set)" in refusal(Vault(PATHS, "tests/1", {})).message


@pytest.mark.parametrize("name", WITHOUT_EFFECT_ALONE)
def test_a_variable_that_is_set_is_listed_as_such(name: str) -> None:
    assert f"{name} (set)" in refusal(Vault(PATHS, "tests/1", {name: WRONG})).message


@pytest.mark.parametrize("name", WITHOUT_EFFECT_ALONE)
def test_the_value_of_a_variable_is_not_listed(name: str) -> None:
    assert WRONG not in str(refusal(Vault(PATHS, "tests/1", {name: WRONG})))


def test_the_path_is_listed() -> None:
    assert f"or Infisical path {PATH}" in refusal(Vault(PATHS, "tests/1", {})).message


def test_without_a_path_infisical_is_not_listed() -> None:
    assert "Infisical" not in refusal(Vault({}, "tests/1", {})).message
