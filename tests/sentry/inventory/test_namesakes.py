"""Promises of the inventory: alerts of the same name."""

import pytest

from infra.base.errors import RuleError
from infra.sentry.client import SentryClient
from infra.sentry.inventory import Inventory
from tests.sentry.inventory.alerts import NAME, document
from tests.simulators.sentry import SentrySimulator


def test_no_alert_of_the_name_is_none(client: SentryClient, inventory: Inventory) -> None:
    client.create_alert(document("another", 7101))
    assert inventory.namesake("trademaster-raptor", NAME) is None


@pytest.mark.parametrize("detector", [7101, 7102])
def test_the_projects_alert_of_the_name_is_found(
    client: SentryClient, inventory: Inventory, detector: int
) -> None:
    created = client.create_alert(document(NAME, detector))
    found = inventory.namesake("trademaster-raptor", NAME)
    assert found is not None
    assert found["id"] == created["id"]


def test_the_projects_alert_of_the_name_is_not_warned_of(
    client: SentryClient, inventory: Inventory, warnings: list[str]
) -> None:
    client.create_alert(document(NAME, 7101))
    inventory.namesake("trademaster-raptor", NAME)
    assert not warnings


def test_a_name_in_other_letters_is_another_name(
    client: SentryClient, inventory: Inventory
) -> None:
    client.create_alert(document(NAME.upper(), 7101))
    assert inventory.namesake("trademaster-raptor", NAME) is None


@pytest.mark.parametrize(("detectors", "place"), [((7103,), "another project"), ((), "no project")])
def test_a_namesake_elsewhere_is_warned_of(
    client: SentryClient,
    inventory: Inventory,
    warnings: list[str],
    detectors: tuple[int, ...],
    place: str,
) -> None:
    client.create_alert(document(NAME, *detectors))
    inventory.namesake("trademaster-raptor", NAME)
    assert [f"alert 52001 is also named {NAME!r} but is linked to {place}" in warnings[0]] == [True]


def test_a_namesake_elsewhere_is_warned_of_with_its_page(
    sentry: SentrySimulator, client: SentryClient, inventory: Inventory, warnings: list[str]
) -> None:
    client.create_alert(document(NAME, 7103))
    inventory.namesake("trademaster-raptor", NAME)
    page = f"{sentry.url}/organizations/moosequest/monitors/alerts/52001/"
    assert warnings[0].endswith(f"it is left alone: {page}")


def test_a_namesake_elsewhere_is_not_taken(client: SentryClient, inventory: Inventory) -> None:
    client.create_alert(document(NAME, 7103))
    assert inventory.namesake("trademaster-raptor", NAME) is None


def test_several_namesakes_are_refused(client: SentryClient, inventory: Inventory) -> None:
    for detector in (7101, 7102):
        client.create_alert(document(NAME, detector))
    with pytest.raises(RuleError, match="2 alerts of the project are named 'silent failure'"):
        inventory.namesake("trademaster-raptor", NAME)


def test_several_namesakes_are_listed_with_their_pages(
    client: SentryClient, inventory: Inventory
) -> None:
    ids = [client.create_alert(document(NAME, 7101))["id"] for _ in range(2)]
    with pytest.raises(RuleError) as caught:
        inventory.namesake("trademaster-raptor", NAME)
    assert all(inventory.url(alert) in caught.value.message for alert in ids)
