"""Promises of how a text is compared: as Sentry compares it."""

import pytest

from infra.rules.matching import CONTAINING, DENIALS, filters_of, holds

TRUE = [
    ("co", "Space", "no space left"),
    ("eq", "NO SPACE LEFT", "no space left"),
    ("sw", "No", "no space left"),
    ("ew", "LEFT", "no space left"),
    ("is", "", "no space left"),
    ("eq", "", None),
]
FALSE = [
    ("co", "disk", "no space left"),
    ("eq", "no space", "no space left"),
    ("sw", "space", "no space left"),
    ("ew", "space", "no space left"),
    ("is", "", None),
    ("co", "space", None),
]


@pytest.mark.parametrize(("match", "value", "text"), TRUE)
def test_a_text_fulfils_a_match_whatever_its_case(match: str, value: str, text: str | None) -> None:
    assert holds(match, value, text)


@pytest.mark.parametrize(("match", "value", "text"), FALSE)
def test_another_text_does_not(match: str, value: str, text: str | None) -> None:
    assert not holds(match, value, text)


@pytest.mark.parametrize(("match", "value", "text"), TRUE + FALSE)
def test_a_match_that_says_not_holds_where_the_other_does_not(
    match: str, value: str, text: str | None
) -> None:
    denial = next(denial for denial, denied in DENIALS.items() if denied == match)
    assert holds(denial, value, text) is not holds(match, value, text)


def test_an_unknown_match_holds_for_no_text() -> None:
    assert not holds("re", "space", "space")


@pytest.mark.parametrize("match", sorted(CONTAINING))
def test_what_contains_the_value_is_all_that_such_a_match_lets_through(match: str) -> None:
    assert not holds(match, "disk", "no space left")


def test_a_count_of_all_events_is_no_filter_and_one_of_some_is() -> None:
    some = {"type": "event_frequency_count", "comparison": {"value": 4, "filters": [{}]}}
    every = {"type": "event_frequency_count", "comparison": {"value": 4}}
    assert filters_of({"actionFilters": [{"conditions": [some, every]}]}) == [some]


def test_a_document_without_groups_has_no_filters() -> None:
    assert filters_of({"actionFilters": []}) == []
