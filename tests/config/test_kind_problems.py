"""Promises of what Sentry would refuse of a kind: the config refuses it first, with its place."""

from typing import Any

import pytest

from tests.factories import complaints, entry, rule, rule_complaints

RULE = "raxx-alerts:alertRules[0]"
COUNT = {"atLeast": 1, "within": "1h"}
INCREASE = {"moreThanPercent": 10, "within": "1h", "comparedTo": "1d"}
INTERVALS = "1m, 5m, 15m, 1h, 1d, 1w, 30d"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"message": {"isSet": True, "equals": "x"}}, "filter.message: a text match: both"),
        ({"message": {"isIn": ["a,b"]}}, "filter.message.isIn[0]: 'a,b' has a comma"),
        ({"message": {"isIn": []}}, "filter.message.isIn: is empty; write at least one"),
        ({"tag": {"key": "a b", "equals": "x"}}, "filter.tag.key: 'a b' is not a tag's name"),
        ({"tag": {"equals": "x"}}, "filter.tag.key: is missing"),
        ({"tag": {"key": "x"}}, "filter.tag: a text match: no key of contains, "),
        ({"level": {"atLeast": "err"}}, "filter.level.atLeast: 'err' is not one of fatal, error, "),
        ({"age": {"olderThan": "10"}}, "filter.age.olderThan: '10' is not an age; write it as"),
        ({"age": {"olderThan": "1 month"}}, "filter.age.olderThan: '1 month' is not an age"),
        ({"assignedTo": {"nobody": False}}, "filter.assignedTo.nobody: False is not one of True"),
        ({"issueCategory": {"is": "perf"}}, "filter.issueCategory.is: 'perf' is not one of error"),
        ({"occurrences": {"atLeast": -1}}, "filter.occurrences.atLeast: -1 is less than 0"),
        ({"priority": {"atLeast": 75}}, "filter.priority.atLeast: 75 is not one of high, medium"),
        ({"deescalatedFrom": "urgent"}, "filter.deescalatedFrom: 'urgent' is not one of high"),
        ({"latestRelease": False}, "filter.latestRelease: False is not one of True"),
        ({"users": {"atLeast": 1, "within": "10m"}}, "filter.users.within: '10m' is not one of"),
        ({"sessions": {"within": "1h"}}, "filter.sessions.moreThanPercent: is missing"),
        (
            {"sessions": {"moreThanPercent": 100.5, "within": "1h"}},
            "filter.sessions.moreThanPercent: 100.5 is more than 100",
        ),
        (
            {"sessionIncrease": {**INCREASE, "moreThanPercent": -1}},
            "filter.sessionIncrease.moreThanPercent: -1 is less than 0",
        ),
        (
            {"eventIncrease": {**INCREASE, "comparedTo": "1m"}},
            "filter.eventIncrease.comparedTo: '1m' is not one of 5m, 15m, 1h, 1d, 1w, 30d",
        ),
        (
            {"eventIncrease": {**INCREASE, "moreThanPercent": 0.5}},
            "filter.eventIncrease.moreThanPercent: 0.5: input should be a valid integer",
        ),
        (
            {"users": {**COUNT, "where": {"level": {"equals": "error"}}}},
            "filter.users.where.level: unknown key",
        ),
    ],
)
def test_a_filter_that_sentry_refuses_is_told(written: dict[str, Any], told: str) -> None:
    (line,) = rule_complaints(filter=written)
    assert line.startswith(f"{RULE}.{told}")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"newIssue": False}, "condition.newIssue: False is not one of True"),
        ({"seerActivity": []}, "condition.seerActivity: is empty, or names a stage twice"),
        ({"seerActivity": ["pr_created"]}, "condition.seerActivity[0]: 'pr_created' is not one of"),
        ({"events": COUNT}, "condition.events: unknown key"),
        ([{"newIssue": True}, {"atLeast": 1}], "condition[1].within: is missing"),
        ([], "condition: is empty; write at least one"),
    ],
)
def test_a_condition_that_sentry_refuses_is_told(written: Any, told: str) -> None:
    (line,) = rule_complaints(condition=written)
    assert line.startswith(f"{RULE}.{told}")


@pytest.mark.parametrize("match", ["all", "none"])
def test_what_sentry_keeps_of_older_alerts_can_be_declared(match: str) -> None:
    """It refuses the like of a new alert, and leaves one that has it as it is."""
    assert rule(condition=[{"newIssue": True}, COUNT], conditionMatch=match)
    assert rule(condition=[{"everyEvent": True}, COUNT], filter={"events": COUNT})


@pytest.mark.parametrize("interval", ["15m", "1d", "1w", "30d"])
def test_an_interval_in_which_no_session_is_counted_is_told(interval: str) -> None:
    assert rule_complaints(filter={"sessions": {"moreThanPercent": 5, "within": interval}}) == [
        f"{RULE}.filter.sessions.within: {interval!r} is no interval that Sentry counts sessions "
        "in, so the rule would never fire; write 1m, 5m, 10m, 30m or 1h"
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("event_seen_count", "filter.raw: 'event_seen_count' is not a mapping of keys to values"),
        ({"comparison": 5}, "filter.raw.type: is missing"),
        ({"type": "event_seen_count"}, "filter.raw.comparison: is missing"),
        ({"type": 5, "comparison": 5}, "filter.raw.type: 5: input should be a valid string"),
        ({"type": "x", "comparison": 5, "value": 5}, "filter.raw.value: unknown key"),
        (
            {"type": "x", "comparison": {"a": [{"\ud800": 1}]}},
            r"filter.raw.comparison: '\ud800' has the character U+D800, which Sentry cannot store",
        ),
    ],
)
def test_a_raw_part_of_another_shape_than_the_apis_is_told(raw: Any, told: str) -> None:
    (line,) = rule_complaints(filter={"raw": raw})
    assert line.startswith(f"{RULE}.{told}")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"slack": {"workspace": "R"}}, "action.slack: has no channel; write channel, channelId"),
        (
            {"slack": {"workspace": "R", "channel": None}},
            "action.slack.channel: is empty (a value that begins with # needs quotes)",
        ),
        (
            {"slack": {"workspace": "R", "channel": "c", "tags": ["a,b"]}},
            "action.slack.tags[0]: 'a,b' has a comma",
        ),
        ({"discord": {"server": "R"}}, "action.discord: has no channel; write channel, channelId"),
        (
            {"pagerduty": {"account": "R", "service": "S", "severity": "high"}},
            "action.pagerduty.severity: 'high' is not one of default, critical",
        ),
        (
            {"opsgenie": {"account": "R", "team": "S", "priority": "P6"}},
            "action.opsgenie.priority: 'P6' is not one of P1",
        ),
        ({"jira": {"integration": "R", "project": "1"}}, "action.jira.issueType: is missing"),
        (
            {"github": {"integration": "R", "repository": "r/r", "fields": {"x": ""}}},
            "action.github.fields.x: is empty; leave the field out",
        ),
        ({"sentryApp": {"app": "My App"}}, "action.sentryApp.app: 'My App' is not a slug"),
        ({"plugin": {}}, "action.plugin: unknown key"),
    ],
)
def test_an_action_that_sentry_refuses_is_told(written: dict[str, Any], told: str) -> None:
    (line,) = rule_complaints(action=written)
    assert line.startswith(f"{RULE}.{told}")


def test_a_further_group_without_a_filter_is_told() -> None:
    (line,) = rule_complaints(also={"action": {"email": "ops@raxx.app"}})
    assert line.startswith(f"{RULE}.also[0].filter: is missing, so every event")


def test_an_owner_who_is_two_is_told() -> None:
    both = {"user": "ops@raxx.app", "team": "sre"}
    assert rule_complaints(owner=both) == [
        f"{RULE}.owner: an owner: both user and team; write exactly one of them"
    ]


@pytest.mark.parametrize("other", ["trademaster-raptor", None])
def test_two_rules_of_one_name_in_one_project_are_told(other: str | None) -> None:
    again = entry(key=None, project=other)
    assert complaints(alertRules=[entry(), again]) == [
        f"{RULE}.name and alertRules[1].name: 2 rules have the name 'disk full'; each needs its "
        "own, or a key of its own"
    ]
