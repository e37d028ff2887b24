"""Promises of the client of Sentry's API: members and teams."""

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.sentry.client import SentryClient
from infra.sentry.members import Members, User
from tests.sentry.client import client_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def members(client: SentryClient) -> Members:
    return Members(client)


def test_an_active_member_is_found(members: Members) -> None:
    assert members.user("ops@raxx.app") == User("3001", "ops@raxx.app")


def test_the_id_is_the_users_not_the_members(sentry: SentrySimulator, members: Members) -> None:
    assert members.user("ops@raxx.app").id != sentry.state["members"][0]["id"]


def test_an_address_is_compared_without_its_case(members: Members) -> None:
    assert members.user("Ops@RAXX.app").id == "3001"


def test_a_secondary_address_comes_with_the_primary_one(members: Members) -> None:
    assert members.user("oncall-alias@raxx.app") == User("3002", "kai@raxx.app")


def test_a_member_is_found_beyond_the_first_page(sentry: SentrySimulator, members: Members) -> None:
    sentry.state["pageSize"] = 1
    newcomer = sentry.state["members"][2]
    newcomer["user"] = {**sentry.state["members"][0]["user"], "id": "3009", "emails": []}
    newcomer.update(email="OPS@raxx.app", pending=False)
    sentry.state["members"].reverse()
    assert members.user("ops@raxx.app").id == "3001"


def test_an_invited_person_is_told_to_join(members: Members) -> None:
    with pytest.raises(RuleError, match=r"newcomer@raxx\.app is invited to moosequest"):
        members.user("newcomer@raxx.app")


def test_somebody_who_left_is_not_found(members: Members) -> None:
    with pytest.raises(RuleError, match=r"no member of .* moosequest has the address left@"):
        members.user("left@raxx.app")


def test_a_deactivated_account_is_told(
    sentry: SentrySimulator, members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sentry leaves such members out of its list; should one be in it, nobody would be mailed.
    left = sentry.state["members"][3]
    monkeypatch.setattr("tests.simulators.sentry_lists.find_members", lambda *_: [left])
    with pytest.raises(RuleError, match=r"account of left@raxx\.app is deactivated"):
        members.user("left@raxx.app")


def test_nobody_is_told_with_the_address(members: Members) -> None:
    with pytest.raises(RuleError, match=r"no member of .* has the address nobody@raxx\.app"):
        members.user("nobody@raxx.app")


def test_a_token_that_may_not_read_members_names_the_address(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"asked for member ops@raxx\.app"):
        Members(client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS)).user("ops@raxx.app")


def test_a_token_that_may_not_read_members_is_told_the_scope(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        Members(client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS)).user("ops@raxx.app")
    assert "the scope member:read, or mail a team" in caught.value.next_step


def test_a_team_is_found_by_its_slug(members: Members) -> None:
    assert members.team_id("sre") == "801"


def test_an_unknown_team_is_named(members: Members) -> None:
    with pytest.raises(RuleError, match="moosequest has no team sr"):
        members.team_id("sr")


# The other way round.


@pytest.mark.parametrize(
    ("user_id", "found"),
    [("3001", "ops@raxx.app"), ("3002", "kai@raxx.app"), ("3004", None), ("9", None)],
)
def test_a_user_is_known_by_the_primary_address(
    members: Members, user_id: str, found: str | None
) -> None:
    assert members.address(user_id) == found


@pytest.mark.parametrize(("team_id", "found"), [("801", "sre"), ("8", None)])
def test_a_team_is_known_by_its_slug(members: Members, team_id: str, found: str | None) -> None:
    assert members.slug(team_id) == found


def test_who_is_not_known_is_left_out(members: Members) -> None:
    people = [("user", "3001"), ("team", "801"), ("user", "9"), ("team", "no-number")]
    assert members.names_of(people) == {"user 3001": "ops@raxx.app", "team 801": "sre"}


def test_the_right_to_read_members_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"asked for user 3001.*\n.*scope member:read"):
        Members(client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS)).address("3001")


def test_the_right_to_list_teams_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"asked for team 801.*\n.*scope org:read"):
        Members(client_of(sentry, tokens.SENTRY_TOKEN_LEAST)).slug("801")
