"""Promises of the inventory: what is read back after a write, and how one alert is found."""

from typing import Any

import pytest

from infra.base.errors import RuleError
from infra.sentry.alerts import Alerts
from infra.sentry.inventory import Inventory
from tests.sentry.inventory.alerts import LIST, NAME, OWN, asked, document
from tests.simulators.sentry import SentrySimulator

# Writes.


def test_a_new_alert_is_read_back(sentry: SentrySimulator, inventory: Inventory) -> None:
    sentry.state["ignoresOnWrite"] = ["name"]
    assert inventory.create(OWN, document(NAME))[0]["name"] == ""


def test_a_changed_alert_is_read_back(
    sentry: SentrySimulator, alerts: Alerts, inventory: Inventory
) -> None:
    alert = alerts.create(document(NAME))["id"]
    sentry.state["ignoresOnWrite"] = ["name"]
    assert inventory.update(alert, document("loud failure"))["name"] == NAME


def test_a_new_alert_joins_those_listed_before(inventory: Inventory) -> None:
    inventory.alerts()
    created, _ = inventory.create(OWN, document())
    assert inventory.alerts() == {created["id"]: created}


def test_a_changed_alert_replaces_the_one_listed_before(
    alerts: Alerts, inventory: Inventory
) -> None:
    alert = alerts.create(document(NAME))["id"]
    inventory.alerts()
    inventory.update(alert, document("loud failure"))
    assert inventory.alerts()[alert]["name"] == "loud failure"


def test_a_write_before_the_first_listing_hides_no_other_alert(
    alerts: Alerts, inventory: Inventory
) -> None:
    older = alerts.create(document("older"))["id"]
    newer = inventory.create(OWN, document())[0]["id"]
    assert list(inventory.alerts()) == [older, newer]


def test_an_alert_that_is_gone_after_the_write_is_told(
    alerts: Alerts, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = alerts.create

    def create_and_lose(document: dict[str, Any]) -> object:
        alert = create(document)
        alerts.delete(alert["id"])
        return alert

    monkeypatch.setattr(inventory.api, "create", create_and_lose)
    with pytest.raises(RuleError, match="took alert 52001 and has no such alert a moment later"):
        inventory.create(OWN, document())


def test_what_was_forgotten_is_listed_anew(alerts: Alerts, inventory: Inventory) -> None:
    inventory.alerts()
    alert = alerts.create(document())["id"]
    inventory.forget()
    assert list(inventory.alerts()) == [alert]


# One alert.


def test_a_listed_alert_is_not_asked_for_again(
    sentry: SentrySimulator, alerts: Alerts, inventory: Inventory
) -> None:
    alert = alerts.create(document())["id"]
    inventory.alerts()
    inventory.alert(alert)
    assert asked(sentry, f"{LIST}{alert}/") == 0


def test_an_alert_the_list_lacks_is_asked_for_by_its_id(
    alerts: Alerts, inventory: Inventory
) -> None:
    inventory.alerts()
    created = alerts.create(document())
    found = inventory.alert(created["id"])
    assert found is not None
    assert found["id"] == created["id"]


def test_an_alert_nobody_has_is_none(inventory: Inventory) -> None:
    assert inventory.alert("52999") is None
