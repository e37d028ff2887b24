"""Where the services are and where their tokens live: what the provider process needs.

It is read without pydantic, which the provider process does not load (docs/decisions/0018). The
fields of `infra.config.settings` use the same checks, and tell everything that is wrong.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from infra.base.terminal_text import quoted
from infra.base.urls import is_safe_url
from infra.rules.one_line import one_line

SENTRY_TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 (the variable's name)
HEROKU_TOKEN = "HEROKU_API_KEY"  # noqa: S105 (the variable's name)
SECRETS = (SENTRY_TOKEN, HEROKU_TOKEN)
"""The environment variables whose values may live in the vault instead."""

_API = re.compile(r"/api(/0)?$")
_VAULT_PATH = re.compile(r"(/[\w.-]+)+", re.ASCII)
KEYS = {
    "sentryUrl": "sentry_url",
    "herokuApiUrl": "heroku_api_url",
    "postmarkApiUrl": "postmark_api_url",
    "userAgent": "user_agent",
    "vaultPaths": "vault_paths",
}
"""The keys of the stack config that say it."""


def decode(value: Any) -> Any:
    """Return the list or mapping that Pulumi hands out as JSON text; anything else as it is."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def expect_url(value: str) -> str:
    """Return a service's address without a slash at its end; `ValueError` where it is unsafe."""
    if not is_safe_url(value):
        shown = "" if "@" in value else f"{quoted(value)} "
        raise ValueError(
            f"{shown}must be https://HOST (http:// only for 127.0.0.1, ::1 or localhost), without "
            "user, password, query or fragment"
        )
    return value.rstrip("/")


def expect_sentry_url(value: str) -> str:
    """Return a Sentry server's address; other programs are given it with the API's path."""
    url = expect_url(value)
    return url.removesuffix("/0").removesuffix("/api").rstrip("/") if _API.search(url) else url


def expect_vault_path(value: str) -> str:
    """Return a path in the vault; `ValueError` where it is none."""
    if not _VAULT_PATH.fullmatch(value):
        raise ValueError(
            f"{quoted(value)} is not a path in the vault such as /Team/sentry/SENTRY_API"
        )
    return value


def expect_user_agent(value: str) -> str:
    """Return what requests call themselves; `ValueError` where no header can hold it."""
    if not one_line(value).isascii():
        raise ValueError(f"{quoted(value)} has characters outside ASCII, which no header can hold")
    return value


def expect_secret_name(value: str) -> str:
    """Return the name of a secret that may be in the vault; `ValueError` for any other."""
    if value not in SECRETS:
        raise ValueError(f"{quoted(value)} is not one of {', '.join(SECRETS)}")
    return value


class Connections(NamedTuple):
    """Where the services are, what requests call themselves, and the tokens' paths in the vault."""

    sentry_url: str = "https://sentry.io"
    heroku_api_url: str = "https://api.heroku.com"
    postmark_api_url: str = "https://api.postmarkapp.com"
    user_agent: str = "pulumi-sentry-alerts/1.0"
    vault_paths: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def read(cls, config: Mapping[str, str]) -> Self:
        """Return what a stack config says.

        Args:
            config: the keys of `KEYS` that are set, to the text that Pulumi hands out for each.

        Raises:
            ValueError: something is wrong; `infra.config.settings.ConnectionSettings` tells all.
        """
        values = {key: decode(text) for key, text in config.items()}
        paths = values.pop("vaultPaths", {})
        if not isinstance(paths, dict):
            raise ValueError("vaultPaths is not a mapping")  # noqa: TRY004 (as every other mistake)
        texts = {KEYS[key]: _text(value) for key, value in values.items()}
        agent = texts.pop("user_agent", cls().user_agent)
        return cls(
            **{
                key: expect_sentry_url(value) if key == "sentry_url" else expect_url(value)
                for key, value in texts.items()
            },
            user_agent=expect_user_agent(agent),
            vault_paths={
                expect_secret_name(name): expect_vault_path(_text(path))
                for name, path in paths.items()
            },
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it is not a text")  # noqa: TRY004 (as every other mistake)
    return value
