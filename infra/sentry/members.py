"""Sentry's members and teams: whose an address or a slug is, and what their IDs are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from infra.base.errors import NotFoundError, RuleError
from infra.base.once_per_key import OncePerKey
from infra.sentry.client import SentryClient, needing
from infra.sentry.replies import Member, NamedTeam, Team


class User(NamedTuple):
    """The account behind an address; `primary` differs from the address for a secondary one."""

    id: str
    primary: str


class Members:
    """An organization's members and teams."""

    def __init__(self, client: SentryClient) -> None:
        self.whole = False
        """Members and teams are asked for as whole lists: many of them will be looked up."""
        self._client = client
        self._everybody = OncePerKey(self._list_members)
        self._teams = OncePerKey(self._list_teams)

    def user(self, address: str) -> User:
        """Return the account that an address belongs to.

        Raises:
            RuleError: nobody has it, or nobody who can be mailed.
            ForbiddenError: the token may not read members.
        """
        if self.whole:
            return account(address, self._client.organization, self._everybody())
        query = {"query": f"email:{address}"}
        with needing("member:read", f"member {address}", ", or mail a team instead (emailTeam)"):
            members = list(self._client.pages("members/", query, list[Member]))
        return account(address, self._client.organization, members)

    def team_id(self, slug: str) -> str:
        """Return a team's ID.

        Raises:
            RuleError: the organization has no such team.
            ForbiddenError: the token may not read teams.
        """
        if self.whole and (listed := {name: id_ for id_, name in self._teams().items()}.get(slug)):
            return listed
        try:
            with needing("team:read", f"team {slug}"):
                return self._client.call("GET", f"{slug}/", Team, kind="teams")["id"]
        except NotFoundError:
            raise RuleError(
                f"Sentry organization {self._client.organization} has no team {slug}",
                "check the slug on Sentry's Teams page, and that the token may see the team",
            ) from None

    def names_of(self, people: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Return the address of each user and the slug of each team that Sentry knows.

        Args:
            people: `user` or `team`, and the ID; Sentry's IDs are whole numbers.

        Raises:
            ForbiddenError: the token may not read members, or teams; names the scope.
        """
        find = {"user": self.address, "team": self.slug}
        known = {f"{kind} {id_}": find[kind](id_) for kind, id_ in people if id_.isdecimal()}
        return {key: name for key, name in known.items() if name is not None}

    def address(self, user_id: str) -> str | None:
        """Return the address of the active member with this user ID, None if there is none.

        Search by `user.id`: `getsentry/sentry: .../organization_member_index.py`.
        """
        if self.whole:
            members = self._everybody()
        else:
            query = {"query": f"user.id:{user_id}"}
            with needing("member:read", f"user {user_id}"):
                members = list(self._client.pages("members/", query, list[Member]))
        accounts = (member["user"] for member in members)
        return next((user["email"] for user in accounts if user and user["id"] == user_id), None)

    def slug(self, team_id: str) -> str | None:
        """Return the slug of the team with this ID, None if there is none.

        `getsentry/sentry: src/sentry/core/endpoints/organization_teams.py`, read 2026-11.
        """
        if self.whole:
            return self._teams().get(team_id)
        query = {"query": f"id:{team_id}", "detailed": "0"}
        with needing("org:read", f"team {team_id}"):
            teams = list(self._client.pages("teams/", query, list[NamedTeam]))
        return next((team["slug"] for team in teams if team["id"] == team_id), None)

    def _list_members(self) -> list[Member]:
        with needing("member:read", "the members"):
            return list(self._client.pages("members/", {}, list[Member]))

    def _list_teams(self) -> dict[str, str]:
        with needing("org:read", "the teams"):
            teams = list(self._client.pages("teams/", {"detailed": "0"}, list[NamedTeam]))
        return {team["id"]: team["slug"] for team in teams}


def account(address: str, organization: str, members: list[Member]) -> User:
    """Return the account that an address belongs to, among the members Sentry lists for it.

    Raises:
        RuleError: nobody has it, or nobody who can be mailed.
    """
    wanted = address.casefold()
    for member in members:
        user = member["user"]
        emails = {entry["email"].casefold() for entry in user["emails"]} if user else set()
        if wanted not in emails | {member["email"].casefold()}:
            continue
        if user is None or member["pending"]:
            raise RuleError(
                f"{address} is invited to {organization} but has not joined, so Sentry cannot "
                "mail it",
                "accept the invitation, or mail another member or a team (emailTeam)",
            )
        if not user["isActive"]:
            raise RuleError(
                f"the Sentry account of {address} is deactivated, so nobody would be mailed",
                "mail another member or a team (emailTeam)",
            )
        return User(user["id"], user["email"])
    raise RuleError(
        f"no member of Sentry organization {organization} has the address {address}",
        "invite it, add it to a member's account, or mail a team (emailTeam)",
    )
