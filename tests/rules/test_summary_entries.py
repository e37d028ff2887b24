"""Promises of the entry that a live alert would have: the very one, or none at all."""

import pytest
from hypothesis import given

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.from_document import from_document
from infra.rules.to_document import to_document
from tests.factories import NAMES, RECIPIENTS, alert, replaced, rule, rules

FILTER = "actionFilters.0.conditions.0"
COUNT = "triggers.conditions.0"
ACTION = "actionFilters.0.actions.0"


def test_a_live_alert_is_told_as_the_entry_that_declares_it() -> None:
    assert from_document(canonical(alert()), NAMES) == rule(key="disk-full")


@given(rules())
def test_a_rule_comes_back_from_its_document_as_it_was_written(written: AlertRule) -> None:
    assert from_document(to_document(written, [111], RECIPIENTS), NAMES) == written


@given(rules())
def test_a_live_alert_comes_back_from_its_entry_as_it_is(written: AlertRule) -> None:
    owned = written.owner is not None
    document = canonical(to_document(written, [112], RECIPIENTS), owned)
    again = to_document(from_document(document, NAMES), [112], RECIPIENTS)
    assert canonical(again, owned) == document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{COUNT}.type", "event_seen_count"),
        (f"{COUNT}.conditionResult", False),
        (f"{COUNT}.comparison.filters", [{"key": "a", "match": "gt", "value": "b"}]),
        ("actionFilters", []),
        (f"{FILTER}.type", "tagged_event"),
        (f"{FILTER}.conditionResult", False),
        (f"{FILTER}.comparison.attribute", "planet"),
        (f"{FILTER}.comparison.match", "lte"),
        (f"{ACTION}.type", "slack"),
        (f"{ACTION}.config.targetIdentifier", "999"),
        (f"{ACTION}.config.targetType", "specific"),
    ],
)
def test_a_part_that_no_key_says_is_not_mistaken_for_one(path: str, value: object) -> None:
    document = canonical(replaced(alert(), path, value))
    found = from_document(document, NAMES)
    assert found != rule(key="disk-full")
    assert canonical(to_document(found, [111], RECIPIENTS)) == document


@pytest.mark.parametrize(
    ("logic", "match"), [("any", "any"), ("any-short", "any"), ("none", "none")]
)
def test_filters_that_need_not_all_match_are_told_so(logic: str, match: str) -> None:
    second = alert()["actionFilters"][0]["conditions"][0]
    two = replaced(alert(), "actionFilters.0.conditions.1", second)
    document = canonical(replaced(two, "actionFilters.0.logicType", logic))
    assert from_document(document, NAMES).filter_match == match
