"""Promises of the client of Sentry's API: members and teams."""

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.sentry.client import SentryClient
from infra.sentry.members import User
from tests.sentry.client import client_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


def test_an_active_member_is_found(client: SentryClient) -> None:
    assert client.user("ops@raxx.app") == User("3001", "ops@raxx.app")


def test_the_id_is_the_users_not_the_members(sentry: SentrySimulator, client: SentryClient) -> None:
    assert client.user("ops@raxx.app").id != sentry.state["members"][0]["id"]


def test_an_address_is_compared_without_its_case(client: SentryClient) -> None:
    assert client.user("Ops@RAXX.app").id == "3001"


def test_a_secondary_address_comes_with_the_primary_one(client: SentryClient) -> None:
    assert client.user("oncall-alias@raxx.app") == User("3002", "kai@raxx.app")


def test_a_member_is_found_beyond_the_first_page(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    sentry.state["pageSize"] = 1
    newcomer = sentry.state["members"][2]
    newcomer["user"] = {**sentry.state["members"][0]["user"], "id": "3009", "emails": []}
    newcomer.update(email="OPS@raxx.app", pending=False)
    sentry.state["members"].reverse()
    assert client.user("ops@raxx.app").id == "3001"


def test_an_invited_person_is_told_to_join(client: SentryClient) -> None:
    with pytest.raises(RuleError, match=r"newcomer@raxx\.app is invited to moosequest"):
        client.user("newcomer@raxx.app")


def test_somebody_who_left_is_not_found(client: SentryClient) -> None:
    with pytest.raises(RuleError, match=r"no member of .* moosequest has the address left@"):
        client.user("left@raxx.app")


def test_a_deactivated_account_is_told(
    sentry: SentrySimulator, client: SentryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sentry leaves such members out of its list; should one be in it, nobody would be mailed.
    left = sentry.state["members"][3]
    monkeypatch.setattr("tests.simulators.sentry_lists.find_members", lambda *_: [left])
    with pytest.raises(RuleError, match=r"account of left@raxx\.app is deactivated"):
        client.user("left@raxx.app")


def test_nobody_is_told_with_the_address(client: SentryClient) -> None:
    with pytest.raises(RuleError, match=r"no member of .* has the address nobody@raxx\.app"):
        client.user("nobody@raxx.app")


def test_a_token_that_may_not_read_members_names_the_address(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"asked who ops@raxx\.app is"):
        client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS).user("ops@raxx.app")


def test_a_token_that_may_not_read_members_is_told_the_scope(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS).user("ops@raxx.app")
    assert "the scope member:read, or mail a team" in caught.value.next_step


def test_a_team_is_found_by_its_slug(client: SentryClient) -> None:
    assert client.team_id("sre") == "801"


def test_an_unknown_team_is_named(client: SentryClient) -> None:
    with pytest.raises(RuleError, match="moosequest has no team sr"):
        client.team_id("sr")
