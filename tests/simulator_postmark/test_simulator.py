"""Promises of the Postmark simulator, refusals above all."""

from typing import Any

import pytest
import requests

from tests.simulators import tokens
from tests.simulators.postmark import HOOK_PASSWORD, INBOUND_HASH, PostmarkSimulator

KEYS = [
    "ID",
    "Name",
    "ApiTokens",
    "Color",
    "SmtpApiActivated",
    "RawEmailEnabled",
    "DeliveryType",
    "ServerLink",
    "InboundAddress",
    "InboundHookUrl",
    "BounceHookUrl",
    "OpenHookUrl",
    "DeliveryHookUrl",
    "PostFirstOpenOnly",
    "InboundDomain",
    "InboundHash",
    "InboundSpamThreshold",
    "TrackOpens",
    "TrackLinks",
    "IncludeBounceContentInHook",
    "ClickHookUrl",
    "EnableSmtpApiErrorHooks",
]
FLAGS = [
    "SmtpApiActivated",
    "RawEmailEnabled",
    "PostFirstOpenOnly",
    "TrackOpens",
    "IncludeBounceContentInHook",
    "EnableSmtpApiErrorHooks",
]
WRONG_TOKEN = {"ErrorCode": 10, "Message": "Request does not contain a valid Server token."}
NO_TOKEN = {
    "ErrorCode": 10,
    "Message": "No Account or Server API tokens were supplied in the HTTP headers. Please add a"
    " header for either X-Postmark-Server-Token or X-Postmark-Account-Token.",
}


def ask(
    postmark: PostmarkSimulator, token: str | None = tokens.POSTMARK_TOKEN, **headers: str
) -> requests.Response:
    """Ask for the server of a token; a header's `_` stands for `-`."""
    sent = {"Accept": "application/json"}
    if token is not None:
        sent["X-Postmark-Server-Token"] = token
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(f"{postmark.url}/server", headers=sent, timeout=5)


# The reply: Postmark docs "Server API"; ActiveCampaign/postmark-dotnet PostmarkServer.cs.


def test_a_server_has_exactly_the_documented_keys(postmark: PostmarkSimulator) -> None:
    assert sorted(ask(postmark).json()) == sorted(KEYS)


def test_flags_and_numbers_are_no_strings(postmark: PostmarkSimulator) -> None:
    document = ask(postmark).json()
    kinds = {type(document[key]) for key in FLAGS} | {type(document["InboundSpamThreshold"])}
    assert kinds == {bool, int}


def test_a_live_server_says_who_it_is(postmark: PostmarkSimulator) -> None:
    reply = ask(postmark)
    told = [reply.status_code, *(reply.json()[key] for key in ("ID", "Name", "DeliveryType"))]
    assert told == [200, 4711001, "raxx-transactional", "Live"]


def test_a_sandbox_server_answers_as_well(postmark: PostmarkSimulator) -> None:
    reply = ask(postmark, tokens.POSTMARK_TOKEN_SANDBOX)
    assert (reply.status_code, reply.json()["DeliveryType"]) == (200, "Sandbox")


def test_the_reply_holds_the_live_token_in_clear(postmark: PostmarkSimulator) -> None:
    assert ask(postmark).json()["ApiTokens"] == [tokens.POSTMARK_TOKEN]


def test_the_reply_holds_the_secret_inbound_address(postmark: PostmarkSimulator) -> None:
    assert ask(postmark).json()["InboundAddress"] == f"{INBOUND_HASH}@inbound.postmarkapp.com"


def test_the_reply_holds_a_hook_with_a_password(postmark: PostmarkSimulator) -> None:
    assert HOOK_PASSWORD in ask(postmark).json()["BounceHookUrl"]


# Headers and tokens: Postmark docs "API overview", Authentication.


def test_a_tokens_case_does_not_matter(postmark: PostmarkSimulator) -> None:
    assert ask(postmark, tokens.POSTMARK_TOKEN.upper()).status_code == 200


@pytest.mark.parametrize("accept", ["application/json; charset=utf-8", "text/html, text/json"])
def test_json_is_accepted_under_each_name(postmark: PostmarkSimulator, accept: str) -> None:
    assert ask(postmark, Accept=accept).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/xml"])
def test_json_must_be_accepted(postmark: PostmarkSimulator, accept: str) -> None:
    # Docs "API overview", code 409 "JSON required"; ActiveCampaign/postmark-php tests.
    reply = ask(postmark, Accept=accept)
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "ErrorCode": 409,
            "Message": "Content-Type and Accept headers must be set to application/json,"
            " text/json, or text/x-json.",
        },
    )


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_nobody_is_authorized(
    postmark: PostmarkSimulator, token: str | None
) -> None:
    # ActiveCampaign/postmark-rails#60
    reply = ask(postmark, token)
    assert (reply.status_code, reply.json()) == (401, NO_TOKEN)


@pytest.mark.parametrize(
    "token",
    [
        tokens.POSTMARK_TOKEN_REVOKED,
        tokens.POSTMARK_TOKEN[:-1],
        tokens.HEROKU_TOKEN,
        "POSTMARK_API_TEST",
    ],
)
def test_a_token_of_no_server_is_unauthorized(postmark: PostmarkSimulator, token: str) -> None:
    # PipedreamHQ/pipedream#10254
    reply = ask(postmark, token)
    assert (reply.status_code, reply.json()) == (401, WRONG_TOKEN)


def test_an_account_token_is_no_server_token(postmark: PostmarkSimulator) -> None:
    # PipedreamHQ/pipedream#10254
    reply = ask(postmark, None, X_Postmark_Account_Token=tokens.POSTMARK_TOKEN)
    assert (reply.status_code, reply.json()) == (401, WRONG_TOKEN)


def test_both_kinds_of_tokens_at_once_are_unauthorized(postmark: PostmarkSimulator) -> None:
    # keighl/postmark#1
    reply = ask(postmark, X_Postmark_Account_Token="any")
    assert (reply.status_code, reply.json()) == (
        401,
        {
            "ErrorCode": 10,
            "Message": "Please do not include Account API Token for Server API Token calls.",
        },
    )


def test_a_token_taken_from_its_server_is_unauthorized(postmark: PostmarkSimulator) -> None:
    postmark.state["servers"][0]["ApiTokens"] = []
    reply = ask(postmark)
    assert (reply.status_code, reply.json()) == (401, WRONG_TOKEN)


# Faults: Postmark docs "API overview", HTTP response codes and API error codes.


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, WRONG_TOKEN),
        (429, {"ErrorCode": 429, "Message": "Rate Limit Exceeded"}),
        (503, {"ErrorCode": 100, "Message": "Maintenance"}),
    ],
)
def test_an_ordered_fault_has_postmarks_body(
    postmark: PostmarkSimulator, status: int, body: dict[str, Any]
) -> None:
    order(postmark, status)
    reply = ask(postmark)
    assert (reply.status_code, reply.json()) == (status, body)


def test_an_ordered_500_is_no_json(postmark: PostmarkSimulator) -> None:
    order(postmark, 500)
    reply = ask(postmark)
    assert (reply.status_code, reply.text) == (500, "Internal Server Error")


def order(postmark: PostmarkSimulator, status: int) -> None:
    """Order one fault."""
    fault = {"method": "GET", "path": "/server", "fault": str(status)}
    requests.post(f"{postmark.url}/_sim/faults", json=[fault], timeout=5)


# The control side.


def test_the_state_shows_no_secret(postmark: PostmarkSimulator) -> None:
    shown = requests.get(f"{postmark.url}/_sim/state", timeout=5).text
    secrets = {*tokens.SECRETS.values(), INBOUND_HASH, HOOK_PASSWORD}
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"DeliveryType": "Test"}, "servers[0].DeliveryType: expected Live or Sandbox"),
        ({"ID": "4711001"}, "servers[0]: expected exactly"),
        ({"surprise": 1}, "servers[0]: expected exactly"),
        ({"ApiTokens": [1]}, "servers[0].ApiTokens: expected a string or"),
        (
            {"ApiTokens": [{"$token": "POSTMARK_TOKEN_SANDBOX"}]},
            "servers[1].ApiTokens: a token belongs to one server",
        ),
    ],
)
def test_a_server_that_does_not_agree_with_itself_is_refused(
    postmark: PostmarkSimulator, change: dict[str, Any], complaint: str
) -> None:
    postmark.state["servers"][0].update(change)
    reply = requests.put(f"{postmark.url}/_sim/state", json=postmark.state, timeout=5)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


@pytest.mark.expects_refusal
@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/server"), ("POST", "/email"), ("GET", "/server?x=1")]
)
def test_a_request_nobody_should_make_is_unexpected(
    postmark: PostmarkSimulator, method: str, path: str
) -> None:
    headers = {"Accept": "application/json", "X-Postmark-Server-Token": tokens.POSTMARK_TOKEN}
    requests.request(method, postmark.url + path, headers=headers, timeout=5)
    assert postmark.complaints() == [f"postmark: unexpected {method} {path.partition('?')[0]}"]
