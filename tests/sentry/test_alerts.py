"""Promises of the client of Sentry's API: lists, alerts and old rules."""

from urllib.parse import parse_qs

import pytest

from infra.base.errors import ForbiddenError, NotFoundError, ServiceError
from infra.sentry.alerts import Alerts
from tests.sentry.client import client_of, document
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

# Lists and their pages.


def test_an_organization_without_alerts_has_an_empty_list(alerts: Alerts) -> None:
    assert alerts.all() == []


def test_every_page_is_listed_once(sentry: SentrySimulator, alerts: Alerts) -> None:
    ids = [alerts.create(document())["id"] for _ in range(5)]
    sentry.state["pageSize"] = 2
    assert [alert["id"] for alert in alerts.all()] == ids


def test_pages_are_followed_by_their_cursor(sentry: SentrySimulator, alerts: Alerts) -> None:
    for _ in range(5):
        alerts.create(document())
    sentry.state["pageSize"] = 2
    sentry.requests.clear()
    alerts.all()
    asked = [parse_qs(entry["query"]).get("cursor") for entry in sentry.requests]
    assert asked == [None, ["2:1:0"], ["2:2:0"]]


# Alerts.


def test_a_created_alert_is_found_by_its_id(alerts: Alerts) -> None:
    created = alerts.create(document("silent failure"))
    found = alerts.get(created["id"])
    assert found is not None
    assert found["name"] == "silent failure"


def test_an_updated_alert_keeps_its_id(alerts: Alerts) -> None:
    created = alerts.create(document())
    assert alerts.update(created["id"], document("loud"))["id"] == created["id"]


def test_an_updated_alert_says_what_was_sent(alerts: Alerts) -> None:
    created = alerts.create(document("silent failure"))
    alerts.update(created["id"], document("loud failure"))
    assert [alert["name"] for alert in alerts.all()] == ["loud failure"]


def test_a_deleted_alert_is_gone(alerts: Alerts) -> None:
    created = alerts.create(document())
    alerts.delete(created["id"])
    assert alerts.get(created["id"]) is None


def test_deleting_an_alert_that_is_gone_is_fine(sentry: SentrySimulator, alerts: Alerts) -> None:
    alerts.delete("52999")
    assert [entry["status"] for entry in sentry.requests] == [404]


def test_deleting_an_alert_that_may_not_be_deleted_is_an_error(sentry: SentrySimulator) -> None:
    created = Alerts(client_of(sentry)).create(document())
    with pytest.raises(ForbiddenError):
        Alerts(client_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY)).delete(created["id"])


def test_updating_an_alert_that_is_gone_is_an_error(alerts: Alerts) -> None:
    with pytest.raises(NotFoundError):
        alerts.update("52999", document())


def test_an_alert_sentry_refuses_is_told_in_sentrys_words(alerts: Alerts) -> None:
    with pytest.raises(ServiceError, match=r"Some detectors do not exist: \{9\}"):
        alerts.create(document(detector=9))


# Rules of the old API.


def test_an_old_rule_leads_to_its_alert(sentry: SentrySimulator, alerts: Alerts) -> None:
    row = {"ruleId": "77", "alertRuleId": None, "workflowId": "52001"}
    sentry.state["ruleWorkflows"].append(row)
    assert alerts.of_old_rule("77") == "52001"


def test_an_old_rule_that_is_no_alert_leads_nowhere(alerts: Alerts) -> None:
    assert alerts.of_old_rule("78") is None
