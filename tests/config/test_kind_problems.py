"""Promises of what Sentry would refuse of a kind: the config refuses it first, with its place."""

from typing import Any

import pytest

from tests.factories import complaints, entry, rule_complaints

RULE = "raxx-alerts:alertRules[0]"
COUNT = {"atLeast": 1, "within": "1h"}
INCREASE = {"moreThanPercent": 10, "within": "1h", "comparedTo": "1d"}
INTERVALS = "1m, 5m, 15m, 1h, 1d, 1w, 30d"


@pytest.mark.parametrize("match", ["all", "none"])
@pytest.mark.parametrize("key", ["newIssue", "regressedIssue", "escalatingIssue", "resolvedIssue"])
def test_a_lifecycle_trigger_joined_otherwise_than_by_any_is_told(key: str, match: str) -> None:
    assert rule_complaints(condition=[{key: True}, COUNT], conditionMatch=match) == [
        f"{RULE}: conditionMatch: {match!r} cannot be with {key}, which Sentry takes only with "
        "'any'"
    ]


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
        ({"issueCategory": {"is": "performance"}}, "filter.issueCategory.is: 'performance' is not"),
        ({"occurrences": {"atLeast": 0}}, "filter.occurrences.atLeast: 0 is less than 1"),
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
        ([{"everyEvent": True}, COUNT], ": condition: everyEvent is every event already"),
        ([], "condition: is empty; write at least one"),
    ],
)
def test_a_condition_that_sentry_refuses_is_told(written: Any, told: str) -> None:
    (line,) = rule_complaints(condition=written)
    assert line.startswith(f"{RULE}{'' if told[0] == ':' else '.'}{told}")


def test_the_number_of_events_as_the_only_filter_of_every_event_is_told_its_place() -> None:
    (line,) = rule_complaints(condition={"everyEvent": True}, filter={"events": COUNT})
    assert "filter: the number of events is the rule's condition; write 'condition: {" in line


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"slack": {"workspace": "R"}}, "action.slack.channel: is missing"),
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
