"""What no issue of the linked monitors is, lint says of conditions and filters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.files import clean, codes, found, rule, written

NEVER_AN_ERROR = [
    {"issueCategory": {"is": "feedback"}},
    {"issueCategory": {"isNot": "error"}},
    {"issueType": {"is": "metric_issue"}},
    {"issueType": {"isNot": "error"}},
    {"deescalatedFrom": "high"},
    {"raw": {"type": "event_created_by_detector", "comparison": 7}},
]
CRON = [{"name": "nightly backup", "type": "cron"}]


def advice(root: Path, **overrides: Any) -> list[str]:
    text = written(clean(alertRules=[rule(**overrides)]))
    return [str(one.message) for one in found(text, root) if one.check == "wrong-monitor"]


@pytest.mark.parametrize("part", NEVER_AN_ERROR)
@pytest.mark.parametrize("links", [{}, {"project": "web"}, {"projectMonitor": "error"}])
def test_what_no_error_is_is_told_of_a_rule_of_errors(
    tmp_path: Path, part: dict[str, Any], links: dict[str, Any]
) -> None:
    assert len(advice(tmp_path, filter=part, **links)) == 1


@pytest.mark.parametrize("part", NEVER_AN_ERROR)
@pytest.mark.parametrize(
    "links",
    [
        {"projectMonitor": "issue_stream"},
        {"projectMonitor": ["error", "issue_stream"]},
        {"allProjects": True},
        {"monitors": CRON},
        {"monitors": CRON, "project": "web"},
        {"monitors": [{"id": "7114"}]},
    ],
)
def test_it_is_not_told_of_a_rule_of_other_monitors(
    tmp_path: Path, part: dict[str, Any], links: dict[str, Any]
) -> None:
    assert advice(tmp_path, filter=part, **links) == []


@pytest.mark.parametrize(
    "part",
    [
        {"issueCategory": {"is": "error"}},
        {"issueCategory": {"isNot": "feedback"}},
        {"issueType": {"is": "error"}},
        {"issueType": {"isNot": "metric_issue"}},
        {"priority": {"atLeast": "high"}},
        {"sessions": {"moreThanPercent": 5, "within": "1h"}},
        {"raw": {"type": "issue_category", "comparison": 6}},
    ],
)
def test_what_an_error_may_be_is_not_told(tmp_path: Path, part: dict[str, Any]) -> None:
    assert advice(tmp_path, filter=part) == []


def test_the_message_names_the_monitor_and_what_to_write(tmp_path: Path) -> None:
    assert advice(tmp_path, filter={"issueCategory": {"is": "feedback"}}) == [
        "alertRules[0].filter: issue category is feedback never holds: the error monitor, which a "
        "new alert is linked to, has only error issues, so the rule never fires; write "
        "'projectMonitor: issue_stream'"
    ]


def test_a_condition_is_told_like_a_filter(tmp_path: Path) -> None:
    (told,) = advice(tmp_path, condition=[{"newIssue": True}, {"deescalatedFrom": "high"}])
    assert told.startswith("alertRules[0].condition[1]: priority de-escalated from high never")


@pytest.mark.parametrize(
    ("match", "effect"),
    [
        ("all", "so the rule never fires"),
        ("any", "so it adds nothing"),
        ("none", "so it keeps nothing out"),
    ],
)
def test_the_message_says_what_comes_of_it(tmp_path: Path, match: str, effect: str) -> None:
    parts = [{"message": {"contains": "x"}}, {"deescalatedFrom": "high"}]
    (told,) = advice(tmp_path, filter=parts, filterMatch=match)
    assert effect in told


def test_a_rule_that_matches_any_of_what_never_holds_never_fires(tmp_path: Path) -> None:
    told = advice(tmp_path, filter=NEVER_AN_ERROR, filterMatch="any")
    assert all("so the rule never fires" in one for one in told)


def test_a_further_group_is_told_with_its_own_place(tmp_path: Path) -> None:
    also = [{"filter": {"deescalatedFrom": "high"}, "action": {"emailTeam": "sre"}}]
    (told,) = advice(tmp_path, also=also)
    assert told.startswith("alertRules[0].also[0].filter: ")
    assert "so these actions never run" in told


@pytest.mark.parametrize(
    "part",
    [
        {"sessions": {"moreThanPercent": 5, "within": "1h"}},
        {"sessionIncrease": {"moreThanPercent": 5, "within": "1h", "comparedTo": "1d"}},
        {"issueCategory": {"is": "error"}},
        {"issueType": {"is": "error"}},
    ],
)
def test_what_only_errors_are_is_told_of_a_rule_of_cron_monitors(
    tmp_path: Path, part: dict[str, Any]
) -> None:
    (told,) = advice(tmp_path, filter=part, monitors=CRON)
    assert told.endswith("make no error issues, so the rule never fires; name a project as well")


@pytest.mark.parametrize(
    "links", [{"monitors": CRON, "project": "web"}, {"monitors": [{"id": "7114"}]}]
)
def test_it_is_not_told_where_one_of_the_monitors_may_make_errors(
    tmp_path: Path, links: dict[str, Any]
) -> None:
    part = {"sessions": {"moreThanPercent": 5, "within": "1h"}}
    assert advice(tmp_path, filter=part, **links) == []


def test_a_rule_of_no_monitor_is_told(tmp_path: Path) -> None:
    assert advice(tmp_path, monitors=[]) == [
        "alertRules[0].monitors: links the alert to no monitor, so the rule never fires; name one, "
        "or a project"
    ]


def test_a_server_without_the_alerts_api_has_no_monitors_to_choose(tmp_path: Path) -> None:
    entry = rule(filter={"issueCategory": {"is": "feedback"}})
    text = written(clean(alertRules=[entry], sentryApi="rules"))
    assert "wrong-monitor" not in codes(found(text, tmp_path))
