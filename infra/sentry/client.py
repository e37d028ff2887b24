"""The client of Sentry's API: alerts ("workflows"), monitors ("detectors"), members and teams.

It knows paths, scopes and replies; what an alert should say is decided in
`infra.rules.to_document`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from requests.utils import parse_header_links

from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    RuleError,
    UnexpectedReplyError,
    WithdrawnError,
)
from infra.base.secret import Secret
from infra.http.transport import Session, sendable
from infra.rules.canonical import Document
from infra.sentry.members import User, account
from infra.sentry.replies import Alert, Detector, Member, OldRule, Reply, Team, parsed

PAGE = 100
"""Alerts per page, Sentry's own maximum (OpenAPI 2026-08-16)."""


class SentryClient:
    """Sentry's API as one organization's token sees it.

    Args:
        url: scheme and host of the Sentry server.
        organization: its slug.
        token: an auth token with `alerts:read`, `alerts:write`, `member:read` and, where a rule
            mails a team, `team:read`, where one names an integration, `org:read`.
        user_agent: sent with every request.
        token_source: where the token came from, for the message when it is refused.

    Every method raises `ServiceError` or one of its rungs when Sentry does not do as asked.
    """

    def __init__(
        self, url: str, organization: str, token: Secret, user_agent: str, token_source: str
    ) -> None:
        self._session = Session(
            "Sentry",
            f"{url}/api/0",
            user_agent,
            {
                401: f"the token from {token_source} is expired, revoked or mistyped: make a new "
                "one in Sentry (Settings, Custom Integrations) and store it there",
                403: "give the token the scopes alerts:read, alerts:write, member:read, team:read",
                404: f"check sentryOrganization ({organization}) and sentryUrl in the stack config",
                410: "Sentry has withdrawn this API: set sentryApi in the stack config to the one "
                "it has (workflows on sentry.io); where it is that already, upgrade this program",
                **dict.fromkeys(
                    (301, 302, 303, 307, 308),
                    "set sentryUrl in the stack config to the host that serves the API (the "
                    "region's, such as https://us.sentry.io, or your own)",
                ),
            },
        )
        bearer = sendable(token.get_secret_value(), token_source)
        self._session.headers["Authorization"] = f"Bearer {bearer}"
        self._organization = organization

    def alerts(self) -> list[Alert]:
        """Return every alert of the organization that the token may see."""
        return list(self.pages("workflows/", {}, list[Alert]))

    def alerts_named(self, name: str) -> list[Alert]:
        """Return the alerts of a name, and perhaps some of a similar one.

        Sentry's search is not exact: it minds no capitals and takes `*` for any text, so the
        caller compares (`getsentry/sentry: .../organization_workflow_index.py`).
        """
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return list(self.pages("workflows/", {"query": f'name:"{quoted}"'}, list[Alert]))

    def alert(self, alert_id: str) -> Alert | None:
        """Return one alert, None when there is none of that ID."""
        try:
            return self.call("GET", f"workflows/{alert_id}/", Alert)
        except NotFoundError:
            return None

    def create_alert(self, document: Document) -> Alert:
        """Create an alert; Sentry takes two of one name, so the caller looks first."""
        return self.call("POST", "workflows/", Alert, json=document)

    def update_alert(self, alert_id: str, document: Document) -> Alert:
        """Replace what an alert says; its ID stays, the IDs of its parts are renewed."""
        return self.call("PUT", f"workflows/{alert_id}/", Alert, json=document)

    def delete_alert(self, alert_id: str) -> None:
        """Delete an alert; one that is already gone is as good."""
        path = f"workflows/{alert_id}/"
        try:
            response = self._session.delete(self._url(path))
        except NotFoundError:
            return
        if response.status_code != HTTPStatus.NO_CONTENT:
            raise UnexpectedReplyError(
                "Sentry",
                f"Sentry: DELETE {path}: {response.status_code} instead of 204: it may not be gone",
                "look whether the alert is still there, then run the same command again",
                response.status_code,
            )

    def default_detectors(self, project: str) -> dict[str, int]:
        """Return a project's own monitors, `error` and `issue_stream`, type to ID.

        Raises:
            RuleError: it has neither (self-hosted 26.7 left some projects without,
                getsentry/self-hosted#4452).
        """
        # projectSlug is read by the base class of every organization endpoint
        # (getsentry/sentry: src/sentry/api/bases/organization.py); an unknown slug is a 403 there.
        query = {"projectSlug": project, "query": "type:[error,issue_stream]"}
        try:
            found = list(self.pages("detectors/", query, list[Detector]))
        except ForbiddenError as error:
            raise ForbiddenError(
                "Sentry",
                f"{error.message} (asked for the monitors of project {project})",
                f"check that {self._organization} has a project {project}, and that the token has "
                "the scope alerts:read and may see the project",
                error.status,
            ) from None
        if not found:
            raise RuleError(
                f"Sentry project {project} has neither an error nor an issue stream monitor, so "
                "no alert can be linked to it",
                f"open the project's Monitors page in Sentry ({self._organization}) and create one",
            )
        return {detector["type"]: int(detector["id"]) for detector in found}

    def old_rules(self, project: str) -> list[OldRule]:
        """Return a project's rules of the old API.

        Raises:
            WithdrawnError: this is sentry.io, which answers so in brown-outs, or for good.
            NotFoundError: there is no such project, or no such API any more.
        """
        try:
            return list(self.pages(f"{project}/rules/", {}, list[OldRule], "projects"))
        except (WithdrawnError, NotFoundError) as error:
            raise type(error)(
                "Sentry",
                f"{error.message} (asked for the rules of project {project} by the old API)",
                "remove sentryApi: rules from the stack config where the server is sentry.io, or "
                "26.7 or newer; else check sentryOrganization and sentryProject",
                error.status,
            ) from None

    def user(self, address: str) -> User:
        """Return the account that an address belongs to.

        Raises:
            RuleError: nobody has it, or nobody who can be mailed.
            ForbiddenError: the token may not read members.
        """
        try:
            members = list(self.pages("members/", {"query": f"email:{address}"}, list[Member]))
        except ForbiddenError as error:
            raise ForbiddenError(
                "Sentry",
                f"{error.message} (asked who {address} is)",
                "give the token the scope member:read, or mail a team instead (emailTeam)",
                error.status,
            ) from None
        return account(address, self._organization, members)

    def team_id(self, slug: str) -> str:
        """Return a team's ID.

        Raises:
            RuleError: the organization has no such team.
        """
        path = f"{self._session.base_url}/teams/{self._organization}/{slug}/"
        try:
            return parsed(Team, self._session.get(path).json(), path)["id"]
        except NotFoundError:
            raise RuleError(
                f"Sentry organization {self._organization} has no team {slug}",
                "check the slug on Sentry's Teams page, and that the token may see the team",
            ) from None

    def _url(self, path: str, kind: str = "organizations") -> str:
        return f"{self._session.base_url}/{kind}/{self._organization}/{path}"

    def call(
        self, method: str, path: str, reply: type[Reply], json: Document | None = None
    ) -> Reply:
        """Call a path of the organization and return its reply once it is known to be one."""
        response = self._session.request(method, self._url(path), json=json)
        return parsed(reply, response.json(), path)

    def pages(
        self,
        path: str,
        query: Mapping[str, str],
        reply: type[list[Reply]],
        kind: str = "organizations",
    ) -> Iterator[Reply]:
        """Follow the cursor, never the URL: a `Link` may name another host than the one asked."""
        parameters, seen = {"per_page": str(PAGE), **query}, {""}
        while True:
            response = self._session.get(self._url(path, kind), params=parameters)
            yield from parsed(reply, response.json(), path)
            links = parse_header_links(response.headers.get("Link", ""))
            following = [link for link in links if link.get("rel") == "next"]
            if not following or following[0].get("results") != "true":
                return
            cursor = following[0].get("cursor", "")
            if cursor in (seen := seen | {parameters.get("cursor", "")}):
                raise UnexpectedReplyError(
                    "Sentry",
                    f"Sentry: {path}: the next page has no cursor, or the one just read",
                    "run the same command again; if it stays so, Sentry has changed its API",
                )
            parameters["cursor"] = cursor
