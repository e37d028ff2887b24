"""What an ID stands for: whose address, which team's slug, and of an old rule which alert.

The other way round, an address or a slug to its ID, is in `infra.sentry.client`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from infra.base.errors import ForbiddenError, NotFoundError
from infra.sentry.client import SentryClient
from infra.sentry.replies import Member, Number


class _RuleWorkflow(TypedDict):
    workflowId: Number


class _Team(TypedDict):
    id: Number
    slug: str


def names_of_people(client: SentryClient, people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the address of each user and the slug of each team that Sentry knows.

    Args:
        client: of the organization.
        people: `user` or `team`, and the ID; Sentry's IDs are whole numbers.

    Raises:
        ForbiddenError: the token may not read members, or teams; says which scope does.
    """
    find = {"user": address, "team": slug}
    known = {f"{kind} {id_}": find[kind](client, id_) for kind, id_ in people if id_.isdecimal()}
    return {key: name for key, name in known.items() if name is not None}


def address(client: SentryClient, user_id: str) -> str | None:
    """Return the address of the active member with this user ID, None where there is none.

    Search by `user.id`: `getsentry/sentry: .../organization_member_index.py`.
    """
    query = {"query": f"user.id:{user_id}"}
    try:
        members = list(client.pages("members/", query, list[Member]))
    except ForbiddenError as error:
        raise _forbidden(error, f"user {user_id}", "member:read") from None
    accounts = (member["user"] for member in members)
    return next((user["email"] for user in accounts if user and user["id"] == user_id), None)


def slug(client: SentryClient, team_id: str) -> str | None:
    """Return the slug of the team with this ID, None where there is none.

    `getsentry/sentry: src/sentry/core/endpoints/organization_teams.py`, read 2026-11.
    """
    query = {"query": f"id:{team_id}", "detailed": "0"}
    try:
        teams = list(client.pages("teams/", query, list[_Team]))
    except ForbiddenError as error:
        raise _forbidden(error, f"team {team_id}", "org:read") from None
    return next((team["slug"] for team in teams if team["id"] == team_id), None)


def alert_of_rule(client: SentryClient, rule_id: str) -> str | None:
    """Return the ID of the alert that an old rule has become, which is another number.

    Sentry's page asks so too (`getsentry/sentry: .../organization_alertrule_workflow_index.py`,
    `static/app/views/alerts/workflowEngineRedirects.tsx`, read 2026-11).
    """
    path = f"alert-rule-workflow/?rule_id={rule_id}"
    try:
        return client.call("GET", path, _RuleWorkflow)["workflowId"]
    except NotFoundError:
        return None


def _forbidden(error: ForbiddenError, who: str, scope: str) -> ForbiddenError:
    return ForbiddenError(
        "Sentry",
        f"{error.message} (asked who {who} is)",
        f"give the token the scope {scope}",
        error.status,
    )
