"""Promises of a wrong entry of `alertRules`: one clear line for each mistake, with its path."""

from typing import Any

import pytest

from tests.factories import complaints, entry, rule_complaints

MATCHES = (
    "contains, equals, startsWith, notContains, notEquals, notStartsWith, endsWith, notEndsWith, "
    "isSet, isIn, notIn"
)
ACTIONS = (
    "email, emailTeam, emailIssueOwners, slack, discord, msTeams, pagerduty, opsgenie, jira, "
    "jiraServer, github, githubEnterprise, azureDevOps, webhook, sentryApp, raw"
)
RULE = "raxx-alerts:alertRules[0]"
NO_FILTER = (
    f"{RULE}.filter: is missing, so every event of the project would alert; write a filter, "
    "or 'matchesEverything: true' if that is intended"
)


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    assert rule_complaints(freqency="60 min") == [
        f"{RULE}.freqency: unknown key (did you mean 'frequency'?); known keys: name, filter, "
        "condition, action, frequency, created, issue, runbook, enabled, environment, project, "
        "projects, allProjects, projectMonitor, monitors, alert, owner, filterMatch, "
        "conditionMatch, also, matchesEverything, notifiesNobody, onRemove, protect, key"
    ]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "condition",
            {"atLeast": 1, "within": "5m", "atleast": 2},
            "condition.atleast: unknown key (did you mean 'atLeast'?); known keys: atLeast, "
            "within, where",
        ),
        (
            "filter",
            {"mesage": {"contains": "x"}},
            "filter.mesage: unknown key (did you mean 'message'?); known keys: message, tag, "
            "platform, environment, type, symbolicated_in_app, level, age, assignedTo, "
            "issueCategory, issueType, occurrences, priority, deescalatedFrom, latestRelease, "
            "latestAdoptedRelease, eventIncrease, users, userIncrease, sessions, sessionIncrease, "
            "raw, events, error.handled, and 24 more",
        ),
        (
            "filter",
            {"message": {"contain": "x"}},
            "filter.message.contain: unknown key (did you mean 'contains'?); "
            f"known keys: {MATCHES}",
        ),
        (
            "action",
            {"mail": "ops@raxx.app"},
            f"action.mail: unknown key (did you mean 'email'?); known keys: {ACTIONS}",
        ),
    ],
)
def test_an_unknown_key_deep_in_a_rule_is_told(key: str, value: object, told: str) -> None:
    assert rule_complaints(**{key: value}) == [f"{RULE}.{told}"]


@pytest.mark.parametrize("key", ["name", "condition", "frequency"])
def test_a_missing_key_is_told(key: str) -> None:
    assert complaints(alertRules=[entry(**{key: None})]) == [f"{RULE}.{key}: is missing"]


@pytest.mark.parametrize("key", ["atLeast", "within"])
def test_half_a_condition_is_told(key: str) -> None:
    half = {k: v for k, v in entry()["condition"].items() if k != key}
    assert rule_complaints(condition=half) == [f"{RULE}.condition.{key}: is missing"]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("name", 3135, "3135: input should be a valid string"),
        ("issue", 3135, "3135: input should be a valid string"),
        ("enabled", "no", "'no': input should be a valid boolean"),
        ("runbook", ["a"], "['a']: input should be a valid string"),
    ],
)
def test_a_value_of_the_wrong_type_is_told(key: str, value: object, told: str) -> None:
    assert rule_complaints(**{key: value}) == [f"{RULE}.{key}: {told}"]


@pytest.mark.parametrize(
    ("key", "value"), [("condition", ">= 1"), ("filter", "x"), ("action", "ops@raxx.app")]
)
def test_a_text_where_a_mapping_belongs_is_told(key: str, value: str) -> None:
    (line,) = rule_complaints(**{key: value})
    assert line == f"{RULE}.{key}: {value!r} is not a mapping of keys to values"


@pytest.mark.parametrize("interval", ["5min", "5 m", "2h", "10m", "1hr", "60m", ""])
def test_an_interval_that_sentry_lacks_is_told_with_those_it_has(interval: str) -> None:
    assert rule_complaints(condition={"atLeast": 1, "within": interval}) == [
        f"{RULE}.condition.within: {interval!r} is not one of 1m, 5m, 15m, 1h, 1d, 1w, 30d"
    ]


@pytest.mark.parametrize("count", [0, -1])
def test_a_threshold_below_one_is_told(count: int) -> None:
    assert rule_complaints(condition={"atLeast": count, "within": "5m"}) == [
        f"{RULE}.condition.atLeast: {count} is less than 1"
    ]


@pytest.mark.parametrize("count", ["1", 1.5, True])
def test_a_threshold_that_is_no_whole_number_is_told(count: object) -> None:
    assert rule_complaints(condition={"atLeast": count, "within": "5m"}) == [
        f"{RULE}.condition.atLeast: {count!r}: input should be a valid integer"
    ]


def test_a_frequency_of_no_time_is_told_the_word_for_it() -> None:
    assert rule_complaints(frequency="0 min") == [
        f"{RULE}.frequency: '0 min' is no time; write 'everyTime' for every time"
    ]


def test_a_frequency_that_is_a_bare_number_is_told() -> None:
    assert rule_complaints(frequency=60) == [
        f"{RULE}.frequency: 60 has no unit; write it as '60 min'"
    ]


@pytest.mark.parametrize("frequency", ["60", "", "hourly", "1.5 h", "-5 min"])
def test_a_frequency_that_is_no_duration_is_told(frequency: str) -> None:
    assert rule_complaints(frequency=frequency) == [
        f"{RULE}.frequency: {frequency!r} is not a duration; write it as '60 min', '3 h', '1 day', "
        "'1 week', or 'everyTime'"
    ]


def test_a_rule_that_tells_nobody_is_told() -> None:
    assert rule_complaints(action=[]) == [
        f"{RULE}.action: is empty; write an action, or 'notifiesNobody: true' if that is meant"
    ]


def test_a_rule_without_an_action_is_told() -> None:
    assert complaints(alertRules=[entry(action=None)]) == [
        f"{RULE}.action: is missing; write an action, or 'notifiesNobody: true' if that is meant"
    ]


def test_a_rule_that_notifies_nobody_and_has_an_action_is_told() -> None:
    assert rule_complaints(notifiesNobody=True) == [
        f"{RULE}.notifiesNobody: contradicts the action; remove one of the two"
    ]


def test_an_action_without_a_recipient_is_told() -> None:
    assert rule_complaints(action={}) == [
        f"{RULE}.action: an action: no key of {ACTIONS}; write exactly one of them"
    ]


def test_an_action_with_two_recipients_is_told() -> None:
    both = [{"email": "ops@raxx.app"}, {"email": "ops@raxx.app", "emailTeam": "sre"}]
    assert rule_complaints(action=both) == [
        f"{RULE}.action[1]: an action: both email and emailTeam; write exactly one of them"
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            {"message": {}},
            f"filter.message: a text match: no key of {MATCHES}; write exactly one of them",
        ),
        (
            {"message": {"contains": "a", "equals": "b"}},
            "filter.message: a text match: both contains and equals; write exactly one of them",
        ),
        (
            [{"message": {"contains": "a"}, "level": {"equals": "error"}}],
            "filter[0]: a filter: both message and level; write exactly one of them",
        ),
    ],
)
def test_a_filter_that_does_not_say_one_thing_is_told(written: object, told: str) -> None:
    assert rule_complaints(filter=written) == [f"{RULE}.{told}"]


@pytest.mark.parametrize("overrides", [{"filter": None}, {"filter": []}])
def test_a_rule_without_a_filter_is_told(overrides: dict[str, Any]) -> None:
    assert complaints(alertRules=[entry(**overrides)]) == [NO_FILTER]


def test_a_rule_that_says_it_does_not_match_everything_still_needs_a_filter() -> None:
    assert complaints(alertRules=[entry(filter=None, matchesEverything=False)]) == [NO_FILTER]


def test_a_rule_that_matches_everything_and_has_a_filter_is_told() -> None:
    assert rule_complaints(matchesEverything=True) == [
        f"{RULE}.matchesEverything: contradicts the filter; remove one of the two"
    ]


@pytest.mark.parametrize(
    "address",
    ["ops", "@raxx.app", "ops@", "ops@@raxx.app", "o ps@raxx.app", "a@b.c,d@e.f", ""],
)
def test_a_malformed_address_is_told(address: str) -> None:
    assert rule_complaints(action={"email": address}) == [
        f"{RULE}.action.email: {address!r} is not an e-mail address"
    ]


def test_a_team_that_is_no_slug_is_told() -> None:
    assert rule_complaints(action={"emailTeam": "On Call"}) == [
        f"{RULE}.action.emailTeam: 'On Call' is not a slug: "
        "lowercase letters, digits, '-' and '_' only"
    ]


def test_an_unknown_fallthrough_is_told() -> None:
    assert rule_complaints(action={"emailIssueOwners": "Everyone"}) == [
        f"{RULE}.action.emailIssueOwners: 'Everyone' is not one of ActiveMembers, AllMembers, NoOne"
    ]


def test_an_unknown_fate_of_a_removed_rule_is_told() -> None:
    assert rule_complaints(onRemove="forget") == [
        f"{RULE}.onRemove: 'forget' is not one of delete, keep"
    ]


@pytest.mark.parametrize("written", ["30.05.2026", "2026-02-30", "", "yesterday"])
def test_what_is_no_date_is_told(written: str) -> None:
    assert rule_complaints(created=written) == [
        f'{RULE}.created: {written!r} is not a date; write it as "2026-05-30"'
    ]


@pytest.mark.parametrize("key", ["name", "action", "condition"])
def test_a_value_that_yaml_turned_to_null_is_told(key: str) -> None:
    assert rule_complaints(**{key: None}) == [
        f"{RULE}.{key}: is empty (a value that begins with # needs quotes)"
    ]
