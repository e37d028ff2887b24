"""Secrets from the environment or Infisical, with the methods of `pulumi.Config`.

Nothing read here enters Pulumi: no config, no input, no output, no log.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from infra.base.errors import SecretError, ServiceError, UnavailableError
from infra.base.once_per_key import OncePerKey
from infra.base.redaction import remember_secret
from infra.base.secret import Secret
from infra.http.transport import Session, sendable
from infra.vault.refusals import ACCESS, advice

if TYPE_CHECKING:
    from infisical_sdk import InfisicalSDKClient

CLOUD = "https://app.infisical.com"
MASK = "<hidden-by-infisical>"
"""What Infisical returns with status 200 to a token that may not read the value (PR 3190)."""

_PROJECT = "INFISICAL_PROJECT_ID"
_IDENTITIES = (
    ("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"),
    ("INFISICAL_CLIENT_ID", "INFISICAL_CLIENT_SECRET"),
)


class Vault:
    """Looks a key up in the environment first, then in Infisical at the path the stack names.

    Args:
        paths: key to the secret's path in Infisical (`/folder/NAME`), from the stack config.
        user_agent: sent to Infisical; Cloudflare refuses the agents of common libraries.
        environ: the environment variables.

    Infisical is asked once per path, after one login, however many threads ask.
    """

    def __init__(
        self,
        paths: Mapping[str, str],
        user_agent: str,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._paths = paths
        self._user_agent = user_agent
        self._environ = environ
        self._value_at = OncePerKey(self._fetch)
        self._client = OncePerKey(self._log_in)
        self._refused: ServiceError | None = None

    def get(self, key: str) -> str | None:
        """Return the value of `key`, None if neither place is set up for it.

        Raises:
            SecretError: Infisical is set up for the key, and refused or failed.
        """
        if value := self._variable(key):
            return sendable(value, f"the environment variable {key}")
        if key not in self._paths or not self._identity():
            return None
        path = self._paths[key]
        return sendable(self._value_at(path), self._place(path))

    def require(self, key: str) -> str:
        """Return the value of `key`.

        Raises:
            SecretError: it is in neither place; lists every variable to set. Or as `get`.
        """
        value = self.get(key)
        if value is None:
            raise SecretError(f"{key} is not set, and no vault has it.{self._report(key)}")
        return value

    def get_secret(self, key: str) -> Secret | None:
        """Return `get(key)` wrapped so that printing it shows nothing."""
        value = self.get(key)
        return None if value is None else Secret(value)

    def require_secret(self, key: str) -> Secret:
        """Return `require(key)` wrapped so that printing it shows nothing."""
        return Secret(self.require(key))

    def secret_at(self, path: str) -> Secret:
        """Return the text that Infisical has at a path; the environment is not asked.

        It need not be a token: the value of a header may have blanks, a body lines.

        Raises:
            SecretError: Infisical is not set up, refused or failed.
        """
        if not self._identity():
            lines = [f"{self._state(_PROJECT)}, and one of:", *self._identities()]
            listing = "".join(f"\n    {line}" for line in lines)
            raise SecretError(f"Infisical {path} cannot be read: nobody is logged in:{listing}")
        return Secret(self._value_at(path))

    def source(self, key: str) -> str:
        """Say where `key` comes from, for the message when its value is refused."""
        if self._variable(key):
            return f"the environment variable {key}"
        return f"Infisical {self._paths[key]}" if key in self._paths else f"the variable {key}"

    def _variable(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def _identity(self) -> tuple[str, str] | None:
        """Return the ready token as `("", token)`, or the first complete machine identity."""
        if token := self._variable("INFISICAL_TOKEN"):
            return "", token
        pairs = ((self._variable(name), self._variable(secret)) for name, secret in _IDENTITIES)
        return next((pair for pair in pairs if all(pair)), None)

    def _report(self, key: str) -> str:
        lines = [f"{self._state(key)}: the token itself"]
        if path := self._paths.get(key):
            lines.append(f"or Infisical path {path}, with {self._state(_PROJECT)} and one of:")
            lines += self._identities()
        return "".join(f"\n    {line}" for line in lines)

    def _identities(self) -> list[str]:
        return [
            f"    {self._state('INFISICAL_TOKEN')}",
            *(f"    {self._state(*pair)}" for pair in _IDENTITIES),
            f"and, behind Cloudflare Access, {self._state(*ACCESS)}",
        ]

    def _state(self, *names: str) -> str:
        return " + ".join(f"{n} ({'set' if self._variable(n) else 'not set'})" for n in names)

    def _fetch(self, path: str) -> str:
        project = self._variable(_PROJECT)
        if not project:
            raise SecretError(
                f"Infisical {path}: INFISICAL_PROJECT_ID is not set",
                "set it to the project's ID (Infisical, Project Settings)",
            )
        where = self._place(path)
        try:
            value = self._read(path, project, self._environment)
        except ServiceError as error:
            refused = SecretError(
                f"{where}: {error.message}",
                advice(error, access_is_set=bool(self._variable(ACCESS[0]))),
            )
            refused.vault_failed = isinstance(error, UnavailableError)
            raise refused from None
        except (TypeError, AttributeError, KeyError) as error:
            # The SDK builds its reply objects straight from the JSON it got.
            raise SecretError(
                f"{where}: not the reply its API promises ({type(error).__name__})",
                "check INFISICAL_API_URL, and that no login page is in front of it",
            ) from None
        if value == MASK:
            raise SecretError(
                f"{where}: the machine identity may see that the secret exists but not its value",
                "give it the permission to read secret values in Infisical",
            )
        if not value:
            raise SecretError(f"{where}: the secret is empty", "store the token there")
        remember_secret(value)
        return value

    def _place(self, path: str) -> str:
        project, environment = self._variable(_PROJECT), self._environment
        return f"Infisical {path} (project {project}, environment {environment})"

    @property
    def _environment(self) -> str:
        return self._variable("INFISICAL_ENVIRONMENT") or "prod"

    def _read(self, path: str, project: str, environment: str) -> str:
        folder, _, name = path.rpartition("/")
        secret = self._client().secrets.get_secret_by_name(
            secret_name=name,
            project_id=project,
            environment_slug=environment,
            secret_path=folder or "/",
        )
        return MASK if secret.secretValueHidden else secret.secretValue.strip()

    def _log_in(self) -> InfisicalSDKClient:
        """Return the client, logged in; a refused login is never tried again."""
        if self._refused:
            raise self._refused
        client = self._new_client()
        identifier, secret = self._identity() or ("", "")
        remember_secret(secret)
        token = secret
        if identifier:
            try:
                token = client.auth.universal_auth.login(identifier, secret).accessToken
            except ServiceError as error:
                self._refused = error
                raise
        client.set_token(sendable(token, "the Infisical token"))
        return client

    def _new_client(self) -> InfisicalSDKClient:
        """Return the SDK on our own session: time limits, no redirects, no repeated logins."""
        from infisical_sdk import InfisicalSDKClient  # noqa: PLC0415 (0.3 s, only when needed)

        access = [self._variable(name) for name in ACCESS]
        if any(access) and not all(access):
            raise SecretError(
                f"Cloudflare Access needs {' and '.join(ACCESS)}, but only one of them is set",
                "set both, or neither if Cloudflare Access does not protect Infisical",
            )
        host = (self._variable("INFISICAL_API_URL") or CLOUD).rstrip("/").removesuffix("/api")
        session = Session("Infisical", host, self._user_agent, {})
        if all(access):
            session.headers["CF-Access-Client-Id"] = sendable(access[0], ACCESS[0])
            session.headers["CF-Access-Client-Secret"] = sendable(access[1], ACCESS[1])
        client = InfisicalSDKClient(host=host, cache_ttl=None)
        client.api.session = session
        return client
