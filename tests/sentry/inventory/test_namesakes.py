"""Promises of the inventory: alerts of the same name."""

import pytest

from infra.base.errors import RuleError
from infra.sentry.alerts import Alerts
from infra.sentry.inventory import Inventory
from tests.sentry.inventory.alerts import NAME, OWN, document


def test_no_alert_of_the_name_is_none(alerts: Alerts, inventory: Inventory) -> None:
    alerts.create(document("another", 7101))
    assert inventory.namesake(OWN, NAME) is None


@pytest.mark.parametrize("detector", [7101, 7102])
def test_the_projects_alert_of_the_name_is_found(
    alerts: Alerts, inventory: Inventory, detector: int
) -> None:
    created = alerts.create(document(NAME, detector))
    found = inventory.namesake(OWN, NAME)
    assert found is not None
    assert found["id"] == created["id"]


def test_the_projects_alert_of_the_name_is_not_elsewhere(
    alerts: Alerts, inventory: Inventory
) -> None:
    alerts.create(document(NAME, 7101))
    assert inventory.namesakes_elsewhere(OWN, NAME) == []


def test_a_name_in_other_letters_is_another_name(alerts: Alerts, inventory: Inventory) -> None:
    alerts.create(document(NAME.upper(), 7101))
    assert inventory.namesake(OWN, NAME) is None


@pytest.mark.parametrize("detectors", [(7103,), ()])
def test_a_namesake_in_another_project_or_in_none_is_elsewhere(
    alerts: Alerts, inventory: Inventory, detectors: tuple[int, ...]
) -> None:
    made = alerts.create(document(NAME, *detectors))["id"]
    found = inventory.namesakes_elsewhere(OWN, NAME)
    assert [alert["id"] for alert in found] == [made]


def test_a_namesake_elsewhere_is_not_taken(alerts: Alerts, inventory: Inventory) -> None:
    alerts.create(document(NAME, 7103))
    assert inventory.namesake(OWN, NAME) is None


def test_several_namesakes_are_refused(alerts: Alerts, inventory: Inventory) -> None:
    for detector in (7101, 7102):
        alerts.create(document(NAME, detector))
    with pytest.raises(RuleError, match="2 alerts of the project are named 'silent failure'"):
        inventory.namesake(OWN, NAME)


def test_several_namesakes_are_listed_with_their_pages(
    alerts: Alerts, inventory: Inventory
) -> None:
    ids = [alerts.create(document(NAME, 7101))["id"] for _ in range(2)]
    with pytest.raises(RuleError) as caught:
        inventory.namesake(OWN, NAME)
    assert all(inventory.url(alert) in caught.value.message for alert in ids)
