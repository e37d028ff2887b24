"""Promises of the inventory: what is asked once, what is read back, what is warned of."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import SecretStr

from infra import notices
from infra.errors import RuleError, UnavailableError
from infra.inventory import Inventory
from infra.rules import Recipient
from infra.sentry import SentryClient
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

NAME = "silent failure"
LIST = "/api/0/organizations/moosequest/workflows/"
THREADS = 8


@pytest.fixture
def client(sentry: SentrySimulator) -> SentryClient:
    token = SecretStr(tokens.SENTRY_TOKEN)
    return SentryClient(sentry.url, "moosequest", token, "tests/1", "the environment")


@pytest.fixture
def inventory(sentry: SentrySimulator, client: SentryClient) -> Inventory:
    return Inventory(client, sentry.url, "moosequest")


@pytest.fixture(autouse=True)
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep what would be shown under the engine's diagnostics."""
    said: list[str] = []
    monkeypatch.setattr(notices, "warn", said.append)
    return said


def document(name: str = NAME, *detectors: int) -> dict[str, Any]:
    """Write an alert that Sentry takes; without detectors it belongs to the organization."""
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": list(detectors),
        "triggers": {"logicType": "any-short", "conditions": []},
        "actionFilters": [],
    }


def asked(sentry: SentrySimulator, path: str, method: str = "GET") -> int:
    """Count the requests for a path."""
    return [(entry["method"], entry["path"]) for entry in sentry.requests].count((method, path))


def at_once(call: Callable[[], object]) -> list[object]:
    """Make a call in many threads at the same time."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(call) for _ in range(THREADS)]]


# Asked once.


def test_alerts_are_listed_once_however_many_threads_ask(
    sentry: SentrySimulator, inventory: Inventory
) -> None:
    sentry.faults = parse_faults([{"method": "GET", "path": LIST, "fault": "slow:50"}])
    at_once(inventory.alerts)
    assert asked(sentry, LIST) == 1


def test_every_thread_gets_the_alerts(
    sentry: SentrySimulator, client: SentryClient, inventory: Inventory
) -> None:
    alert = client.create_alert(document())["id"]
    sentry.faults = parse_faults([{"method": "GET", "path": LIST, "fault": "slow:50"}])
    assert at_once(lambda: list(inventory.alerts())) == [[alert]] * THREADS


def test_a_caller_cannot_change_what_is_kept(client: SentryClient, inventory: Inventory) -> None:
    alert = client.create_alert(document())["id"]
    inventory.alerts().clear()
    assert list(inventory.alerts()) == [alert]


def test_monitors_are_asked_for_once(sentry: SentrySimulator, inventory: Inventory) -> None:
    at_once(lambda: inventory.detectors("trademaster-raptor"))
    assert asked(sentry, "/api/0/organizations/moosequest/detectors/") == 1


def test_each_project_has_its_own_monitors(inventory: Inventory) -> None:
    inventory.detectors("trademaster-raptor")
    assert inventory.detectors("other-project") == {"error": 7103, "issue_stream": 7104}


def test_a_person_is_asked_for_once(sentry: SentrySimulator, inventory: Inventory) -> None:
    at_once(lambda: inventory.user("ops@raxx.app"))
    assert asked(sentry, "/api/0/organizations/moosequest/members/") == 1


def test_a_team_is_asked_for_once(sentry: SentrySimulator, inventory: Inventory) -> None:
    at_once(lambda: inventory.identifier(Recipient("team", "sre")))
    assert asked(sentry, "/api/0/teams/moosequest/sre/") == 1


def test_a_failed_listing_is_not_kept(
    sentry: SentrySimulator, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    sentry.faults = parse_faults([{"method": "GET", "path": LIST, "fault": "503", "times": 4}])
    with pytest.raises(UnavailableError):
        inventory.alerts()
    assert inventory.alerts() == {}


# Recipients.


def test_a_person_is_identified_by_the_users_id(inventory: Inventory) -> None:
    assert inventory.identifier(Recipient("user", "ops@raxx.app")) == "3001"


def test_a_team_is_identified_by_its_id(inventory: Inventory) -> None:
    assert inventory.identifier(Recipient("team", "sre")) == "801"


def test_a_primary_address_is_not_warned_of(inventory: Inventory, warnings: list[str]) -> None:
    inventory.user("ops@raxx.app")
    assert not warnings


def test_a_primary_address_in_capitals_is_not_warned_of(
    inventory: Inventory, warnings: list[str]
) -> None:
    inventory.user("OPS@raxx.app")
    assert not warnings


def test_a_secondary_address_is_warned_of(inventory: Inventory, warnings: list[str]) -> None:
    inventory.user("oncall-alias@raxx.app")
    assert warnings[0].startswith("oncall-alias@raxx.app is a secondary address of kai@raxx.app")


# Writes.


def test_a_new_alert_is_read_back(sentry: SentrySimulator, inventory: Inventory) -> None:
    sentry.state["ignoresOnWrite"] = ["name"]
    assert inventory.create("trademaster-raptor", document(NAME))[0]["name"] == ""


def test_a_changed_alert_is_read_back(
    sentry: SentrySimulator, client: SentryClient, inventory: Inventory
) -> None:
    alert = client.create_alert(document(NAME))["id"]
    sentry.state["ignoresOnWrite"] = ["name"]
    assert inventory.update(alert, document("loud failure"))["name"] == NAME


def test_a_new_alert_joins_those_listed_before(inventory: Inventory) -> None:
    inventory.alerts()
    created, _ = inventory.create("trademaster-raptor", document())
    assert inventory.alerts() == {created["id"]: created}


def test_a_changed_alert_replaces_the_one_listed_before(
    client: SentryClient, inventory: Inventory
) -> None:
    alert = client.create_alert(document(NAME))["id"]
    inventory.alerts()
    inventory.update(alert, document("loud failure"))
    assert inventory.alerts()[alert]["name"] == "loud failure"


def test_a_write_before_the_first_listing_hides_no_other_alert(
    client: SentryClient, inventory: Inventory
) -> None:
    older = client.create_alert(document("older"))["id"]
    newer = inventory.create("trademaster-raptor", document())[0]["id"]
    assert list(inventory.alerts()) == [older, newer]


def test_an_alert_that_is_gone_after_the_write_is_told(
    client: SentryClient, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = client.create_alert

    def create_and_lose(document: dict[str, Any]) -> object:
        alert = create(document)
        client.delete_alert(alert["id"])
        return alert

    monkeypatch.setattr(client, "create_alert", create_and_lose)
    with pytest.raises(RuleError, match="took alert 52001 and has no such alert a moment later"):
        inventory.create("trademaster-raptor", document())


def test_what_was_forgotten_is_listed_anew(client: SentryClient, inventory: Inventory) -> None:
    inventory.alerts()
    alert = client.create_alert(document())["id"]
    inventory.forget()
    assert list(inventory.alerts()) == [alert]


# One alert.


def test_a_listed_alert_is_not_asked_for_again(
    sentry: SentrySimulator, client: SentryClient, inventory: Inventory
) -> None:
    alert = client.create_alert(document())["id"]
    inventory.alerts()
    inventory.alert(alert)
    assert asked(sentry, f"{LIST}{alert}/") == 0


def test_an_alert_the_list_lacks_is_asked_for_by_its_id(
    client: SentryClient, inventory: Inventory
) -> None:
    inventory.alerts()
    created = client.create_alert(document())
    found = inventory.alert(created["id"])
    assert found is not None
    assert found["id"] == created["id"]


def test_an_alert_nobody_has_is_none(inventory: Inventory) -> None:
    assert inventory.alert("52999") is None


# Namesakes.


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
