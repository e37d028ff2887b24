"""What the tests send to the Infisical simulator, and how its refusals read."""

from typing import Any

import requests

from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token
from tests.simulators.infisical_secrets import PROJECT_ID

LOGIN = "/api/v1/auth/universal-auth/login"
V3 = "/api/v3/secrets/raw/SENTRY_API"
V4 = "/api/v4/secrets/SENTRY_API"
CREDENTIALS = {
    "clientId": tokens.INFISICAL_CLIENT_ID,
    "clientSecret": tokens.INFISICAL_CLIENT_SECRET,
}
PLACE = {"environment": "prod", "secretPath": "/MooseQuest/sentry"}
PROJECT = {V3: {"workspaceId": PROJECT_ID}, V4: {"projectId": PROJECT_ID}}
Refusal = tuple[int, dict[str, Any]]


def log_in(infisical: InfisicalSimulator, **change: object) -> requests.Response:
    """Log in, with some of the body changed."""
    return requests.post(infisical.url + LOGIN, json=CREDENTIALS | change, timeout=5)


def read(
    infisical: InfisicalSimulator, route: str = V4, /, **change: str | None
) -> requests.Response:
    """Log in when nobody has yet, and ask for a secret with some parameters changed."""
    if not infisical.state["accessTokens"]:
        log_in(infisical)
    params: dict[str, str | None] = {**PLACE, **PROJECT.get(route, PROJECT[V4]), **change}
    return requests.get(
        infisical.url + route,
        params=params,
        headers={"Authorization": f"Bearer {access_token(1)}"},
        timeout=5,
    )


def refusal(reply: requests.Response) -> Refusal:
    """Give status and body without the request id, which every refusal must have."""
    body = reply.json()
    assert body.pop("reqId").startswith("req-")
    assert body.pop("statusCode") == reply.status_code
    return reply.status_code, body


def refused(status: int, error: str, message: object, **more: object) -> Refusal:
    """Write a refusal as `refusal` gives it (plugins/error-handler.ts)."""
    return status, {"error": error, "message": message, **more}


def fail(infisical: InfisicalSimulator, times: int) -> None:
    """Log in with a wrong secret, several times."""
    for _ in range(times):
        log_in(infisical, clientSecret="wrong")
