"""Promises of the client of Sentry's API: lists, alerts and monitors."""

from urllib.parse import parse_qs

import pytest

from infra.base.errors import ForbiddenError, NotFoundError, RuleError, ServiceError
from infra.sentry.client import SentryClient
from tests.sentry.client import client_of, document
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

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
