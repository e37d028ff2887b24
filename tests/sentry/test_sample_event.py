"""The event of a test is one that the alert's filter lets through, in an issue of its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from infra.base.errors import RuleError
from infra.rules.alert_rule import AlertRule
from infra.rules.to_document import to_document
from infra.sentry.sample_event import MARK, events_needed, sample_event
from tests.factories import RECIPIENTS, entry, replaced, rule, rules
from tests.simulators import sentry_firing
from tests.simulators.sentry_events import now

CONDITION = "actionFilters.0.conditions.0"


def document(**changes: Any) -> dict[str, Any]:
    """Give the document of a rule."""
    return to_document(rule(**changes), [7101], RECIPIENTS)


def message(*filters: dict[str, str]) -> str:
    """Give the message made up for filters of a message."""
    made = sample_event(document(filter=[{"message": found} for found in filters]), "m")
    text: str = made["message"]
    return text


def test_a_message_contains_what_is_asked_for() -> None:
    assert message({"contains": "skipped"}).startswith("skipped (a test of")


def test_a_message_equals_what_is_asked_for() -> None:
    assert message({"equals": "Skipped it"}) == "Skipped it"


def test_a_message_starts_with_what_is_asked_for() -> None:
    assert message({"startsWith": "E42"}, {"contains": "disk"}).startswith("E42 disk (a test of")


def test_what_must_not_be_in_a_message_is_not() -> None:
    assert "retry" not in message({"contains": "disk"}, {"notContains": "retry"})


@pytest.mark.parametrize(
    "filters",
    [
        [{"equals": "a"}, {"equals": "b"}],
        [{"contains": "disk"}, {"notContains": "disk"}],
        [{"notContains": "test"}],
    ],
)
def test_where_no_message_fits_that_is_told(filters: list[dict[str, str]]) -> None:
    with pytest.raises(RuleError, match="no event can be made up"):
        message(*filters)


def test_a_filter_that_is_not_known_is_told() -> None:
    other = replaced(document(), f"{CONDITION}.type", "latest_release")
    other = replaced(other, f"{CONDITION}.comparison", True)
    with pytest.raises(RuleError, match="no event can be made up"):
        sample_event(other, "m")


def test_a_filter_of_which_nothing_may_hold_is_told() -> None:
    with pytest.raises(RuleError, match="no event can be made up"):
        sample_event(replaced(document(), "actionFilters.0.logicType", "none"), "m")


def test_a_tag_that_is_asked_for_is_set() -> None:
    tag = {"type": "tagged_event", "comparison": {"key": "k", "match": "eq", "value": "v"}}
    tagged = replaced(document(), "actionFilters.0.conditions.1", tag | {"conditionResult": True})
    assert sample_event(tagged, "m")["tags"] == {MARK: "m", "k": "v"}


def test_an_event_comes_from_the_environment_of_the_alert() -> None:
    assert sample_event(document(environment="staging"), "m")["environment"] == "staging"


def test_each_test_is_an_issue_of_its_own() -> None:
    fingerprints = [sample_event(document(), mark)["fingerprint"] for mark in ("a", "b")]
    assert fingerprints[0] != fingerprints[1]


@given(rules())
def test_whatever_is_made_up_the_alert_lets_through(drawn: AlertRule) -> None:
    sent = to_document(drawn, [7101], RECIPIENTS)
    try:
        event = sample_event(sent, "m")
        stored = [{"issueId": "1", "dateCreated": now()}] * events_needed(sent)
    except RuleError:
        return
    group, state = sent["actionFilters"][0], {"events": stored}
    assert not group["conditions"] or sentry_firing._group(state, group, {"id": "1"}, event)


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_events_are_sent_as_make_it_fire(count: int) -> None:
    assert events_needed(document(condition={"atLeast": count, "within": "1h"})) == count


def test_an_alert_that_needs_very_many_events_is_told() -> None:
    with pytest.raises(RuleError, match="fires after 11 events"):
        events_needed(document(condition={"atLeast": 11, "within": "1h"}))


def test_a_count_among_the_filters_counts_as_well() -> None:
    count = {"type": "event_frequency_count", "comparison": {"value": 4, "interval": "5m"}}
    moved = replaced(document(), "actionFilters.0.conditions.1", count | {"conditionResult": True})
    assert events_needed(moved) == 5
    assert entry()["condition"]["atLeast"] == 3
