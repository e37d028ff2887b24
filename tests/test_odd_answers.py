import socket, threading, time
from typing import Any
import pytest
import requests
from pydantic import SecretStr
from werkzeug import Response
from infra.errors import *
from infra.heroku import HerokuClient
from infra.postmark import PostmarkClient
from infra.sentry import SentryClient
from infra.transport import Session
from infra.vault import Vault
from tests.simulators.server import json_response
from tests.test_transport import Service, running_service, service, session, refusal, waits
from tests.test_vault import (
    KEY,
    PATHS,
    LOGIN,
    READ,
    WRONG,
    order,
    vault_of,
    with_token,
    refusal as vault_refusal,
)


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    import infra.errors as e

    monkeypatch.setattr(e, "_pieces", set())


# 1
def test_a_wrong_client_secret_is_tried_once_for_all_keys(infisical):
    vault = vault_of(infisical, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=WRONG)
    for key in PATHS:
        with pytest.raises(SecretError):
            vault.require(key)
    assert infisical.state["logins"] == {"succeeded": 0, "refused": 1}


# 2
@pytest.mark.parametrize("token", ["abc-secret-piece\ndef", "abc-secret-“piece”"])
def test_a_token_that_cannot_be_sent_is_an_error_of_our_own(service, token):
    with pytest.raises(AlertsError) as caught:
        SentryClient(service.url, "moosequest", SecretStr(token), "tests/1", "the environment")
    assert "secret-" not in str(caught.value)


@pytest.mark.parametrize("token", ["abc-secret-piece\ndef", "abc-secret-“piece”"])
def test_a_vault_token_that_cannot_be_sent_is_an_error_of_our_own(infisical, token):
    with pytest.raises(AlertsError):
        vault_of(infisical, INFISICAL_TOKEN=token).require(KEY)


# 3
@pytest.mark.parametrize("body", ["null", '"a string"', ""])
def test_config_vars_of_another_shape_are_told(service, body):
    service.answer = lambda: Response(body, 200, content_type="application/json")
    client = HerokuClient(service.url, SecretStr("x" * 9), "tests/1", "the environment")
    with pytest.raises(UnexpectedReplyError):
        client.config_var("raxx-api-prod", "POSTMARK_SERVER_TOKEN")


# 4
def test_nothing_where_json_is_due_is_unexpected_sentry(service):
    service.answer = lambda: Response(status=200)
    client = SentryClient(service.url, "moosequest", SecretStr("x" * 9), "tests/1", "e")
    with pytest.raises(UnexpectedReplyError):
        client.alerts()


def test_nothing_where_json_is_due_is_unexpected_postmark(service):
    service.answer = lambda: Response(status=200)
    with pytest.raises(UnexpectedReplyError):
        PostmarkClient(service.url, "tests/1").server(SecretStr("x" * 9))


@pytest.mark.parametrize(
    "reply",
    [
        Response(status=200),
        json_response({}),
        json_response({"secret": {}}),
        json_response({"secret": {"secretValue": None}}),
    ],
)
def test_a_vault_reply_of_another_shape_is_told(infisical, monkeypatch, reply):
    vault = with_token(infisical)
    monkeypatch.setattr(infisical, "handle", lambda _: reply)
    with pytest.raises(SecretError):
        vault.require(KEY)


# 5
def test_a_secret_without_a_value_is_told(infisical, monkeypatch):
    from tests.simulators import infisical_secrets

    monkeypatch.setattr(infisical_secrets, "_value", lambda *_: None)
    with pytest.raises(SecretError):
        vault_of(infisical).require(KEY)


# 6
@pytest.mark.parametrize("fault", ["502", "503"])
def test_a_gateways_error_page_is_not_blamed_on_cloudflare_access(infisical, fault):
    order(infisical, fault)
    assert "Cloudflare Access" not in vault_refusal(vault_of(infisical)).next_step


# 7
def test_a_name_that_does_not_resolve_has_a_known_outcome():
    url = "https://no-such-host.invalid"
    with (
        Session("Service", url, "tests/1", {}) as session,
        pytest.raises(UnavailableError) as caught,
    ):
        session.post(f"{url}/thing", json={})
    assert not caught.value.outcome_unknown


# 8
@pytest.mark.parametrize("location", [b"http://[", b"http://\xff\xfe/"])
def test_a_malformed_location_is_a_wrong_host(location):
    def answer():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(
                b"HTTP/1.1 302 Found\r\nLocation: "
                + location
                + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with Session("Service", url, "tests/1", {}) as session, pytest.raises(WrongHostError):
            session.get(f"{url}/thing")
        thread.join()


# 9
def test_a_host_in_capitals_is_the_same_host(service):
    url = service.url.replace("127.0.0.1", "LOCALHOST")
    with Session("Service", url, "tests/1", {}) as session:
        assert session.get(f"{url}/thing").json() == {"fine": True}


# 10
def test_a_proxys_401_is_no_verdict_on_the_token(service):
    service.answer = lambda: Response("<html>Sign in</html>", 401, content_type="text/html")
    with pytest.raises(ServiceError):
        PostmarkClient(service.url, "tests/1").server(SecretStr("x" * 9))


# 11
def test_a_page_link_without_a_cursor_is_told(service):
    headers = {"Link": '<http://x/>; rel="next"; results="true"'}
    service.answer = lambda: json_response([], headers=headers)
    client = SentryClient(service.url, "moosequest", SecretStr("x" * 9), "tests/1", "e")
    with pytest.raises(UnexpectedReplyError):
        client.alerts()


# 12
@pytest.mark.parametrize("status", [301, 308])
def test_a_plain_redirect_is_not_blamed_on_cloudflare_access(infisical, monkeypatch, status):
    answer = Response(status=status, headers={"Location": "https://eu.infisical.com/"})
    monkeypatch.setattr(infisical, "handle", lambda _: answer)
    assert "Cloudflare Access" not in vault_refusal(vault_of(infisical)).next_step


# 13
def test_a_request_cloudflare_blocks_is_not_blamed_on_permissions(infisical, monkeypatch):
    infisical.state["access"] = "redirect"
    from tests.test_vault import environment

    vault = Vault(PATHS, "curl/8", environment(infisical))
    assert "read access to that path" not in vault_refusal(vault).next_step
