"""A trigger without an event is told of what it never gets through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.files import clean, found, rule, written

RESOLVED = {"resolvedIssue": True}
SEER = {"seerActivity": ["rca_completed"]}
OF_EVENTS: list[dict[str, Any]] = [
    {"message": {"contains": "x"}},
    {"tag": {"key": "os", "equals": "linux"}},
    {"level": {"atLeast": "error"}},
    {"latestRelease": True},
    {"latestAdoptedRelease": {"release": "oldest", "is": "newer", "environment": "production"}},
    {"events": {"atLeast": 5, "within": "1h"}},
    {"users": {"atLeast": 5, "within": "1h"}},
    {"sessions": {"moreThanPercent": 5, "within": "1h"}},
]
OF_ISSUES: list[dict[str, Any]] = [
    {"age": {"olderThan": "1 day"}},
    {"assignedTo": {"nobody": True}},
    {"occurrences": {"atLeast": 10}},
    {"priority": {"atLeast": "high"}},
    {"issueCategory": {"is": "error"}},
]


def advice(root: Path, **overrides: Any) -> list[str]:
    text = written(clean(alertRules=[rule(**overrides)]))
    return [str(one.message) for one in found(text, root) if one.check == "no-event"]


@pytest.mark.parametrize("trigger", [RESOLVED, SEER])
@pytest.mark.parametrize("part", OF_EVENTS)
def test_a_filter_of_events_is_told(
    tmp_path: Path, trigger: dict[str, Any], part: dict[str, Any]
) -> None:
    assert len(advice(tmp_path, condition=trigger, filter=part)) == 1


@pytest.mark.parametrize("trigger", [RESOLVED, SEER])
@pytest.mark.parametrize("part", OF_ISSUES)
def test_a_filter_of_issues_is_not_told(
    tmp_path: Path, trigger: dict[str, Any], part: dict[str, Any]
) -> None:
    assert advice(tmp_path, condition=trigger, filter=part) == []


@pytest.mark.parametrize(
    "trigger",
    [
        "newIssue",
        "regressedIssue",
        "escalatingIssue",
        "newHighPriorityIssue",
        "existingHighPriorityIssue",
        "everyEvent",
    ],
)
def test_other_triggers_come_with_their_event(tmp_path: Path, trigger: str) -> None:
    part = {"message": {"contains": "x"}}
    told = advice(tmp_path, condition={trigger: True}, filter=part, environment="production")
    assert told == []


def test_the_message_says_that_the_rule_never_fires(tmp_path: Path) -> None:
    part = {"message": {"contains": "x"}}
    assert advice(tmp_path, condition=RESOLVED, filter=part) == [
        "alertRules[0].filter: message contains x looks at an event, and resolvedIssue has none, "
        "so the rule never fires; write another rule for it"
    ]


def test_beside_another_trigger_the_message_says_which_one_never_passes(tmp_path: Path) -> None:
    part = {"message": {"contains": "x"}}
    (told,) = advice(tmp_path, condition=[{"newIssue": True}, RESOLVED], filter=part)
    assert "so resolvedIssue never passes it" in told


def test_a_filter_that_some_activity_passes_is_not_told(tmp_path: Path) -> None:
    parts = [{"message": {"contains": "x"}}, {"priority": {"atLeast": "high"}}]
    assert advice(tmp_path, condition=RESOLVED, filter=parts, filterMatch="any") == []


def test_a_filter_that_keeps_no_activity_out_is_told(tmp_path: Path) -> None:
    part = {"message": {"contains": "x"}}
    (told,) = advice(tmp_path, condition=RESOLVED, filter=part, filterMatch="none")
    assert "so each resolvedIssue passes it" in told


def test_a_number_that_is_not_counted_keeps_every_activity_out(tmp_path: Path) -> None:
    parts = [{"message": {"contains": "x"}}, {"events": {"atLeast": 5, "within": "1h"}}]
    _, told = advice(tmp_path, condition=RESOLVED, filter=parts, filterMatch="none")
    assert "so the rule never fires" in told


def test_a_group_that_no_activity_reaches_is_told_at_its_place(tmp_path: Path) -> None:
    also = {"filter": {"level": {"atLeast": "error"}}, "action": {"emailTeam": "sre"}}
    part = {"priority": {"atLeast": "high"}}
    (told,) = advice(tmp_path, condition=RESOLVED, filter=part, also=[also])
    assert told.startswith("alertRules[0].also[0].filter: ")
    assert "so these actions never run" in told


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        (RESOLVED, "so the rule never fires"),
        ([RESOLVED, {"newIssue": True}], "so resolvedIssue never fires the rule"),
    ],
)
def test_an_environment_is_told(tmp_path: Path, condition: Any, outcome: str) -> None:
    part = {"priority": {"atLeast": "high"}}
    (told,) = advice(tmp_path, condition=condition, filter=part, environment="production")
    assert told.startswith("alertRules[0].environment: resolvedIssue belongs to no environment")
    assert outcome in told


def test_conditions_that_must_hold_at_once_are_told(tmp_path: Path) -> None:
    both = [RESOLVED, {"newIssue": True}]
    part = {"priority": {"atLeast": "high"}}
    (told,) = advice(tmp_path, condition=both, conditionMatch="all", filter=part)
    assert told.startswith("alertRules[0].condition[1]: a new issue is created looks at an event")


def test_what_must_not_happen_needs_no_event(tmp_path: Path) -> None:
    part = {"message": {"contains": "x"}}
    assert advice(tmp_path, condition=RESOLVED, conditionMatch="none", filter=part) == []
