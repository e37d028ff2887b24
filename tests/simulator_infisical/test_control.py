"""Promises of the Infisical simulator: the official client, faults and the control side."""

import pytest
import requests
from infisical_sdk import InfisicalSDKClient

from tests.simulator_infisical.client import (
    CREDENTIALS,
    LOGIN,
    V3,
    V4,
    fail,
    log_in,
    read,
    refusal,
    refused,
)
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID


def test_the_official_client_logs_in_and_reads(infisical: InfisicalSimulator) -> None:
    with InfisicalSDKClient(host=infisical.url, cache_ttl=None) as client:
        client.auth.universal_auth.login(**sdk_credentials())
        secret = client.secrets.get_secret_by_name(
            secret_name="SENTRY_API",
            project_id=PROJECT_ID,
            environment_slug="prod",
            secret_path="/MooseQuest/sentry",
        )
        client.api.session.close()
    assert secret.secretValue == tokens.SENTRY_TOKEN


def sdk_credentials() -> dict[str, str]:
    """Give the credentials under the client's names."""
    return {
        "client_id": tokens.INFISICAL_CLIENT_ID,
        "client_secret": tokens.INFISICAL_CLIENT_SECRET,
    }


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        (401, "UnauthorizedError", "You are not allowed to access this resource"),
        (404, "NotFound", "The requested entity is not found"),
        (429, "RateLimitExceeded", "Rate limit exceeded. Please try again in 42 seconds"),
        (500, "InternalServerError", "Something went wrong"),
    ],
)
def test_an_ordered_fault_has_infisicals_body(
    infisical: InfisicalSimulator, status: int, error: str, message: str
) -> None:
    fault = {"method": "POST", "path": LOGIN, "fault": str(status)}
    requests.post(f"{infisical.url}/_sim/faults", json=[fault], timeout=5)
    assert refusal(log_in(infisical)) == refused(status, error, message)


def test_an_ordered_503_is_a_page(infisical: InfisicalSimulator) -> None:
    fault = {"method": "POST", "path": LOGIN, "fault": "503"}
    requests.post(f"{infisical.url}/_sim/faults", json=[fault], timeout=5)
    reply = log_in(infisical)
    assert (reply.status_code, reply.headers["Content-Type"]) == (503, "text/html")


def test_the_state_shows_no_secret(infisical: InfisicalSimulator) -> None:
    read(infisical)
    shown = requests.get(f"{infisical.url}/_sim/state", timeout=5).text
    assert [name for name, secret in tokens.SECRETS.items() if secret in shown] == []


def put_state(infisical: InfisicalSimulator, **change: object) -> requests.Response:
    """Put the state with some keys changed."""
    state = infisical.state | change
    return requests.put(f"{infisical.url}/_sim/state", json=state, timeout=5)


def test_a_state_after_a_lockout_can_be_put_back(infisical: InfisicalSimulator) -> None:
    read(infisical)
    fail(infisical, 3)
    assert put_state(infisical).status_code == 204


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"access": "on"}, "access: expected one of"),
        ({"wafBlocksScriptedAgents": 1}, "wafBlocksScriptedAgents: expected true or false"),
        ({"clockOffset": 0.5}, "clockOffset: expected a whole number of seconds"),
        ({"accessTokenTTL": -1}, "accessTokenTTL: expected a whole number, 0 or more"),
        ({"accessTokens": [{"life": "dead"}]}, "accessTokens[0].life: expected one of"),
        (
            {"clientSecret": {"life": "old", "numUses": 0, "numUsesLimit": 0}},
            "clientSecret.life: expected one of",
        ),
        ({"lockout": {"failedAttempts": 0}}, "lockout: expected exactly the keys"),
        ({"permission": "all"}, "permission: expected one of"),
        ({"project": {"id": PROJECT_ID}}, "project: expected exactly the keys"),
    ],
)
def test_a_state_that_does_not_agree_with_itself_is_refused(
    infisical: InfisicalSimulator, change: dict[str, object], complaint: str
) -> None:
    reply = put_state(infisical, **change)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


@pytest.mark.parametrize(
    ("path", "secret"), [("MooseQuest", "x"), ("/MooseQuest/", "x"), ("/MooseQuest", 1)]
)
def test_a_folder_that_cannot_be_is_refused(
    infisical: InfisicalSimulator, path: str, secret: object
) -> None:
    environments = {"prod": {path: {"SENTRY_API": secret}}}
    project = infisical.state["project"] | {"environments": environments}
    assert put_state(infisical, project=project).status_code == 400


@pytest.mark.expects_refusal
@pytest.mark.parametrize("path", ["/api/status", "/api/v3/secrets/raw", "/api/v4/secrets/A/B"])
def test_a_request_infisical_does_not_have_is_unexpected(
    infisical: InfisicalSimulator, path: str
) -> None:
    read(infisical, path)
    assert infisical.complaints() == [f"infisical: unexpected GET {path}"]


@pytest.mark.expects_refusal
@pytest.mark.parametrize(("path", "key"), [(V4, "workspaceId"), (V3, "projectId"), (V3, "path")])
def test_a_parameter_infisical_would_drop_is_unexpected(
    infisical: InfisicalSimulator, path: str, key: str
) -> None:
    read(infisical, path, **{key: "x"})
    assert infisical.complaints() == [f"infisical: unexpected GET {path}"]


@pytest.mark.expects_refusal
def test_a_key_a_login_would_drop_is_unexpected(infisical: InfisicalSimulator) -> None:
    log_in(infisical, client_id="x")
    assert infisical.complaints() == [f"infisical: unexpected POST {LOGIN}"]


@pytest.mark.expects_refusal
def test_a_login_that_is_not_sent_as_json_is_unexpected(infisical: InfisicalSimulator) -> None:
    requests.post(infisical.url + LOGIN, data=CREDENTIALS, timeout=5)
    assert infisical.complaints() == [f"infisical: unexpected POST {LOGIN}"]
