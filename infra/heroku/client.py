"""The client of Heroku's Platform API: one config var of an app, and the releases that set it.

Heroku has no call for a single config var: every value of the app arrives, and all but the one
asked for are dropped here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple, TypedDict
from urllib.parse import quote

import msgspec

from infra.base.errors import ForbiddenError, UnexpectedReplyError
from infra.base.redaction import remember_secret
from infra.base.secret import Secret
from infra.http.responses import Moment
from infra.http.transport import Session, sendable

LOOKED_AT = 100
"""Releases that are searched for the one that set a value; each costs a request."""

OLD_DYNOS = timedelta(minutes=3)
"""How long dynos of the previous release may run beside the new ones (Dev Center, "Preboot")."""


class Release(TypedDict):
    """The part of a release that this project reads (heroku/platform-api: schema.json)."""

    version: int
    status: Literal["failed", "pending", "succeeded", "expired"]
    created_at: Moment
    updated_at: Moment


class Holding(NamedTuple):
    """The releases of an app that a config var's value came with; times are Heroku's.

    Attributes:
        newest: the newest release, whatever its outcome.
        newest_holds: it has today's value.
        setting: the successful release that set today's value; None if no successful release has
            it. If all that were searched have it, the oldest of them.
        read_at: when Heroku said this; None if it did not say.
    """

    newest: Release
    newest_holds: bool
    setting: Release | None
    read_at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """When the last dyno without the value was gone, by Heroku's clock; None if not yet.

        A release phase ends long after the release was made: `updated_at` says when.
        """
        if self.setting is None:
            return None
        return max(self.setting["created_at"], self.setting["updated_at"]) + OLD_DYNOS


class HerokuClient:
    """Heroku's Platform API v3 as one token sees it.

    Args:
        url: scheme and host of the API.
        token: an OAuth token with the scope `read-protected` (or `global`); `write-protected`
            if a config var is to be set.
        user_agent: sent with every request.
        token_source: where the token came from, for the message when it is refused.
    """

    def __init__(self, url: str, token: Secret, user_agent: str, token_source: str) -> None:
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

    def config_var(self, app: str, name: str) -> Secret | None:
        """Return the value of one config var, None if the app has no such var.

        Raises:
            ServiceError: Heroku did not answer with the app's config vars.
        """
        return self._pick(app, name, self._session.get(f"{self._app(app)}/config-vars").json())

    def released_config_var(self, app: str, version: int, name: str) -> Secret | None:
        """Return the value that a config var has in a release; as `config_var`."""
        url = f"{self._app(app)}/releases/{version}/config-vars"
        return self._pick(app, name, self._session.get(url).json())

    def set_config_var(self, app: str, name: str, value: Secret) -> bool:
        """Set a config var unless it already has that value; return whether it was set.

        A release and a restart of the dynos follow, which the reply does not mention
        (heroku/cli: commands/config/set.js). Heroku may restart them even if nothing changes, so
        the value is compared first.

        Raises:
            ForbiddenError: the token may read config vars but not set them.
        """
        remember_secret(value.get_secret_value())
        if self.config_var(app, name) == value:
            return False
        try:
            self._session.patch(
                f"{self._app(app)}/config-vars", json={name: value.get_secret_value()}
            )
        except ForbiddenError as error:
            raise ForbiddenError(
                "Heroku",
                error.message,
                "give the token the scope write-protected (`heroku authorizations:create -s "
                "write-protected`), and its account access to the app; nothing was changed",
                error.status,
            ) from None
        return True

    def releases(self, app: str, count: int = 1) -> list[Release]:
        """Return an app's newest releases, the newest first.

        Args:
            app: its name.
            count: how many at most; Heroku gives up to 1000 at once (Dev Center, "Ranges").
        """
        return self._releases(app, count)[0]

    def holding(self, app: str, name: str, looked_at: int = LOOKED_AT) -> Holding | None:
        """Return which releases today's value of a config var came with; None if it has none.

        A release that failed or is still running does not decide what the app runs with.

        Args:
            app: the app's name.
            name: the config var's.
            looked_at: how many releases are searched; each costs a request.
        """
        value = self.config_var(app, name)
        releases, read_at = self._releases(app, looked_at)
        if value is None or not releases:
            return None
        newest, setting = releases[0], None
        newest_holds = self.released_config_var(app, newest["version"], name) == value
        for release in releases:
            # Whether an expired release still has its config vars is not documented: stop there.
            if release["status"] == "expired":
                break
            if release["status"] != "succeeded":
                continue
            if self.released_config_var(app, release["version"], name) != value:
                break
            setting = release
        return Holding(newest, newest_holds, setting, read_at)

    def _releases(self, app: str, count: int) -> tuple[list[Release], datetime | None]:
        """Return the newest releases, and the time on Heroku's clock."""
        newest = {"Range": f"version ..; order=desc,max={count}"}
        reply = self._session.get(f"{self._app(app)}/releases", headers=newest)
        try:
            releases = msgspec.convert(reply.json(), list[Release])
        except msgspec.ValidationError:
            raise _unexpected(
                f"the releases of {app} are not what its API document promises"
            ) from None
        return releases, _date(reply.headers.get("Date", ""))

    def _app(self, app: str) -> str:
        return f"{self._session.base_url}/apps/{quote(app, safe='')}"

    def _pick(self, app: str, name: str, values: Any) -> Secret | None:
        """Return one of the values, and remember it as a secret."""
        value = values.get(name) if isinstance(values, Mapping) else None
        if not isinstance(values, Mapping) or not isinstance(value, str | None):
            raise _unexpected(f"the config vars of {app} are not a mapping of names to texts")
        if value is None:
            return None
        remember_secret(value.strip())
        return Secret(value)


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).replace(tzinfo=UTC)
    except ValueError:
        return None


def _unexpected(what: str) -> UnexpectedReplyError:
    return UnexpectedReplyError(
        "Heroku", f"Heroku: {what}", "check herokuApiUrl in the stack config"
    )
