"""Promises of the client of Sentry's API."""

import time
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from infra.errors import (
    ForbiddenError,
    NotFoundError,
    RuleError,
    ServiceError,
    UnauthorizedError,
    UnexpectedReplyError,
    WithdrawnError,
)
from infra.sentry import SentryClient, User
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

ORG = "/api/0/organizations/moosequest"
SOURCE = "Infisical /MooseQuest/sentry/SENTRY_API"


def client_of(
    sentry: SentrySimulator, token: str = tokens.SENTRY_TOKEN, organization: str = "moosequest"
) -> SentryClient:
    """Make a client as the program does."""
    return SentryClient(sentry.url, organization, SecretStr(token), "tests/1", SOURCE)


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    return client_of(sentry)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)


def document(name: str = "silent failure", detector: int = 7101) -> dict[str, Any]:
    """Write an alert that Sentry takes."""
    count = {"value": 0, "interval": "5m"}
    message = {"attribute": "message", "match": "co", "value": "skipped"}
    target = {"targetType": "user", "targetIdentifier": "3001", "targetDisplay": None}
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [detector],
        "triggers": {"logicType": "any-short", "conditions": [_condition("count", count)]},
        "actionFilters": [
            {
                "logicType": "all",
                "conditions": [_condition("attribute", message)],
                "actions": [{"type": "email", "data": {}, "config": target, "status": "active"}],
            }
        ],
    }


def _condition(kind: str, comparison: dict[str, Any]) -> dict[str, Any]:
    types = {"count": "event_frequency_count", "attribute": "event_attribute"}
    return {"type": types[kind], "comparison": comparison, "conditionResult": True}


def order(sentry: SentrySimulator, fault: str, method: str = "*", path: str = "*") -> None:
    """Let a fault hit every request from now on."""
    sentry.faults = parse_faults([{"method": method, "path": path, "fault": fault, "times": 99}])


# Lists and their pages.


def test_an_organization_without_alerts_has_an_empty_list(client: SentryClient) -> None:
    assert client.alerts() == []


def test_every_page_is_listed_once(sentry: SentrySimulator, client: SentryClient) -> None:
    ids = [client.create_alert(document())["id"] for _ in range(5)]
    sentry.state["pageSize"] = 2
    assert [alert["id"] for alert in client.alerts()] == ids


def test_pages_are_followed_by_their_cursor(sentry: SentrySimulator, client: SentryClient) -> None:
    for _ in range(5):
        client.create_alert(document())
    sentry.state["pageSize"] = 2
    sentry.requests.clear()
    client.alerts()
    asked = [parse_qs(entry["query"]).get("cursor") for entry in sentry.requests]
    assert asked == [None, ["2:1:0"], ["2:2:0"]]


def test_the_filters_of_a_list_hold_on_its_later_pages(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    sentry.state["pageSize"] = 1
    found = client.default_detectors("trademaster-raptor")
    assert found == {"error": 7101, "issue_stream": 7102}


# Alerts.


def test_a_created_alert_is_found_by_its_id(client: SentryClient) -> None:
    created = client.create_alert(document("silent failure"))
    found = client.alert(created["id"])
    assert found is not None
    assert found["name"] == "silent failure"


def test_an_updated_alert_keeps_its_id(client: SentryClient) -> None:
    created = client.create_alert(document())
    assert client.update_alert(created["id"], document("loud"))["id"] == created["id"]


def test_an_updated_alert_says_what_was_sent(client: SentryClient) -> None:
    created = client.create_alert(document("silent failure"))
    client.update_alert(created["id"], document("loud failure"))
    assert [alert["name"] for alert in client.alerts()] == ["loud failure"]


def test_a_deleted_alert_is_gone(client: SentryClient) -> None:
    created = client.create_alert(document())
    client.delete_alert(created["id"])
    assert client.alert(created["id"]) is None


def test_deleting_an_alert_that_is_gone_is_fine(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    client.delete_alert("52999")
    assert [entry["status"] for entry in sentry.requests] == [404]


def test_deleting_an_alert_that_may_not_be_deleted_is_an_error(sentry: SentrySimulator) -> None:
    created = client_of(sentry).create_alert(document())
    with pytest.raises(ForbiddenError):
        client_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY).delete_alert(created["id"])


def test_updating_an_alert_that_is_gone_is_an_error(client: SentryClient) -> None:
    with pytest.raises(NotFoundError):
        client.update_alert("52999", document())


def test_an_alert_sentry_refuses_is_told_in_sentrys_words(client: SentryClient) -> None:
    with pytest.raises(ServiceError, match=r"Some detectors do not exist: \{9\}"):
        client.create_alert(document(detector=9))


# Monitors.


def test_a_projects_own_monitors_are_its_error_and_issue_stream(client: SentryClient) -> None:
    found = client.default_detectors("trademaster-raptor")
    assert found == {"error": 7101, "issue_stream": 7102}


def test_other_monitors_are_not_a_projects_own(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    uptime = {**sentry.state["detectors"][0], "id": "7105", "type": "uptime_domain_failure"}
    sentry.state["detectors"].append(uptime)
    assert set(client.default_detectors("trademaster-raptor")) == {"error", "issue_stream"}


def test_one_monitor_is_enough(sentry: SentrySimulator, client: SentryClient) -> None:
    del sentry.state["detectors"][0]
    assert client.default_detectors("trademaster-raptor") == {"issue_stream": 7102}


def test_a_project_without_monitors_is_named(sentry: SentrySimulator, client: SentryClient) -> None:
    sentry.state["detectors"].clear()
    with pytest.raises(RuleError, match="trademaster-raptor has neither an error nor an issue"):
        client.default_detectors("trademaster-raptor")


def test_an_unknown_project_is_named(client: SentryClient) -> None:
    with pytest.raises(ForbiddenError) as caught:
        client.default_detectors("trademaster-rapter")
    assert "project trademaster-rapter" in caught.value.message


def test_an_unknown_project_is_not_blamed_on_scopes_alone(client: SentryClient) -> None:
    with pytest.raises(ForbiddenError) as caught:
        client.default_detectors("trademaster-rapter")
    assert "check that moosequest has a project trademaster-rapter" in caught.value.next_step


# Members and teams.


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


# The token, the API and the shape of replies.


def test_the_least_token_does_all_that_a_rule_needs(sentry: SentrySimulator) -> None:
    client = client_of(sentry, tokens.SENTRY_TOKEN_LEAST)
    client.user("ops@raxx.app")
    client.team_id("sre")
    detector = client.default_detectors("trademaster-raptor")["error"]
    alert = client.create_alert(document(detector=detector))
    client.update_alert(alert["id"], document(detector=detector))
    client.alert(alert["id"])
    client.alerts()
    client.delete_alert(alert["id"])
    assert {entry["status"] for entry in sentry.requests} == {200, 201, 204}


def test_a_refused_token_is_told_with_where_it_came_from(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED).alerts()
    assert f"the token from {SOURCE} is expired" in caught.value.next_step


def test_a_refused_token_is_told_in_sentrys_words(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError, match="401: Token expired"):
        client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED).alerts()


def test_a_token_without_the_scope_is_told_the_scopes(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        client_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY).create_alert(document())
    assert "alerts:write" in caught.value.next_step


def test_an_unknown_organization_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(NotFoundError) as caught:
        client_of(sentry, organization="moosequest-us").alerts()
    assert "sentryOrganization (moosequest-us)" in caught.value.next_step


def test_a_withdrawn_api_is_named(sentry: SentrySimulator, client: SentryClient) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError, match=f"GET {ORG}/workflows/: 410: This API no longer"):
        client.alerts()


def test_a_withdrawn_api_has_a_next_step(sentry: SentrySimulator, client: SentryClient) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError) as caught:
        client.alerts()
    assert "withdrawn this API" in caught.value.next_step


def test_a_wrong_host_says_which_setting_to_change(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    order(sentry, "redirect")
    with pytest.raises(ServiceError) as caught:
        client.alerts()
    assert "sentryUrl" in caught.value.next_step


@pytest.mark.parametrize(
    "call",
    ["alerts", "alert", "create_alert", "update_alert", "default_detectors", "user", "team_id"],
)
def test_a_reply_of_another_shape_is_one_clear_error(
    sentry: SentrySimulator, client: SentryClient, call: str
) -> None:
    alert = client.create_alert(document())["id"]
    arguments: dict[str, tuple[Any, ...]] = {
        "alerts": (),
        "alert": (alert,),
        "create_alert": (document(),),
        "update_alert": (alert, document()),
        "default_detectors": ("trademaster-raptor",),
        "user": ("ops@raxx.app",),
        "team_id": ("sre",),
    }
    order(sentry, "wrong-shape")
    with pytest.raises(UnexpectedReplyError, match="not the JSON its API document promises"):
        getattr(client, call)(*arguments[call])


def test_a_reply_of_another_shape_says_where(
    sentry: SentrySimulator, client: SentryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.create_alert(document())
    monkeypatch.setitem(sentry.state["workflows"][0]["actionFilters"][0]["actions"][0], "status", 5)
    with pytest.raises(UnexpectedReplyError, match=r"0\.actionFilters\.0\.actions\.0\.status: "):
        client.alerts()
