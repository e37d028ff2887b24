"""Promises of the vault: who never sees a secret."""

import traceback

import pytest

from infra.base.redaction import redact
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from infra.heroku.postmark import PostmarkClient
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.vault.vault import Vault
from tests.simulators import infisical_login, tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token
from tests.simulators.infisical_refusals import unauthorized
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vault.machine import KEY, LOGIN, READ, VISITOR, WRONG, order, refusal, spy, vault_of

HIDDEN = (
    tokens.SENTRY_TOKEN,
    tokens.INFISICAL_CLIENT_SECRET,
    tokens.INFISICAL_ACCESS_TOKEN,
    tokens.CF_ACCESS_CLIENT_SECRET,
    WRONG,
)


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
    session = sentry_session(sentry.url, token, "tests/1", vault.source(KEY))
    Alerts(SentryClient(session, "moosequest")).all()
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
    assert f"{secret} {secret!r}" == "********** Secret('**********')"


def test_a_secret_that_is_there_is_wrapped(infisical: InfisicalSimulator) -> None:
    assert vault_of(infisical).get_secret(KEY) == Secret(tokens.SENTRY_TOKEN)


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
