"""Promises about answers and values that no document foretells, each met once in the wild."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from werkzeug import Response

from infra.base import redaction
from infra.base.errors import (
    AlertsError,
    SecretError,
    ServiceError,
    UnavailableError,
    UnexpectedReplyError,
    WrongHostError,
)
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from infra.heroku.postmark import PostmarkClient
from infra.http.transport import Session
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.sentry.monitors import Monitors
from infra.vault.vault import Vault
from tests.factories import alert, replaced
from tests.http.service import Service
from tests.sentry.test_fuzz_replies import OLD_RULE
from tests.simulators import infisical_secrets
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.server import json_response
from tests.vault.machine import KEY, PATHS, WRONG, environment, order, refusal, vault_of, with_token

TOKEN = Secret("x" * 9)
UNSENDABLE = ["abc-secret-piece\ndef", "abc-secret-“piece”"]


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with Service() as started:
        yield started


@pytest.fixture
def service(running_service: Service) -> Iterator[Service]:
    running_service.reset()
    yield running_service
    assert not running_service.complaints()


@pytest.fixture(autouse=True)
def _no_waiting_and_no_known_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())


def alerts_of(service: Service, token: Secret = TOKEN) -> Alerts:
    session = sentry_session(service.url, token, "tests/1", "the environment")
    return Alerts(SentryClient(session, "moosequest"))


def monitors_of(service: Service) -> Monitors:
    session = sentry_session(service.url, TOKEN, "tests/1", "the environment")
    return Monitors(SentryClient(session, "moosequest"), service.url)


# Tokens and logins.


def test_a_wrong_client_secret_is_tried_once_for_all_keys(infisical: InfisicalSimulator) -> None:
    vault = vault_of(infisical, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=WRONG)
    for key in PATHS:
        with pytest.raises(SecretError):
            vault.require(key)
    assert infisical.state["logins"] == {"succeeded": 0, "refused": 1}


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_token_that_cannot_be_sent_is_an_error_of_our_own(service: Service, token: str) -> None:
    with pytest.raises(AlertsError) as caught:
        alerts_of(service, Secret(token))
    assert "secret-" not in str(caught.value)


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_vault_token_that_cannot_be_sent_is_an_error_of_our_own(
    infisical: InfisicalSimulator, token: str
) -> None:
    with pytest.raises(AlertsError):
        vault_of(infisical, INFISICAL_TOKEN=token).require(KEY)


# Replies of another shape.

DEEP: list[object] = []
for _ in range(60):
    DEEP = [DEEP]
UNWORKABLE = {
    "a monitor that is no number": ("detectorIds.0", "error", "detectorIds[0]"),
    "an ID that is a path": ("id", "../members", "id"),
    "a null character": ("name", "a\\\0", "not with JSON"),
    "half a surrogate pair": ("name", "a\ud800", "not with JSON"),
    "a comparison nested 60 times": ("triggers.conditions.0.comparison", DEEP, "not with JSON"),
}


def test_a_frequency_of_an_old_rule_may_be_written_with_a_point(service: Service) -> None:
    service.answer = lambda: json_response([OLD_RULE | {"frequency": 60.0}])
    (read,) = alerts_of(service).old_rules("project")
    assert read["frequency"] == 60


@pytest.mark.parametrize("odd", UNWORKABLE.values(), ids=UNWORKABLE)
def test_an_alert_that_cannot_be_worked_with_is_an_unexpected_reply(
    service: Service, odd: tuple[str, object, str]
) -> None:
    place, value, told = odd
    service.answer = lambda: json_response(replaced(alert(), place, value))
    with pytest.raises(UnexpectedReplyError) as caught:
        alerts_of(service).get("1")
    assert told in caught.value.message


def test_a_monitor_whose_id_is_no_number_is_an_unexpected_reply(service: Service) -> None:
    service.answer = lambda: json_response(
        [{"id": "error", "name": "Errors", "type": "error", "projectId": "611"}]
    )
    with pytest.raises(UnexpectedReplyError):
        monitors_of(service).own("project")


@pytest.mark.parametrize("body", ["null", '"a string"', ""])
def test_config_vars_of_another_shape_are_told(service: Service, body: str) -> None:
    service.answer = lambda: Response(body, 200, content_type="application/json")
    client = HerokuClient(service.url, TOKEN, "tests/1", "the environment")
    with pytest.raises(UnexpectedReplyError):
        client.config_var("raxx-api-prod", "POSTMARK_SERVER_TOKEN")


def test_nothing_where_sentry_owes_json_is_unexpected(service: Service) -> None:
    service.answer = lambda: Response(status=200)
    with pytest.raises(UnexpectedReplyError):
        alerts_of(service).all()


def test_nothing_where_postmark_owes_json_is_unexpected(service: Service) -> None:
    service.answer = lambda: Response(status=200)
    with pytest.raises(UnexpectedReplyError):
        PostmarkClient(service.url, "tests/1").server(TOKEN)


@pytest.mark.parametrize("body", ["", "{}", '{"secret": {}}', '{"secret": {"secretValue": null}}'])
def test_a_vault_reply_of_another_shape_is_told(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    vault = with_token(infisical)
    answer = Response(body, content_type="application/json")
    monkeypatch.setattr(infisical, "handle", lambda _: answer)
    with pytest.raises(SecretError):
        vault.require(KEY)


def test_a_secret_without_a_value_is_told(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infisical_secrets, "_value", lambda *_: None)
    with pytest.raises(SecretError):
        vault_of(infisical).require(KEY)


def test_a_page_link_without_a_cursor_is_told(service: Service) -> None:
    headers = {"Link": '<http://x/>; rel="next"; results="true"'}
    service.answer = lambda: json_response([], headers=headers)
    with pytest.raises(UnexpectedReplyError):
        alerts_of(service).all()


# Who is to blame.


@pytest.mark.parametrize("fault", ["502", "503"])
def test_a_gateways_error_page_is_not_blamed_on_cloudflare_access(
    infisical: InfisicalSimulator, fault: str
) -> None:
    order(infisical, fault)
    assert "Cloudflare Access" not in refusal(vault_of(infisical)).next_step


@pytest.mark.parametrize("status", [301, 308])
def test_a_plain_redirect_is_not_blamed_on_cloudflare_access(
    infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    answer = Response(status=status, headers={"Location": "https://eu.infisical.com/"})
    monkeypatch.setattr(infisical, "handle", lambda _: answer)
    assert "Cloudflare Access" not in refusal(vault_of(infisical)).next_step


def test_a_request_cloudflare_blocks_is_not_blamed_on_permissions(
    infisical: InfisicalSimulator,
) -> None:
    infisical.state["access"] = "redirect"
    vault = Vault(PATHS, "curl/8", environment(infisical))
    assert "read access to that path" not in refusal(vault).next_step


def test_a_proxys_401_is_no_verdict_on_the_token(service: Service) -> None:
    service.answer = lambda: Response("<html>Sign in</html>", 401, content_type="text/html")
    with pytest.raises(ServiceError):
        PostmarkClient(service.url, "tests/1").server(TOKEN)


# Hosts.


def test_a_name_that_does_not_resolve_has_a_known_outcome() -> None:
    url = "https://no-such-host.invalid"
    with (
        Session("Service", url, "tests/1", {}) as opened,
        pytest.raises(UnavailableError) as caught,
    ):
        opened.post(f"{url}/thing", json={})
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("location", [b"http://[", b"http://\xff\xfe/"])
def test_a_malformed_location_is_a_wrong_host(location: bytes) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head + location + b"\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with Session("Service", url, "tests/1", {}) as opened, pytest.raises(WrongHostError):
            opened.get(f"{url}/thing")
        thread.join()


def test_a_host_in_capitals_is_the_same_host(service: Service) -> None:
    url = service.url.replace("127.0.0.1", "LOCALHOST")
    with Session("Service", url, "tests/1", {}) as opened:
        assert opened.get(f"{url}/thing").json() == {"fine": True}
