"""Promises of the client of Postmark's API: whether a token is good, and whose it is."""

import time
import traceback
from typing import Any

import pytest
from werkzeug import Response

from infra.base import redaction
from infra.base.errors import ServiceError, UnavailableError, UnexpectedReplyError
from infra.base.secret import Secret
from infra.heroku.postmark import PostmarkClient, Server
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.postmark import HOOK_PASSWORD, INBOUND_HASH, PostmarkSimulator
from tests.simulators.server import json_response

LIVE = Secret(tokens.POSTMARK_TOKEN)
SECRETS = (tokens.POSTMARK_TOKEN, INBOUND_HASH, HOOK_PASSWORD)


@pytest.fixture
def client(postmark: PostmarkSimulator) -> PostmarkClient:
    return PostmarkClient(postmark.url, "tests/1")


@pytest.fixture(autouse=True)
def _no_waiting_and_no_known_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())


def order(postmark: PostmarkSimulator, fault: str) -> None:
    """Let a fault hit every request from now on."""
    postmark.faults = parse_faults([{"method": "*", "path": "*", "fault": fault, "times": 99}])


def answer(
    postmark: PostmarkSimulator, monkeypatch: pytest.MonkeyPatch, status: int, body: object
) -> None:
    """Let Postmark answer what the simulator would not."""

    def handle(_: Any) -> Response:
        return json_response(body, status)

    monkeypatch.setattr(postmark, "handle", handle)


def test_a_good_token_has_its_server(client: PostmarkClient) -> None:
    assert client.server(LIVE) == Server("4711001", "raxx-transactional", "Live")


def test_a_sandbox_server_says_so(client: PostmarkClient) -> None:
    server = client.server(Secret(tokens.POSTMARK_TOKEN_SANDBOX))
    assert server is not None
    assert server.delivery_type == "Sandbox"


def test_a_newline_after_a_good_token_does_no_harm(client: PostmarkClient) -> None:
    assert client.server(Secret(f"{tokens.POSTMARK_TOKEN}\n")) is not None


def test_a_revoked_token_has_none(client: PostmarkClient) -> None:
    assert client.server(Secret(tokens.POSTMARK_TOKEN_REVOKED)) is None


def test_an_empty_token_has_none(client: PostmarkClient) -> None:
    assert client.server(Secret("")) is None


UNSENDABLE = ["abc\ndef", "abc\r\nX-Postmark-Account-Token: def", "tökén", "abc\x00def", "abc…"]


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_token_that_cannot_be_sent_has_none(client: PostmarkClient, token: str) -> None:
    assert client.server(Secret(token)) is None


@pytest.mark.parametrize("token", UNSENDABLE)
def test_a_token_that_cannot_be_sent_is_not_sent(
    postmark: PostmarkSimulator, client: PostmarkClient, token: str
) -> None:
    client.server(Secret(token))
    assert not postmark.requests


def test_a_refusal_of_older_servers_is_one_too(
    postmark: PostmarkSimulator, client: PostmarkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(postmark, monkeypatch, 422, {"ErrorCode": 10, "Message": "Bad or missing token."})
    assert client.server(LIVE) is None


def test_another_422_is_no_verdict_on_the_token(
    postmark: PostmarkSimulator, client: PostmarkClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(postmark, monkeypatch, 422, {"ErrorCode": 409, "Message": "JSON required."})
    with pytest.raises(ServiceError, match="422: JSON required"):
        client.server(LIVE)


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "half-body"])
def test_trouble_at_postmark_is_no_verdict_on_the_token(
    postmark: PostmarkSimulator, client: PostmarkClient, fault: str
) -> None:
    order(postmark, fault)
    with pytest.raises(UnavailableError):
        client.server(LIVE)


@pytest.mark.parametrize("fault", ["403", "404", "410", "redirect", "html"])
def test_a_strange_answer_is_no_verdict_on_the_token(
    postmark: PostmarkSimulator, client: PostmarkClient, fault: str
) -> None:
    order(postmark, fault)
    with pytest.raises(ServiceError):
        client.server(LIVE)


@pytest.mark.parametrize(
    "body",
    [
        [[]],
        {},
        "server",
        None,
        {"ID": "x", "Name": "n", "DeliveryType": "Live"},
        {"ID": None, "Name": "n", "DeliveryType": "Live"},
        {"ID": 1, "Name": "n"},
    ],
)
def test_a_reply_of_another_shape_is_one_clear_error(
    postmark: PostmarkSimulator,
    client: PostmarkClient,
    monkeypatch: pytest.MonkeyPatch,
    body: object,
) -> None:
    answer(postmark, monkeypatch, 200, body)
    with pytest.raises(UnexpectedReplyError, match="not the JSON its API document promises"):
        client.server(LIVE)


# What nobody may see.


@pytest.mark.parametrize("secret", SECRETS)
def test_the_secrets_of_the_reply_are_not_returned(client: PostmarkClient, secret: str) -> None:
    assert secret not in repr(client.server(LIVE))


@pytest.mark.parametrize("secret", SECRETS)
def test_the_secrets_of_a_strange_reply_are_not_told(
    postmark: PostmarkSimulator,
    client: PostmarkClient,
    monkeypatch: pytest.MonkeyPatch,
    secret: str,
) -> None:
    answer(postmark, monkeypatch, 200, {"ApiTokens": [secret], "Name": secret})
    with pytest.raises(UnexpectedReplyError) as caught:
        client.server(LIVE)
    assert secret not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("fault", ["500", "403", "redirect", "html", "reset", "half-body"])
def test_no_error_shows_the_token(
    postmark: PostmarkSimulator, client: PostmarkClient, fault: str
) -> None:
    order(postmark, fault)
    with pytest.raises(ServiceError) as caught:
        client.server(LIVE)
    assert tokens.POSTMARK_TOKEN not in "".join(traceback.format_exception(caught.value))


def test_the_token_does_not_stay_with_the_client(
    postmark: PostmarkSimulator, client: PostmarkClient
) -> None:
    client.server(LIVE)
    client.server(Secret(tokens.POSTMARK_TOKEN_REVOKED))
    assert [entry["status"] for entry in postmark.requests] == [200, 401]
