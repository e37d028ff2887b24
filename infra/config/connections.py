"""Where the services are and where their tokens live: what the provider process needs. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from infra.base.urls import is_safe_url

SENTRY_TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 (the variable's name)
HEROKU_TOKEN = "HEROKU_API_KEY"  # noqa: S105 (the variable's name)
SECRETS = (SENTRY_TOKEN, HEROKU_TOKEN)
"""The environment variables whose values may live in the vault instead."""

VAULT_PATH = re.compile(r"(/[\w.-]+)+", re.ASCII)
KEYS = {
    "sentryUrl": "sentry_url",
    "herokuApiUrl": "heroku_api_url",
    "postmarkApiUrl": "postmark_api_url",
    "userAgent": "user_agent",
    "vaultPaths": "vault_paths",
}
"""The keys of the stack config that say it."""


class Connections(NamedTuple):
    """Where the services are, what requests call themselves, and the tokens' paths in the vault."""

    sentry_url: str = "https://sentry.io"
    heroku_api_url: str = "https://api.heroku.com"
    postmark_api_url: str = "https://api.postmarkapp.com"
    user_agent: str = "pulumi-sentry-alerts/1.0"
    vault_paths: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def plain(cls, config: Mapping[str, str]) -> Self | None:
        """Return what a stack config says, None where anything of it is unusual or wrong.

        `infra.config.settings` reads the same with pydantic, and tells what is wrong; the provider
        process need not load that, which takes it longer than all else that it does for one rule.

        Args:
            config: the keys of `KEYS` that are set, to the text that Pulumi hands out for each.
        """
        said: dict[str, str] = dict(config)
        paths = _plain_paths(said.pop("vaultPaths", "{}"))
        agent = said.pop("userAgent", cls().user_agent)
        # A value that begins so is read as JSON.
        text = agent[:1] not in ("", "[", "{")
        good_agent = text and agent.isascii() and agent.isprintable() and agent == agent.strip()
        if paths is None or not good_agent or not all(map(is_safe_url, said.values())):
            return None
        urls = {KEYS[key]: value.rstrip("/") for key, value in said.items()}
        return cls(**urls, user_agent=agent, vault_paths=paths)


def _plain_paths(text: str) -> dict[str, str] | None:
    try:
        paths = json.loads(text)
    except (ValueError, RecursionError):
        return None
    good = text.startswith("{") and all(
        name in SECRETS and isinstance(path, str) and VAULT_PATH.fullmatch(path)
        for name, path in paths.items()
    )
    return paths if good else None
