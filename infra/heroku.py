"""The client of Heroku's Platform API: one config var of an app.

Heroku has no call for a single config var: every value of the app arrives, and all but the one
asked for are dropped here.
"""

from __future__ import annotations

from urllib.parse import quote

from pydantic import SecretStr

from infra.errors import UnexpectedReplyError, remember_secret
from infra.transport import Session, sendable


class HerokuClient:
    """Heroku's Platform API v3 as one token sees it.

    Args:
        url: scheme and host of the API.
        token: an OAuth token with the scope `read-protected` (or `global`).
        user_agent: sent with every request.
        token_source: where the token came from, for the message when it is refused.
    """

    def __init__(self, url: str, token: SecretStr, user_agent: str, token_source: str) -> None:
        self._session = Session(
            "Heroku",
            url,
            user_agent,
            {
                401: f"the token from {token_source} is expired, revoked or mistyped: make one "
                "with `heroku authorizations:create -s read-protected` and store it there",
                403: "give the token the scope read-protected, and its account access to the app",
                404: "check the app's name in configVarChecks, and that the token's account may "
                "see the app",
            },
        )
        # Another Accept is answered with 406 (Dev Center, "Platform API Reference").
        self._session.headers["Accept"] = "application/vnd.heroku+json; version=3"
        bearer = sendable(token.get_secret_value(), token_source)
        self._session.headers["Authorization"] = f"Bearer {bearer}"

    def config_var(self, app: str, name: str) -> SecretStr | None:
        """Return the value of one config var, None when the app has no such var.

        Raises:
            ServiceError: Heroku did not answer with the app's config vars.
        """
        url = f"{self._session.base_url}/apps/{quote(app, safe='')}/config-vars"
        values = self._session.get(url).json()
        value = values.get(name) if isinstance(values, dict) else None
        if not isinstance(values, dict) or not isinstance(value, str | None):
            raise UnexpectedReplyError(
                "Heroku",
                f"Heroku: the config vars of {app} are not a mapping of names to texts",
                "check herokuApiUrl in the stack config",
            )
        if value is None:
            return None
        remember_secret(value.strip())
        return SecretStr(value)
