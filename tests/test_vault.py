"""Promises of the vault: where a secret is looked up, how it may fail, and who never sees it."""

import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from pydantic import SecretStr

from infra import errors, transport
from infra.errors import AlertsError, ConfigError, SecretError, redact
from infra.heroku import HerokuClient
from infra.postmark import PostmarkClient
from infra.sentry import SentryClient
from infra.vault import MASK, Vault
from tests.simulators import infisical_login, infisical_secrets, tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token
from tests.simulators.infisical_refusals import unauthorized
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

KEY = "SENTRY_AUTH_TOKEN"
PATH = "/MooseQuest/sentry/SENTRY_API"
PATHS = {
    KEY: PATH,
    "HEROKU_API_KEY": "/MooseQuest/heroku/HEROKU_API_KEY",
    "POSTMARK_SERVER_TOKEN": "/MooseQuest/postmark/POSTMARK_SERVER_TOKEN",
}
LOGIN = "/api/v1/auth/universal-auth/login"
READ = "/api/v3/secrets/raw/SENTRY_API"
VISITOR = {
    "CF_ACCESS_CLIENT_ID": tokens.CF_ACCESS_CLIENT_ID,
    "CF_ACCESS_CLIENT_SECRET": tokens.CF_ACCESS_CLIENT_SECRET,
}
WRONG = "spurious-other-value-8Wz"
HIDDEN = (
    tokens.SENTRY_TOKEN,
    tokens.INFISICAL_CLIENT_SECRET,
    tokens.INFISICAL_ACCESS_TOKEN,
    tokens.CF_ACCESS_CLIENT_SECRET,
    WRONG,
)


def environment(infisical: InfisicalSimulator, **more: str) -> dict[str, str]:
    """Give the variables of a machine that may read the vault; an empty one is as good as unset."""
    return {
        "INFISICAL_API_URL": infisical.url,
        "INFISICAL_PROJECT_ID": PROJECT_ID,
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
        **more,
    }


def vault_of(infisical: InfisicalSimulator, **more: str) -> Vault:
    """Make the vault of that machine."""
    return Vault(PATHS, "tests/1", environment(infisical, **more))


def with_token(infisical: InfisicalSimulator, life: str = "live", **more: str) -> Vault:
    """Make a vault that holds an access token instead of an identity."""
    token = {"number": 1, "life": life, "expiresAt": None}
    infisical.state["accessTokens"].append(token)
    held = {"INFISICAL_TOKEN": access_token(1), "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "", **more}
    return vault_of(infisical, **held)


def refusal(vault: Vault) -> AlertsError:
    """Ask for what cannot be had, and give the error."""
    with pytest.raises(SecretError) as caught:
        vault.require(KEY)
    return caught.value


def order(infisical: InfisicalSimulator, fault: str, path: str = "*") -> None:
    """Let a fault hit every request from now on."""
    infisical.faults = parse_faults([{"method": "*", "path": path, "fault": fault, "times": 99}])


def asked(infisical: InfisicalSimulator, path: str) -> int:
    """Count the requests for a path."""
    return [entry["path"] for entry in infisical.requests].count(path)


@pytest.fixture(autouse=True)
def _no_waiting_and_no_known_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(errors, "_pieces", set())


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
    with pytest.raises(ConfigError, match="send a token in clear"):
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
    assert "this was one, and it is not repeated" in error.next_step


def test_a_locked_identity_is_told_in_infisicals_words(infisical: InfisicalSimulator) -> None:
    infisical.state["lockout"] = {"failedAttempts": 3, "lockedOut": True, "endsAt": None}
    assert "temporarily locked" in refusal(vault_of(infisical)).message


def test_a_crash_at_login_is_not_repeated(infisical: InfisicalSimulator) -> None:
    order(infisical, "500", LOGIN)
    refusal(vault_of(infisical))
    assert asked(infisical, LOGIN) == 1


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


# Who never sees a secret.


def spy(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """Note the URL and the headers of every request from now on."""
    sent: list[tuple[str, dict[str, str]]] = []
    send = requests.Session.send

    def noted(
        session: requests.Session, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        sent.append((request.url or "", dict(request.headers)))
        return send(session, request, **kwargs)

    monkeypatch.setattr(requests.Session, "send", noted)
    return sent


@pytest.fixture
def outside(
    infisical: InfisicalSimulator,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """Use every token that the vault has; give the headers each service was sent, as one text."""
    sent = spy(monkeypatch)
    infisical.state["access"] = "redirect"
    vault = vault_of(infisical, **VISITOR)
    token = vault.require_secret(KEY)
    SentryClient(sentry.url, "moosequest", token, "tests/1", vault.source(KEY)).alerts()
    token = vault.require_secret("HEROKU_API_KEY")
    HerokuClient(heroku.url, token, "tests/1", "the vault").config_var("raxx-api-prod", "X")
    PostmarkClient(postmark.url, "tests/1").server(vault.require_secret("POSTMARK_SERVER_TOKEN"))
    services = {"sentry": sentry, "heroku": heroku, "postmark": postmark, "infisical": infisical}
    return {
        name: repr([headers for url, headers in sent if url.startswith(service.url)])
        for name, service in services.items()
    }


ENTITLED = {
    "sentry": {tokens.SENTRY_TOKEN},
    "heroku": {tokens.HEROKU_TOKEN},
    "postmark": {tokens.POSTMARK_TOKEN},
    "infisical": {tokens.INFISICAL_ACCESS_TOKEN, *VISITOR.values()},
}


@pytest.mark.parametrize("service", ENTITLED)
def test_a_service_is_sent_its_own_credentials_alone(outside: dict[str, str], service: str) -> None:
    found = {secret for secret in tokens.SECRETS.values() if secret in outside[service]}
    assert found == ENTITLED[service]


@pytest.mark.parametrize("service", ["sentry", "heroku", "postmark"])
def test_cloudflares_headers_go_to_infisical_alone(outside: dict[str, str], service: str) -> None:
    assert "cf-access" not in outside[service].lower()


def test_a_vault_prints_without_secrets(infisical: InfisicalSimulator) -> None:
    vault = vault_of(infisical, **VISITOR)
    vault.require(KEY)
    assert not [secret for secret in HIDDEN if secret in f"{vault} {vault!r}"]


def test_a_required_secret_prints_as_stars(infisical: InfisicalSimulator) -> None:
    secret = vault_of(infisical).require_secret(KEY)
    assert f"{secret} {secret!r}" == "********** SecretStr('**********')"


def test_a_secret_that_is_there_is_wrapped(infisical: InfisicalSimulator) -> None:
    assert vault_of(infisical).get_secret(KEY) == SecretStr(tokens.SENTRY_TOKEN)


def test_a_secret_that_is_nowhere_is_none() -> None:
    assert Vault({}, "tests/1", {}).get_secret(KEY) is None


@pytest.mark.parametrize(
    "secret",
    [
        tokens.SENTRY_TOKEN,
        tokens.INFISICAL_CLIENT_SECRET,
        access_token(1),
        tokens.CF_ACCESS_CLIENT_SECRET,
    ],
)
def test_what_the_vault_used_is_hidden_from_then_on(
    infisical: InfisicalSimulator, secret: str
) -> None:
    vault_of(infisical, **VISITOR).require(KEY)
    assert redact(secret) == "[redacted]"


def test_a_value_of_the_environment_is_hidden_from_then_on() -> None:
    Vault({}, "tests/1", {KEY: WRONG}).require(KEY)
    assert redact(f"Bearer {WRONG}") == "Bearer [redacted]"


@pytest.mark.parametrize("fault", ["401", "404", "500", "redirect", "html", "wrong-shape", "reset"])
@pytest.mark.parametrize("path", [LOGIN, READ])
def test_no_error_shows_a_secret(infisical: InfisicalSimulator, fault: str, path: str) -> None:
    order(infisical, fault, path)
    shown = "".join(traceback.format_exception(refusal(vault_of(infisical, **VISITOR))))
    assert not [secret for secret in HIDDEN if secret in shown]


def test_a_token_that_infisical_repeats_is_hidden(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def repeat(_: object, bearer: str) -> None:
        raise unauthorized(f"{bearer} is unknown")

    monkeypatch.setattr(infisical_login, "check_bearer", repeat)
    assert "401: Bearer [redacted] is unknown" in refusal(vault_of(infisical)).message
