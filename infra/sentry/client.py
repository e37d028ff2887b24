"""What every call to Sentry's API goes through: the session, paths, pages and missing scopes.

What is called is in `alerts`, `members`, `issues` and `integrations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from requests.utils import parse_header_links

from infra.base.errors import ForbiddenError, UnexpectedReplyError
from infra.base.secret import Secret
from infra.http.responses import Meaning
from infra.http.transport import Session, sendable
from infra.rules.canonical import Document
from infra.sentry.replies import Reply, parse

PAGE = 100
"""Alerts per page, Sentry's own maximum (OpenAPI 2026-08-16)."""


_SLACK_WAIT = 20.0
"""Seconds; Slack lets its list of users be asked for some 20 times a minute."""

_SLACK_BUSY = (
    "Slack's own rate limit, which Sentry passes on: run the same command again in some minutes; "
    "what was done is recorded, and a channelId beside the channel's name spares Slack a search"
)
_MEANINGS = (
    Meaning("exceeded the rate limit", _SLACK_BUSY, _SLACK_WAIT),
    Meaning("Slack: Rate limited", _SLACK_BUSY, _SLACK_WAIT),
    Meaning(
        "does not exist or has not been granted access",
        "check the channel's name, and invite the bot to a private one (/invite @Sentry); if both "
        "are right, Slack may have turned Sentry away, which looks the same: run it again, or "
        "write the channelId too",
    ),
    Meaning(
        "Insufficient access to project",
        "give the token the scope project:read, which cron monitors need, and see that it may "
        "see the project",
    ),
    Meaning(
        "confirm payment options",
        "metric monitors are not in the plan of this Sentry organization: change the plan, or "
        "remove the entry",
    ),
    Meaning(
        "available to create a new seat",
        "the plan has no seat left for this monitor: disable or delete another one, raise the "
        "pay-as-you-go budget in Sentry (Settings, Subscription), or write 'enabled: false'",
    ),
    Meaning(
        "is already in use",
        "check-ins of another cron monitor use this slug: write another slug, or adopt that "
        "monitor ('monitor: ID'); a deleted one keeps its slug for some minutes",
    ),
    Meaning(
        "has already been used in",
        "Sentry watches at most 100 URLs of one domain, other organizations' included: delete "
        "uptime monitors that nobody needs",
    ),
    Meaning(
        "of allowed metric_issue monitors",
        "delete metric monitors that nobody needs, or ask Sentry for more",
    ),
    Meaning(
        "You may not exceed",
        "delete alerts that nobody needs (python -m infra unmanaged lists those that no stack "
        "manages), or ask Sentry for more; its usual limit is 1,000",
    ),
)
"""Refusals of Sentry's (`src/sentry/integrations/slack/utils/`, `.../validators/base/workflow.py`)
which say more in words than by their status."""

_ORGANIZATION_TOKEN = "sntrys_"  # noqa: S105 (what such tokens begin with)
_OF_ORGANIZATION = (
    f"the token is an organization token ({_ORGANIZATION_TOKEN}…), which may only upload releases "
    "and source maps: make a token of an internal integration (Settings, Custom Integrations) with "
    "the scopes of docs/secrets.md"
)


def sentry_session(url: str, token: Secret, user_agent: str, token_source: str) -> Session:
    """Return the session of a Sentry server; a process has one, so that all calls share its pace.

    Args:
        url: scheme and host of the server.
        token: an auth token; docs/secrets.md says which scopes it needs.
        user_agent: sent with every request.
        token_source: where the token came from, for the message when it is refused.
    """
    value = token.get_secret_value()
    session = Session(
        "Sentry",
        f"{url}/api/0",
        user_agent,
        {
            401: f"the token from {token_source} is expired, revoked or mistyped: make a new one "
            "in Sentry (Settings, Custom Integrations) and store it there",
            403: _OF_ORGANIZATION
            if value.startswith(_ORGANIZATION_TOKEN)
            else "give the token the scopes alerts:read, alerts:write, member:read, team:read",
            404: "check sentryOrganization and sentryUrl in the stack config",
            410: "Sentry has removed this API: set sentryApi in the stack config to the one it "
            "has (workflows on sentry.io); if it is set to that, upgrade this program",
            **dict.fromkeys(
                (301, 302, 303, 307, 308),
                "set sentryUrl in the stack config to the host that serves the API (the "
                "region's, such as https://us.sentry.io, or your own)",
            ),
        },
        _MEANINGS,
    )
    bearer = sendable(value, token_source)
    session.headers["Authorization"] = f"Bearer {bearer}"
    return session


class SentryClient:
    """One organization's part of Sentry's API.

    Args:
        session: as `sentry_session` makes it; organizations may share one.
        organization: its slug.

    Every method raises `ServiceError` or one of its kinds if Sentry does not do as asked.
    """

    def __init__(self, session: Session, organization: str) -> None:
        self.organization = organization
        self._session = session

    def call(
        self,
        method: str,
        path: str,
        reply: type[Reply],
        json: Document | None = None,
        kind: str = "organizations",
    ) -> Reply:
        """Call a path of the organization and return its reply once it is known to be one."""
        response = self._session.request(method, self._url(path, kind), json=json)
        return parse(reply, response.json(), path)

    def delete(self, path: str) -> None:
        """Delete what a path of the organization names."""
        response = self._session.delete(self._url(path))
        # Cron monitors: 202 (`.../monitors/endpoints/organization_monitor_details.py`).
        if response.status_code not in (HTTPStatus.NO_CONTENT, HTTPStatus.ACCEPTED):
            raise UnexpectedReplyError(
                "Sentry",
                f"Sentry: DELETE {path}: {response.status_code} instead of 204: it may still exist",
                "check in Sentry whether it is still there, then run the same command again",
                response.status_code,
            )

    def pages(
        self,
        path: str,
        query: Mapping[str, str | list[str]],
        reply: type[list[Reply]],
        kind: str = "organizations",
    ) -> Iterator[Reply]:
        """Follow the cursor, never the URL: a `Link` may name another host than the one asked."""
        parameters: dict[str, str | list[str]] = {"per_page": str(PAGE), **query}
        seen = {""}
        while True:
            response = self._session.get(self._url(path, kind), params=parameters)
            yield from parse(reply, response.json(), path)
            links = parse_header_links(response.headers.get("Link", ""))
            following = [link for link in links if link.get("rel") == "next"]
            if not following or following[0].get("results") != "true":
                return
            cursor = following[0].get("cursor", "")
            if cursor in seen:
                raise UnexpectedReplyError(
                    "Sentry",
                    f"Sentry: {path}: the next page has no cursor, or the same one again",
                    "run the same command again; if this persists, Sentry has changed its API",
                )
            parameters["cursor"] = cursor
            seen.add(cursor)

    def _url(self, path: str, kind: str = "organizations") -> str:
        return f"{self._session.base_url}/{kind}/{self.organization}/{path}"


@contextmanager
def needing(scope: str, what: str, otherwise: str = "") -> Iterator[None]:
    """Name the scope that a call needs if Sentry answers it with 403.

    Args:
        scope: such as `event:read`.
        what: was asked for.
        otherwise: what else may help, as the end of a sentence.
    """
    try:
        yield
    except ForbiddenError as error:
        of_organization = error.next_step == _OF_ORGANIZATION
        raise ForbiddenError(
            error.service,
            f"{error.message} (asked for {what})",
            _OF_ORGANIZATION if of_organization else f"give the token the scope {scope}{otherwise}",
            error.status,
        ) from None
