"""Promises of the Infisical simulator: logins and lockouts."""

import pytest
import requests

from tests.simulator_infisical.client import CREDENTIALS, LOGIN, fail, log_in, refusal, refused
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator

INVALID_CREDENTIALS = refused(401, "UnauthorizedError", "Invalid credentials")
LOCKED = refused(
    401,
    "UnauthorizedError",
    "This identity auth method is temporarily locked, please try again later",
)


# Logins: services/identity-ua/identity-ua-service.ts, identity-universal-auth-router.ts.


def test_a_login_gives_a_bearer_token_for_thirty_days(infisical: InfisicalSimulator) -> None:
    reply = log_in(infisical)
    assert (reply.status_code, reply.json()) == (
        200,
        {
            "accessToken": f"{tokens.INFISICAL_ACCESS_TOKEN}.1",
            "expiresIn": 2592000,
            "accessTokenMaxTTL": 2592000,
            "tokenType": "Bearer",
        },
    )


def test_credentials_are_trimmed(infisical: InfisicalSimulator) -> None:
    assert log_in(infisical, clientId=f" {tokens.INFISICAL_CLIENT_ID}\n").status_code == 200


def test_every_login_gives_another_token(infisical: InfisicalSimulator) -> None:
    given = {log_in(infisical).json()["accessToken"] for _ in range(2)}
    assert len(given) == 2


@pytest.mark.parametrize("change", [{"clientId": "nobody"}, {"clientSecret": "wrong"}])
def test_wrong_credentials_are_refused(
    infisical: InfisicalSimulator, change: dict[str, str]
) -> None:
    assert refusal(log_in(infisical, **change)) == INVALID_CREDENTIALS


def test_a_sub_organization_nobody_has_is_not_found(infisical: InfisicalSimulator) -> None:
    assert refusal(log_in(infisical, subOrganizationName="other")) == refused(
        404, "NotFound", "Sub organization with name other not found"
    )


@pytest.mark.parametrize("key", ["clientId", "clientSecret"])
def test_a_login_without_a_credential_is_invalid(infisical: InfisicalSimulator, key: str) -> None:
    body = {name: value for name, value in CREDENTIALS.items() if name != key}
    reply = requests.post(infisical.url + LOGIN, json=body, timeout=5)
    issue = {
        "code": "invalid_type",
        "expected": "string",
        "received": "undefined",
        "path": [key],
        "message": "Required",
    }
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


@pytest.mark.parametrize(
    ("value", "kind"), [(1, "number"), (None, "null"), (True, "boolean"), ([], "array")]
)
def test_a_credential_of_another_type_is_invalid(
    infisical: InfisicalSimulator, value: object, kind: str
) -> None:
    issue = {
        "code": "invalid_type",
        "expected": "string",
        "received": kind,
        "path": ["clientSecret"],
        "message": f"Expected string, received {kind}",
    }
    reply = log_in(infisical, clientSecret=value)
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


def test_a_body_that_is_no_object_is_invalid(infisical: InfisicalSimulator) -> None:
    reply = requests.post(infisical.url + LOGIN, json=["clientId"], timeout=5)
    issue = {
        "code": "invalid_type",
        "expected": "object",
        "received": "array",
        "path": [],
        "message": "Expected object, received array",
    }
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


def test_a_body_that_is_no_json_goes_wrong(infisical: InfisicalSimulator) -> None:
    headers = {"Content-Type": "application/json"}
    reply = requests.post(infisical.url + LOGIN, data="{", headers=headers, timeout=5)
    assert refusal(reply) == refused(500, "InternalServerError", "Something went wrong")


def test_logins_are_counted(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    log_in(infisical, clientSecret="wrong")
    log_in(infisical)
    assert infisical.state["logins"] == {"succeeded": 2, "refused": 1}


def test_a_login_uses_the_client_secret_once(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    assert infisical.state["clientSecret"]["numUses"] == 1


def test_a_used_up_client_secret_is_refused(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["numUsesLimit"] = 1
    log_in(infisical)
    assert refusal(log_in(infisical)) == refused(
        401, "UnauthorizedError", "Access denied due to client secret usage limit reached"
    )


def test_an_expired_client_secret_is_refused(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["life"] = "expired"
    assert refusal(log_in(infisical)) == refused(
        401, "UnauthorizedError", "Access denied due to expired client secret"
    )


def test_a_client_secret_refused_for_its_age_is_revoked(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["life"] = "expired"
    log_in(infisical)
    assert refusal(log_in(infisical)) == INVALID_CREDENTIALS


# Lockout: three bad secrets, 300 s; the counter ends after 30 s (identity-ua-service.ts).


def test_the_third_bad_secret_is_still_told_so(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    assert refusal(log_in(infisical, clientSecret="wrong")) == INVALID_CREDENTIALS


def test_after_three_bad_secrets_the_right_one_is_refused(infisical: InfisicalSimulator) -> None:
    fail(infisical, 3)
    assert refusal(log_in(infisical)) == LOCKED


def test_two_bad_secrets_lock_nothing(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    assert log_in(infisical).status_code == 200


def test_a_right_secret_forgives_the_bad_ones(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    log_in(infisical)
    fail(infisical, 2)
    assert log_in(infisical).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(290, 401), (300, 200)])
def test_a_lockout_lasts_300_seconds(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    fail(infisical, 3)
    infisical.state["clockOffset"] = seconds
    assert log_in(infisical).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(20, 401), (30, 200)])
def test_bad_secrets_are_forgotten_after_30_seconds(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    fail(infisical, 2)
    infisical.state["clockOffset"] = seconds
    fail(infisical, 1)
    assert log_in(infisical).status_code == status


def test_an_unknown_client_id_locks_nobody(infisical: InfisicalSimulator) -> None:
    for _ in range(3):
        log_in(infisical, clientId="nobody")
    assert log_in(infisical).status_code == 200
