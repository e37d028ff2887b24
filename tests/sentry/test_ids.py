"""Promises of the client of Sentry's API: whose an ID is, and what an old rule has become."""

import pytest

from infra.base.errors import ForbiddenError
from infra.sentry.client import SentryClient
from infra.sentry.names_of_ids import address, alert_of_rule, names_of_people, slug
from tests.sentry.client import client_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.mark.parametrize(
    ("user_id", "found"),
    [("3001", "ops@raxx.app"), ("3002", "kai@raxx.app"), ("3004", None), ("9", None)],
)
def test_a_user_is_known_by_the_primary_address(
    client: SentryClient, user_id: str, found: str | None
) -> None:
    assert address(client, user_id) == found


@pytest.mark.parametrize(("team_id", "found"), [("801", "sre"), ("8", None)])
def test_a_team_is_known_by_its_slug(client: SentryClient, team_id: str, found: str | None) -> None:
    assert slug(client, team_id) == found


def test_who_is_not_known_is_left_out(client: SentryClient) -> None:
    people = [("user", "3001"), ("team", "801"), ("user", "9"), ("team", "no-number")]
    assert names_of_people(client, people) == {"user 3001": "ops@raxx.app", "team 801": "sre"}


def test_the_right_to_read_members_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"who user 3001 is.*\n.*scope member:read"):
        address(client_of(sentry, tokens.SENTRY_TOKEN_NO_MEMBERS), "3001")


def test_the_right_to_list_teams_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match=r"who team 801 is.*\n.*scope org:read"):
        slug(client_of(sentry, tokens.SENTRY_TOKEN_LEAST), "801")


def test_an_old_rule_leads_to_its_alert(sentry: SentrySimulator, client: SentryClient) -> None:
    row = {"ruleId": "77", "alertRuleId": None, "workflowId": "52001"}
    sentry.state["ruleWorkflows"].append(row)
    assert alert_of_rule(client, "77") == "52001"


def test_an_old_rule_that_is_no_alert_leads_nowhere(client: SentryClient) -> None:
    assert alert_of_rule(client, "78") is None
