"""Whom an e-mail address belongs to, of the members that Sentry lists. Pure."""

from __future__ import annotations

from typing import NamedTuple

from infra.base.errors import RuleError
from infra.sentry.replies import Member


class User(NamedTuple):
    """The account behind an address; `primary` differs from the address for a secondary one."""

    id: str
    primary: str


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
