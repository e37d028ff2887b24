"""Promises of a process's clients: made once, with the vault's tokens, and what a look finds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest

from infra import services as services_module
from infra.base import redaction
from infra.base.errors import SecretError, UnauthorizedError, UnavailableError
from infra.config.connections import Connections
from infra.heroku import config_var_status
from infra.heroku.client import HerokuClient
from infra.heroku.config_var_status import Finding
from infra.heroku.postmark import Server
from infra.http.transport import Session
from infra.rules.recipients import Recipient
from infra.sentry.client import SentryClient, sentry_session
from infra.services import Services
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

APP = "raxx-api-prod"
VAR = "POSTMARK_SERVER_TOKEN"
CLOSED = "http://127.0.0.1:9"
SET_UP_ELSEWHERE = ("INFISICAL_TOKEN", "INFISICAL_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the tokens of the simulators, and nothing that the machine may hold."""
    for name in SET_UP_ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", tokens.SENTRY_TOKEN)
    monkeypatch.setenv("HEROKU_API_KEY", tokens.HEROKU_TOKEN)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())


@pytest.fixture
def on_sentry(sentry: SentrySimulator) -> Services:
    """Give services of which only Sentry is there."""
    return Services(
        Connections(sentry_url=sentry.url, heroku_api_url=CLOSED, postmark_api_url=CLOSED),
        pytest.fail,
    )


@pytest.fixture
def services(heroku: HerokuSimulator, postmark: PostmarkSimulator) -> Services:
    """Give services of which Heroku and Postmark are there."""
    return Services(
        Connections(sentry_url=CLOSED, heroku_api_url=heroku.url, postmark_api_url=postmark.url),
        pytest.fail,
    )


def hold(heroku: HerokuSimulator, value: str | dict[str, str]) -> None:
    """Let the app's config var hold a value."""
    heroku.state["apps"][0]["configVars"][VAR] = value


def order(simulator: HerokuSimulator | PostmarkSimulator, fault: str) -> None:
    """Let a fault hit every request from now on."""
    simulator.faults = parse_faults([{"method": "*", "path": "*", "fault": fault, "times": 99}])


# Sentry.


def test_an_organization_has_one_inventory(
    on_sentry: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SlowClient(SentryClient):
        """Takes its time to be made, so that the other threads catch up."""

        def __init__(self, *arguments: Any) -> None:
            Event().wait(0.02)
            super().__init__(*arguments)

    monkeypatch.setattr(services_module, "SentryClient", SlowClient)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(on_sentry.sentry, ["moosequest"] * 8))
    assert len({id(inventory) for inventory in found}) == 1


def test_another_organization_has_an_inventory_of_its_own(on_sentry: Services) -> None:
    assert on_sentry.sentry("moosequest") is not on_sentry.sentry("other")


def test_sentry_is_asked_with_the_vaults_token(on_sentry: Services) -> None:
    assert on_sentry.sentry("moosequest").alerts() == {}


def test_a_refused_sentry_token_is_told_with_its_source(
    on_sentry: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", tokens.SENTRY_TOKEN_EXPIRED)
    with pytest.raises(UnauthorizedError) as caught:
        on_sentry.sentry("moosequest").alerts()
    assert "from the environment variable SENTRY_AUTH_TOKEN" in caught.value.next_step


def test_a_missing_sentry_token_is_told(
    on_sentry: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SENTRY_AUTH_TOKEN")
    with pytest.raises(SecretError, match="SENTRY_AUTH_TOKEN is not set"):
        on_sentry.sentry("moosequest")


def test_sentry_needs_no_heroku_token(on_sentry: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEROKU_API_KEY")
    assert on_sentry.sentry("moosequest").alerts() == {}


def at_the_same_time(ask: Callable[[], object]) -> None:
    """Let eight threads ask at the same moment."""
    begun = Barrier(8, timeout=10)

    def wait_and_ask() -> None:
        begun.wait()
        ask()

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(wait_and_ask) for _ in range(8)]:
            future.result()


def test_eight_threads_list_an_organizations_alerts_once(
    sentry: SentrySimulator, on_sentry: Services
) -> None:
    at_the_same_time(lambda: on_sentry.sentry("moosequest").alerts())
    assert len(sentry.requests) == 1


def test_eight_threads_that_ask_for_a_recipient_cause_one_call(
    sentry: SentrySimulator, on_sentry: Services
) -> None:
    app = Recipient("sentry_app", "pager")
    at_the_same_time(lambda: on_sentry.sentry("moosequest").identifier(app))
    assert len(sentry.requests) == 1


def test_eight_threads_share_one_sentry_session(
    on_sentry: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def slowly(*arguments: Any) -> Session:
        Event().wait(0.02)
        made.append(sentry_session(*arguments))
        return made[-1]

    monkeypatch.setattr(services_module, "sentry_session", slowly)
    at_the_same_time(lambda: on_sentry.issues("moosequest"))
    on_sentry.sentry("moosequest")
    on_sentry.sentry("other")
    assert len(made) == 1


def test_eight_threads_share_one_heroku_client(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def slowly(*arguments: Any) -> HerokuClient:
        Event().wait(0.02)
        made.append(HerokuClient(*arguments))
        return made[-1]

    monkeypatch.setattr(services_module, "HerokuClient", slowly)
    at_the_same_time(lambda: services.heroku)
    assert len(made) == 1


def test_a_rate_limit_met_at_issues_slows_alerts_too(
    sentry: SentrySimulator, on_sentry: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = on_sentry.sentry("moosequest")
    monkeypatch.setattr("infra.http.retries.random.uniform", lambda *_: 0.0)
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": "429:7", "times": 99}])
    with pytest.raises(UnavailableError):
        on_sentry.issues("moosequest").find_tagged("trademaster-raptor", "tag", "value")
    sentry.faults = []
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    inventory.alerts()
    assert waits == [pytest.approx(7, abs=1)]


# A look at a config var.


def test_a_good_token_is_ok_and_has_its_server(services: Services) -> None:
    server = Server("4711001", "raxx-transactional", "Live")
    assert services.look(APP, VAR, 5, "postmark") == Finding(config_var_status.OK, server)


def test_a_sandbox_token_is_ok_and_has_its_server(services: Services) -> None:
    server = Server("4711002", "raxx-sandbox", "Sandbox")
    assert services.look("raxx-api-staging", VAR, 5, "postmark") == Finding(
        config_var_status.OK, server
    )


def test_an_absent_var_is_unset(services: Services) -> None:
    assert services.look(APP, "MISSING", 5, "postmark") == Finding(config_var_status.UNSET)


@pytest.mark.parametrize("value", ["", "\n", "  "])
def test_a_blank_var_is_unset(heroku: HerokuSimulator, services: Services, value: str) -> None:
    hold(heroku, value)
    assert services.look(APP, VAR, 5, "postmark") == Finding(config_var_status.UNSET)


def test_a_stub_is_too_short(heroku: HerokuSimulator, services: Services) -> None:
    hold(heroku, "todo\n")
    assert services.look(APP, VAR, 5, "postmark") == Finding(config_var_status.TOO_SHORT)


def test_a_wrong_value_is_not_sent_to_postmark(
    heroku: HerokuSimulator, postmark: PostmarkSimulator, services: Services
) -> None:
    hold(heroku, "todo\n")
    services.look(APP, VAR, 5, "postmark")
    assert not postmark.requests


def test_a_token_postmark_refuses_is_invalid(heroku: HerokuSimulator, services: Services) -> None:
    hold(heroku, {"$token": "POSTMARK_TOKEN_REVOKED"})
    assert services.look(APP, VAR, 5, "postmark") == Finding(config_var_status.INVALID)


def test_without_a_validator_the_length_decides(
    heroku: HerokuSimulator, services: Services
) -> None:
    hold(heroku, {"$token": "POSTMARK_TOKEN_REVOKED"})
    assert services.look(APP, VAR, 5, "none") == Finding(config_var_status.OK)


def test_without_a_validator_postmark_is_not_asked(
    postmark: PostmarkSimulator, services: Services
) -> None:
    services.look(APP, VAR, 5, "none")
    assert not postmark.requests


def test_eight_threads_look_at_a_config_var_once(
    heroku: HerokuSimulator, services: Services
) -> None:
    at_the_same_time(lambda: services.look(APP, VAR, 5, "postmark"))
    assert len(heroku.requests) == 1


def test_the_same_look_is_made_once(heroku: HerokuSimulator, services: Services) -> None:
    for _ in range(3):
        services.look(APP, VAR, 5, "postmark")
    assert len(heroku.requests) == 1


# A look that fails.


def test_trouble_at_heroku_is_unknown(heroku: HerokuSimulator, services: Services) -> None:
    order(heroku, "500")
    told = f"unknown: Heroku: GET /apps/{APP}/config-vars: 500: An ordered fault."
    assert services.look(APP, VAR, 5, "postmark").status == told


def test_trouble_at_postmark_is_unknown(postmark: PostmarkSimulator, services: Services) -> None:
    order(postmark, "503")
    told = "unknown: Postmark: GET /server: 503: Maintenance"
    assert services.look(APP, VAR, 5, "postmark").status == told


def test_an_unknown_app_is_unknown_and_says_what_to_check(services: Services) -> None:
    assert "configVarChecks" in str(services.look("raxx-api-prd", VAR, 5, "postmark").error)


def test_a_refused_heroku_token_is_unknown_and_says_its_source(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROKU_API_KEY", tokens.SENTRY_TOKEN)
    finding = services.look(APP, VAR, 5, "postmark")
    assert "from the environment variable HEROKU_API_KEY" in str(finding.error)


def test_a_missing_heroku_token_is_unknown(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEROKU_API_KEY")
    finding = services.look(APP, VAR, 5, "postmark")
    assert finding.status == "unknown: HEROKU_API_KEY is not set, and no vault has it."


def test_a_status_is_one_line(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEROKU_API_KEY")
    assert services.look(APP, VAR, 5, "postmark").status.isprintable()


@pytest.mark.parametrize("fault", ["401", "500", "html", "wrong-shape"])
@pytest.mark.parametrize("service", ["heroku", "postmark"])
def test_no_finding_shows_a_token(
    request: pytest.FixtureRequest, services: Services, service: str, fault: str
) -> None:
    order(request.getfixturevalue(service), fault)
    shown = repr(services.look(APP, VAR, 5, "postmark"))
    assert not [secret for secret in tokens.SECRETS.values() if secret in shown]


def test_a_good_finding_shows_no_token(services: Services) -> None:
    shown = repr(services.look(APP, VAR, 5, "postmark"))
    assert not [secret for secret in tokens.SECRETS.values() if secret in shown]
