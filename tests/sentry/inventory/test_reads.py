"""Promises of the inventory: what is asked once, and who the recipients are."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.base.errors import UnavailableError
from infra.rules.recipients import Recipient
from infra.sentry.alerts import Alerts
from infra.sentry.inventory import Inventory
from tests.sentry.inventory.alerts import LIST, asked, document
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

THREADS = 8


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
    sentry: SentrySimulator, alerts: Alerts, inventory: Inventory
) -> None:
    alert = alerts.create(document())["id"]
    sentry.faults = parse_faults([{"method": "GET", "path": LIST, "fault": "slow:50"}])
    assert at_once(lambda: list(inventory.alerts())) == [[alert]] * THREADS


def test_a_caller_cannot_change_what_is_kept(alerts: Alerts, inventory: Inventory) -> None:
    alert = alerts.create(document())["id"]
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
