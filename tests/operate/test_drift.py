"""How a live alert stands to what was deployed."""

from __future__ import annotations

from typing import Any

import pytest

from infra.operate.deployed import ManagedRule
from infra.operate.drift import Standing, compare_with_live, has_moved
from infra.sentry.replies import Alert
from tests.factories import alert, replaced, rule_row

OWN = {"error": 111, "issue_stream": 112}


def of(live: Alert | None, **row: Any) -> Standing:
    return compare_with_live(ManagedRule.model_validate(rule_row(**row)), live, OWN)


def changed(path: str, value: Any) -> Alert:
    found: Any = replaced(alert(), path, value)
    return found  # type: ignore[no-any-return]


def test_an_alert_as_it_was_deployed_is_live_and_in_order() -> None:
    found = of(alert())
    assert (found.status, found.in_order) == ("live", True)


def test_an_alert_that_is_gone_is_missing_and_not_in_order() -> None:
    found = of(None)
    assert (found.status, found.in_order) == ("missing", False)


GROUP = "actionFilters.0"
DRIFTS = [
    ("name", "name", "renamed", "renamed"),
    ("frequency", "config.frequency", 60, "60 min"),
    ("environment", "environment", "staging", "staging"),
    ("condition", "triggers.conditions.0.comparison.value", 4, ">= 5 events in 1h"),
    ("filter", f"{GROUP}.conditions.0.comparison.value", "x", "message contains x"),
    ("action", f"{GROUP}.actions.0.config.targetIdentifier", "333", "email user 333"),
    ("project", "detectorIds", ["999"], "not trademaster-raptor"),
    ("project", "detectorIds", [], "not trademaster-raptor"),
]


@pytest.mark.parametrize(("field", "path", "value", "words"), DRIFTS)
def test_a_field_changed_by_hand_is_named_with_what_was_deployed_and_what_is_live(
    field: str, path: str, value: Any, words: str
) -> None:
    found = of(changed(path, value))
    assert found.status == "drifted"
    assert [(d.field, d.deployed, d.live) for d in found.differences] == [
        (field, rule_row()[field], words)
    ]


def test_a_link_to_the_projects_other_monitor_is_no_drift() -> None:
    assert of(changed("detectorIds", ["112"])).in_order


def test_a_link_to_another_monitor_asks_whose_it_is() -> None:
    rule = ManagedRule.model_validate(rule_row())
    assert [has_moved(rule, alert()), has_moved(rule, changed("detectorIds", ["112"]))] == [
        False,
        True,
    ]


def test_an_alert_disabled_by_hand_is_disabled_and_not_in_order() -> None:
    found = of(changed("enabled", False))
    assert (found.status, found.in_order) == ("disabled", False)


def test_an_alert_that_was_deployed_disabled_is_disabled_and_in_order() -> None:
    found = of(changed("enabled", False), status="disabled")
    assert (found.status, found.in_order) == ("disabled", True)


def test_an_alert_enabled_by_hand_has_drifted() -> None:
    assert of(alert(), status="disabled").status == "drifted"


def test_a_difference_is_told_in_one_line() -> None:
    (difference,) = of(changed("config.frequency", 60)).differences
    assert str(difference) == "frequency: deployed 30 min, live 60 min"


def test_when_the_alert_last_told_somebody_is_kept() -> None:
    told = "2026-11-20T02:11:00.000000Z"
    assert of(changed("lastTriggered", told)).last_triggered == told


def test_a_link_of_a_rule_that_names_its_links_is_drift_where_one_is_missing() -> None:
    row = rule_row(linked_to="api, web", monitors=[111, 211])
    found = compare_with_live(ManagedRule.model_validate(row), alert(), {"111": 111, "211": 211})
    (difference,) = found.differences
    assert str(difference) == "project: deployed api, web, live not all of api, web"


def test_a_monitor_linked_by_hand_is_named() -> None:
    names = {999: "cron monitor 'nightly backup' of web"}
    rule = ManagedRule.model_validate(rule_row())
    found = compare_with_live(rule, changed("detectorIds", ["111", "999"]), OWN, names)
    assert [d.live for d in found.differences] == [
        "trademaster-raptor and cron monitor 'nightly backup' of web"
    ]
