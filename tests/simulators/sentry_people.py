"""Members and teams of the Sentry simulator as replies show them.

Sources: OpenAPI 2026-08-16 (keys), `getsentry/sentry: src/sentry/core/endpoints/
organization_member_index.py` and `src/sentry/core/endpoints/team_details.py`.
"""

from typing import Any

from tests.simulators.sentry_monitors import CREATED

Item = dict[str, Any]
FLAGS = {
    "idp:provisioned": False,
    "idp:role-restricted": False,
    "sso:linked": False,
    "sso:invalid": False,
    "member-limit:restricted": False,
    "partnership:restricted": False,
}


def member_document(member: Item) -> Item:
    """Show a member; an invitation nobody took up yet has no user."""
    user = member["user"] and {
        "avatarUrl": "https://gravatar.invalid/avatar",
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": None, "avatarUrl": None},
        "dateJoined": CREATED,
        "lastLogin": CREATED,
        "lastActive": CREATED,
        "has2fa": False,
        "hasPasswordAuth": True,
        "isManaged": False,
        "isStaff": False,
        "isSuperuser": False,
        "isSuspended": False,
        "experiments": {},
        **member["user"],
    }
    return {**member, "user": user, "flags": {**FLAGS, **member["flags"]}}


def team_document(team: Item) -> Item:
    """Show a team the token may see."""
    return {
        "dateCreated": CREATED,
        "isMember": True,
        "teamRole": None,
        "flags": {"idp:provisioned": False},
        "access": ["alerts:read", "event:read", "org:read", "project:read", "team:read"],
        "hasAccess": True,
        "isPending": False,
        "memberCount": 2,
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": None},
        **team,
    }
