"""A filter that holds for every event, or for none, is told with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.files import clean, found, rule, written

NEVER: list[dict[str, Any]] = [
    {"environment": {"isSet": False}},
    {"type": {"isSet": False}},
    {"error.main_thread": {"equals": "true"}},
    {"error.main_thread": {"isSet": True}},
    {"message": {"equals": ""}},
    {"message": {"notContains": ""}},
    {"tag": {"key": "os", "isIn": [""]}},
    {"raw": {"type": "tagged_event", "comparison": {"key": "n", "match": "gt", "value": "5"}}},
    {"raw": {"type": "level", "comparison": {"level": 40, "match": "gt"}}},
    {"raw": {"type": "latest_release", "comparison": True, "conditionResult": "no"}},
]
ALWAYS: list[dict[str, Any]] = [
    {"environment": {"isSet": True}},
    {"type": {"isSet": True}},
    {"error.main_thread": {"notEquals": "true"}},
    {"error.main_thread": {"notIn": ["true"]}},
    {"error.main_thread": {"isSet": False}},
    {"occurrences": {"atLeast": 0}},
]
SOMETIMES: list[dict[str, Any]] = [
    {"environment": {"equals": "None"}},
    {"platform": {"isSet": False}},
    {"error.unhandled": {"equals": "true"}},
    {"message": {"equals": " "}},
    {"tag": {"key": "environment", "isSet": False}},
    {"level": {"atMost": "error"}},
    {"occurrences": {"atLeast": 1}},
    {"raw": {"type": "latest_release", "comparison": True, "conditionResult": False}},
    {"raw": {"type": "event_seen_count", "comparison": 5}},
]


def advice(root: Path, **overrides: Any) -> list[str]:
    text = written(clean(alertRules=[rule(**overrides)]))
    return [str(one.message) for one in found(text, root) if one.check == "constant-filter"]


@pytest.mark.parametrize("part", NEVER)
def test_a_filter_that_never_holds_is_told(tmp_path: Path, part: dict[str, Any]) -> None:
    (told,) = advice(tmp_path, filter=part)
    assert " never holds, so the rule never fires: " in told


@pytest.mark.parametrize("part", ALWAYS)
def test_a_filter_that_always_holds_is_told(tmp_path: Path, part: dict[str, Any]) -> None:
    (told,) = advice(tmp_path, filter=part)
    assert " always holds, so it keeps nothing out: " in told


@pytest.mark.parametrize("part", SOMETIMES)
def test_a_filter_that_holds_for_some_is_not_told(tmp_path: Path, part: dict[str, Any]) -> None:
    assert advice(tmp_path, filter=part) == []


def test_a_missing_environment_is_told_with_what_sentry_reads_instead(tmp_path: Path) -> None:
    assert advice(tmp_path, filter={"environment": {"isSet": False}}) == [
        "alertRules[0].filter: environment is not set never holds, so the rule never fires: "
        "Sentry reads a missing environment as the text None; write 'equals: None'"
    ]


@pytest.mark.parametrize(
    ("match", "effect"),
    [
        ("all", "so it keeps nothing out"),
        ("any", "so the others add nothing"),
        ("none", "so the rule never fires"),
    ],
)
def test_what_comes_of_a_filter_that_always_holds_is_said(
    tmp_path: Path, match: str, effect: str
) -> None:
    parts = [{"message": {"contains": "x"}}, {"type": {"isSet": True}}]
    (told,) = advice(tmp_path, filter=parts, filterMatch=match)
    assert told.startswith("alertRules[0].filter[1]: ")
    assert effect in told


def test_a_count_of_what_sentry_cannot_count_by_is_told(tmp_path: Path) -> None:
    count = {"atLeast": 3, "within": "1h", "where": {"stacktrace.code": {"contains": "x"}}}
    (told,) = advice(tmp_path, condition=count)
    assert told.startswith("alertRules[0].condition: counts every event")


def test_a_count_by_another_attribute_is_not_told(tmp_path: Path) -> None:
    count = {"atLeast": 3, "within": "1h", "where": {"stacktrace.module": {"contains": "x"}}}
    assert advice(tmp_path, condition=count) == []
