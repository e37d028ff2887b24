"""A machine that may read the vault, for tests of the vault."""

from typing import Any

import pytest
import requests

from infra.base.errors import AlertsError, SecretError
from infra.vault.vault import Vault
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token
from tests.simulators.infisical_secrets import PROJECT_ID

KEY = "SENTRY_AUTH_TOKEN"
PATH = "/MooseQuest/sentry/SENTRY_API"
PATHS = {
    KEY: PATH,
    "HEROKU_API_KEY": "/MooseQuest/heroku/HEROKU_API_KEY",
    "POSTMARK_SERVER_TOKEN": "/MooseQuest/postmark/POSTMARK_SERVER_TOKEN",
}
LOGIN = "/api/v1/auth/universal-auth/login"
READ = "/api/v3/secrets/raw/SENTRY_API"
VISITOR = {
    "CF_ACCESS_CLIENT_ID": tokens.CF_ACCESS_CLIENT_ID,
    "CF_ACCESS_CLIENT_SECRET": tokens.CF_ACCESS_CLIENT_SECRET,
}
WRONG = "spurious-other-value-8Wz"


def environment(infisical: InfisicalSimulator, **more: str) -> dict[str, str]:
    """Give the variables of a machine that may read the vault; an empty one is as good as unset."""
    return {
        "INFISICAL_API_URL": infisical.url,
        "INFISICAL_PROJECT_ID": PROJECT_ID,
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
        **more,
    }


def vault_of(infisical: InfisicalSimulator, **more: str) -> Vault:
    """Make the vault of that machine."""
    return Vault(PATHS, "tests/1", environment(infisical, **more))


def with_token(infisical: InfisicalSimulator, life: str = "live", **more: str) -> Vault:
    """Make a vault that holds an access token instead of an identity."""
    token = {"number": 1, "life": life, "expiresAt": None}
    infisical.state["accessTokens"].append(token)
    held = {"INFISICAL_TOKEN": access_token(1), "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "", **more}
    return vault_of(infisical, **held)


def refusal(vault: Vault) -> AlertsError:
    """Ask for what cannot be had, and give the error."""
    with pytest.raises(SecretError) as caught:
        vault.require(KEY)
    return caught.value


def order(infisical: InfisicalSimulator, fault: str, path: str = "*") -> None:
    """Let a fault hit every request from now on."""
    infisical.faults = parse_faults([{"method": "*", "path": path, "fault": fault, "times": 99}])


def spy(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """Note the URL and the headers of every request from now on."""
    sent: list[tuple[str, dict[str, str]]] = []
    send = requests.Session.send

    def noted(
        session: requests.Session, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        sent.append((request.url or "", dict(request.headers)))
        return send(session, request, **kwargs)

    monkeypatch.setattr(requests.Session, "send", noted)
    return sent
