"""Promises of the Infisical simulator: which access tokens it takes."""

import pytest
import requests

from tests.simulator_infisical.client import (
    CREDENTIALS,
    LOGIN,
    PLACE,
    PROJECT,
    V4,
    log_in,
    read,
    refusal,
    refused,
)
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token

MALFORMED = (
    "The provided access token is malformed. Please use a valid token or generate a new one and"
    " try again."
)


# Access tokens: plugins/auth/inject-identity.ts, verify-auth.ts, identity-access-token-service.ts.


def with_header(infisical: InfisicalSimulator, authorization: str | None) -> requests.Response:
    """Ask for a secret with any Authorization header, or with none."""
    headers = {} if authorization is None else {"Authorization": authorization}
    params = PLACE | PROJECT[V4]
    return requests.get(infisical.url + V4, params=params, headers=headers, timeout=5)


def test_without_a_token_nothing_is_read(infisical: InfisicalSimulator) -> None:
    assert refusal(with_header(infisical, None)) == refused(
        401, "UnauthorizedError", "Token missing"
    )


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {tokens.SENTRY_TOKEN}",
        f"Bearer {tokens.INFISICAL_ACCESS_TOKEN}",
        f"Token {tokens.INFISICAL_ACCESS_TOKEN}.1",
        "Bearer",
    ],
)
def test_what_is_no_token_of_infisical_is_malformed(
    infisical: InfisicalSimulator, authorization: str
) -> None:
    log_in(infisical)
    assert refusal(with_header(infisical, authorization)) == refused(403, "TokenError", MALFORMED)


def test_a_revoked_token_is_unauthorized(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    infisical.state["accessTokens"] = []
    assert refusal(with_header(infisical, f"Bearer {access_token(1)}")) == refused(
        401, "UnauthorizedError", "You are not allowed to access this resource"
    )


def test_an_expired_token_is_a_403(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    assert refusal(read(infisical)) == refused(
        403, "TokenError", "Your token has expired. Please re-authenticate."
    )


def test_a_token_that_expired_on_the_server_is_a_401(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-401"
    assert refusal(read(infisical)) == refused(
        401, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration"
    )


@pytest.mark.parametrize(("seconds", "status"), [(2591990, 200), (2592000, 403)])
def test_a_token_lives_as_long_as_the_login_said(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    read(infisical)
    infisical.state["clockOffset"] = seconds
    assert read(infisical).status_code == status


def test_a_token_with_ttl_0_does_not_expire(infisical: InfisicalSimulator) -> None:
    infisical.state["accessTokenTTL"] = 0
    read(infisical)
    infisical.state["clockOffset"] = 10**9
    assert read(infisical).status_code == 200


def test_a_new_login_outlives_an_expired_token(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    fresh = log_in(infisical).json()["accessToken"]
    assert with_header(infisical, f"Bearer {fresh}").status_code == 200


def test_a_dead_token_spoils_a_login_it_is_sent_with(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    headers = {"Authorization": f"Bearer {access_token(1)}"}
    reply = requests.post(infisical.url + LOGIN, json=CREDENTIALS, headers=headers, timeout=5)
    assert refusal(reply) == refused(
        403, "TokenError", "Your token has expired. Please re-authenticate."
    )
