"""A raw part for which there is a key is told which one; any other is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.files import clean, found, rule, written


def advice(root: Path, **overrides: Any) -> list[tuple[str, str]]:
    text = written(clean(alertRules=[rule(**overrides)]))
    return [(one.path, one.text) for one in found(text, root) if one.check == "raw"]


def raw(type_: str, comparison: Any, **more: Any) -> dict[str, Any]:
    return {"raw": {"type": type_, "comparison": comparison, **more}}


MESSAGE = {"attribute": "message", "match": "co", "value": "x"}
COUNT = {"value": 4, "interval": "1h"}
OWNERS = {"type": "email", "config": {"targetType": "issue_owners"}}


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (raw("event_attribute", MESSAGE), "message"),
        (raw("event_attribute", MESSAGE | {"attribute": "user.id"}), "user.id"),
        (raw("issue_category", {"value": 6}), "issueCategory"),
        (raw("issue_priority_greater_or_equal", "high"), "priority"),
        (raw("event_frequency_count", COUNT), "events"),
    ],
)
def test_a_raw_filter_that_a_key_says_is_told(
    tmp_path: Path, part: dict[str, Any], key: str
) -> None:
    text = f"'{key}' says the same, and is checked before anything is sent; write that"
    assert advice(tmp_path, filter=part) == [("alertRules[0].filter.raw", text)]


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (raw("first_seen_event", True), "newIssue"),
        (raw("event_frequency_count", COUNT), "atLeast"),
        (raw("seer_activity_trigger", ["pr_created"]), "seerActivity"),
    ],
)
def test_a_raw_condition_that_a_key_says_is_told(
    tmp_path: Path, part: dict[str, Any], key: str
) -> None:
    ((path, text),) = advice(tmp_path, condition=[{"escalatingIssue": True}, part])
    assert (path, text.split(" says")[0]) == ("alertRules[0].condition[1].raw", f"'{key}'")


def test_a_raw_action_that_a_key_says_is_told_in_its_group(tmp_path: Path) -> None:
    also = [{"filter": {"latestRelease": True}, "action": {"raw": OWNERS}}]
    ((path, text),) = advice(tmp_path, also=also)
    assert path == "alertRules[0].also[0].action.raw"
    assert text.startswith("'emailIssueOwners' says the same")


@pytest.mark.parametrize(
    "part",
    [
        raw("event_seen_count", 5),
        raw("issue_category", {"value": 6}, conditionResult=False),
        raw("regression_event", False),
        raw("age_comparison", 5),
        raw("seer_activity_trigger", [["rca_completed"]]),
        raw("assigned_to", {"targetType": "Team", "targetIdentifier": 7}),
    ],
)
def test_a_raw_filter_that_no_key_says_is_not_told(tmp_path: Path, part: dict[str, Any]) -> None:
    assert advice(tmp_path, condition={"newIssue": True}, filter=part) == []


@pytest.mark.parametrize(
    "action",
    [
        OWNERS | {"status": "disabled"},
        {"type": "email", "config": {"targetType": "user", "targetIdentifier": "222"}},
        {"type": "github", "data": {"additionalFields": 5}},
        {"type": "sentry_app", "data": {"settings": 5}},
    ],
)
def test_a_raw_action_that_no_key_says_is_not_told(tmp_path: Path, action: dict[str, Any]) -> None:
    assert advice(tmp_path, action={"raw": action}) == []
