"""Promises of the Heroku simulator: headers, tokens, the pool of requests and faults."""

from uuid import UUID

import pytest
import requests

from tests.simulator_heroku.client import APP, VARS, ask
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

NO_CREDENTIALS = {"id": "unauthorized", "message": "Invalid credentials provided."}


# Requests: Dev Center "Platform API Reference", Clients, Authentication, Rate Limits, Caching.


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "application/vnd.heroku+json",
        "application/vnd.heroku+json; version=2",
        "application/vnd.heroku+json; version=30",
    ],
)
def test_another_accept_header_is_not_acceptable(heroku: HerokuSimulator, accept: str) -> None:
    reply = ask(heroku, VARS, Accept=accept)
    assert (reply.status_code, reply.json()) == (
        406,
        {
            "id": "not_acceptable",
            "message": "Set the header Accept: application/vnd.heroku+json; version=3"
            " and try again.",
        },
    )


def test_a_variant_of_version_3_is_acceptable(heroku: HerokuSimulator) -> None:
    # heroku3.py api.py and Dev Center "Container Registry & Runtime" send such variants.
    reply = ask(heroku, APP, Accept="application/vnd.heroku+json; version=3.docker-releases")
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer no-token-of-ours",
        f"Bearer {tokens.POSTMARK_TOKEN}",
        f"Basic {tokens.HEROKU_TOKEN}",
        tokens.HEROKU_TOKEN,
    ],
)
def test_without_a_known_bearer_token_nobody_is_authorized(
    heroku: HerokuSimulator, sent: str
) -> None:
    reply = ask(heroku, VARS, Authorization=sent)
    assert (reply.status_code, reply.json()) == (401, NO_CREDENTIALS)


def test_a_revoked_token_is_unauthorized(heroku: HerokuSimulator) -> None:
    del heroku.state["tokens"]["HEROKU_TOKEN"]
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.json()) == (401, NO_CREDENTIALS)


def test_a_request_costs_one_of_the_pool(heroku: HerokuSimulator) -> None:
    remaining = [ask(heroku, APP).headers["RateLimit-Remaining"] for _ in range(2)]
    assert remaining == ["4499", "4498"]


def test_asking_for_the_rate_limit_costs_nothing(heroku: HerokuSimulator) -> None:
    replies = [ask(heroku, "/account/rate-limits").json() for _ in range(2)]
    assert replies == [{"remaining": 4500}, {"remaining": 4500}]


def test_an_empty_pool_is_a_rate_limit(heroku: HerokuSimulator) -> None:
    heroku.state["rateLimitRemaining"] = 0
    reply = ask(heroku, APP)
    assert (reply.status_code, reply.json()) == (
        429,
        {
            "id": "rate_limit",
            "message": "Your account reached the API rate limit\n"
            "Please wait a few minutes before making new requests",
            "url": "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits",
        },
    )


def test_every_answer_has_its_own_request_id(heroku: HerokuSimulator) -> None:
    ids = {str(UUID(ask(heroku, APP).headers["Request-Id"])) for _ in range(2)}
    assert len(ids) == 2


def test_an_unchanged_resource_is_not_sent_again(heroku: HerokuSimulator) -> None:
    etag = ask(heroku, VARS).headers["ETag"]
    reply = ask(heroku, VARS, If_None_Match=etag)
    assert (reply.status_code, reply.content) == (304, b"")


def test_a_changed_resource_is_sent_again(heroku: HerokuSimulator) -> None:
    etag = ask(heroku, VARS).headers["ETag"]
    ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, VARS, If_None_Match=etag).status_code == 200


def order(heroku: HerokuSimulator, status: int) -> None:
    """Order one fault of the config vars."""
    fault = {"method": "GET", "path": VARS, "fault": str(status)}
    requests.post(f"{heroku.url}/_sim/faults", json=[fault], timeout=5)


@pytest.mark.parametrize(
    ("status", "error_id"),
    [
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (410, "gone"),
        (429, "rate_limit"),
        (500, "internal_server_error"),
    ],
)
def test_an_ordered_fault_has_herokus_body(
    heroku: HerokuSimulator, status: int, error_id: str
) -> None:
    order(heroku, status)
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.json()["id"]) == (status, error_id)


def test_an_ordered_503_is_a_page(heroku: HerokuSimulator) -> None:
    order(heroku, 503)
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.headers["Content-Type"]) == (503, "text/html")
