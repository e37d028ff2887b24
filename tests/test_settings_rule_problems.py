"""Promises of a wrong entry of `alertRules`: one clear line for each mistake, with its path."""

from typing import Any

import pytest

from infra.errors import ConfigError
from infra.settings import Settings
from tests.factories import config, entry

RULE = "raxx-alerts:alertRules[0]"
NO_FILTER = (
    f"{RULE}.filter: is missing, so every event of the project would alert; write a filter, "
    "or 'matchesEverything: true' if that is meant"
)


def complaints(*rules: Any) -> list[str]:
    """Return what a config with these rules is refused for, one line for each problem."""
    with pytest.raises(ConfigError) as caught:
        Settings.load(config(alertRules=list(rules)), "raxx-alerts")
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def in_rule(**overrides: Any) -> list[str]:
    """Return what a rule is refused for; here None is YAML's null."""
    return complaints({**entry(), **overrides})


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    assert in_rule(freqency="60 min") == [
        f"{RULE}.freqency: unknown key (did you mean 'frequency'?); known keys: name, filter, "
        "condition, action, frequency, created, issue, runbook, enabled, environment, "
        "matchesEverything, onRemove, protect, key"
    ]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "condition",
            {"atLeast": 1, "within": "5m", "atleast": 2},
            "condition.atleast: unknown key (did you mean 'atLeast'?); known keys: atLeast, within",
        ),
        (
            "filter",
            {"mesage": {"contains": "x"}},
            "filter.mesage: unknown key (did you mean 'message'?); known keys: message",
        ),
        (
            "filter",
            {"message": {"contain": "x"}},
            "filter.message.contain: unknown key (did you mean 'contains'?); "
            "known keys: contains, equals, startsWith, notContains",
        ),
        (
            "action",
            {"mail": "ops@raxx.app"},
            "action.mail: unknown key (did you mean 'email'?); "
            "known keys: email, emailTeam, emailIssueOwners",
        ),
    ],
)
def test_an_unknown_key_deep_in_a_rule_is_told(key: str, value: object, told: str) -> None:
    assert in_rule(**{key: value}) == [f"{RULE}.{told}"]


@pytest.mark.parametrize("key", ["name", "condition", "action", "frequency"])
def test_a_missing_key_is_told(key: str) -> None:
    assert complaints(entry(**{key: None})) == [f"{RULE}.{key}: is missing"]


@pytest.mark.parametrize("key", ["atLeast", "within"])
def test_half_a_condition_is_told(key: str) -> None:
    half = {k: v for k, v in entry()["condition"].items() if k != key}
    assert in_rule(condition=half) == [f"{RULE}.condition.{key}: is missing"]


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
    assert in_rule(**{key: value}) == [f"{RULE}.{key}: {told}"]


@pytest.mark.parametrize(
    ("key", "value"), [("condition", ">= 1"), ("filter", "x"), ("action", "ops@raxx.app")]
)
def test_a_text_where_a_mapping_belongs_is_told(key: str, value: str) -> None:
    (line,) = in_rule(**{key: value})
    assert line.startswith(f"{RULE}.{key}: {value!r}: ")


@pytest.mark.parametrize("interval", ["5min", "5 m", "2h", "10m", "1hr", "60m", ""])
def test_an_interval_that_sentry_lacks_is_told_with_those_it_has(interval: str) -> None:
    assert in_rule(condition={"atLeast": 1, "within": interval}) == [
        f"{RULE}.condition.within: {interval!r} is not one of 1m, 5m, 15m, 1h, 1d, 1w, 30d"
    ]


@pytest.mark.parametrize("count", [0, -1])
def test_a_threshold_below_one_is_told(count: int) -> None:
    assert in_rule(condition={"atLeast": count, "within": "5m"}) == [
        f"{RULE}.condition.atLeast: {count} is less than 1"
    ]


@pytest.mark.parametrize("count", ["1", 1.5, True])
def test_a_threshold_that_is_no_whole_number_is_told(count: object) -> None:
    assert in_rule(condition={"atLeast": count, "within": "5m"}) == [
        f"{RULE}.condition.atLeast: {count!r}: input should be a valid integer"
    ]


@pytest.mark.parametrize("frequency", ["0 min", "43201 min", "31 days", "721 h"])
def test_a_frequency_that_sentry_does_not_take_is_told(frequency: str) -> None:
    assert in_rule(frequency=frequency) == [
        f"{RULE}.frequency: {frequency!r} is outside 1 min to 43200 min (30 days)"
    ]


def test_a_frequency_that_is_a_bare_number_is_told() -> None:
    assert in_rule(frequency=60) == [f"{RULE}.frequency: 60 has no unit; write it as '60 min'"]


@pytest.mark.parametrize("frequency", ["60", "", "hourly", "1.5 h", "-5 min"])
def test_a_frequency_that_is_no_duration_is_told(frequency: str) -> None:
    assert in_rule(frequency=frequency) == [
        f"{RULE}.frequency: {frequency!r} is not a duration; write it as '60 min', '3 h' or '1 day'"
    ]


@pytest.mark.parametrize("name", ["", " ", "\n", "\u2003"])
def test_an_empty_name_is_told(name: str) -> None:
    assert in_rule(name=name) == [f"{RULE}.name: is empty"]


def test_a_name_longer_than_sentry_takes_is_told() -> None:
    assert in_rule(name="a" * 257) == [
        f"{RULE}.name: has 257 characters; Sentry takes 256 at the most"
    ]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("disk\x07full", "U+0007"),
        ("disk\nfull", "U+000A"),
        ("disk\x1b[31mfull", "U+001B"),
        ("disk\u200bfull", "U+200B"),
        ("disk\u202efull", "U+202E"),
        ("disk\u00a0full", "U+00A0"),
        ("di\u200bsk\u00adfull", "U+00AD, U+200B"),
    ],
)
def test_a_name_with_characters_that_cannot_be_seen_is_told(name: str, codes: str) -> None:
    assert in_rule(name=name) == [
        f"{RULE}.name: has characters that cannot be seen ({codes}); remove them"
    ]


@pytest.mark.parametrize("name", [" disk full", "disk full ", "disk full\n"])
def test_a_name_with_spaces_around_it_is_told(name: str) -> None:
    assert in_rule(name=name) == [
        f"{RULE}.name: {name!r} begins or ends with a space, which Sentry would drop"
    ]


def test_two_rules_of_one_name_are_told() -> None:
    assert complaints(entry(), entry(key="other")) == [
        f"{RULE}.name and alertRules[1].name: 2 rules have the name 'disk full'; each needs its own"
    ]


def test_two_rules_of_one_key_are_told() -> None:
    assert complaints(entry(), entry(key="x", name="x"), entry(name="other")) == [
        f"{RULE}.key and alertRules[2].key: 2 rules have the key 'disk_full'; each needs its own"
    ]


def test_two_names_that_give_one_key_are_told() -> None:
    assert complaints(entry(key=None, name="Disk!"), entry(key=None, name="disk?")) == [
        f"{RULE}.key and alertRules[1].key: 2 rules have the key 'disk'; each needs its own"
    ]


def test_a_name_that_gives_no_key_is_told() -> None:
    assert complaints(entry(key=None, name="—")) == [
        f"{RULE}.key: is missing, and the name has no letter or digit to derive one from"
    ]


def test_a_key_that_is_no_slug_is_told() -> None:
    assert in_rule(key="Disk Full") == [
        f"{RULE}.key: 'Disk Full' is not a slug: small letters, digits, '-' and '_' only"
    ]


def test_a_rule_that_tells_nobody_is_told() -> None:
    assert in_rule(action=[]) == [f"{RULE}.action: is empty; write at least one"]


def test_an_action_without_a_recipient_is_told() -> None:
    assert in_rule(action={}) == [
        f"{RULE}.action: an action: no key of email, emailTeam, emailIssueOwners; "
        "write exactly one of them"
    ]


def test_an_action_with_two_recipients_is_told() -> None:
    both = [{"email": "ops@raxx.app"}, {"email": "ops@raxx.app", "emailTeam": "sre"}]
    assert in_rule(action=both) == [
        f"{RULE}.action[1]: an action: more than one key of email, emailTeam, emailIssueOwners; "
        "write exactly one of them"
    ]


@pytest.mark.parametrize("overrides", [{"filter": None}, {"filter": []}])
def test_a_rule_without_a_filter_is_told(overrides: dict[str, Any]) -> None:
    assert complaints(entry(**overrides)) == [NO_FILTER]


def test_a_rule_that_says_it_does_not_match_everything_still_needs_a_filter() -> None:
    assert complaints(entry(filter=None, matchesEverything=False)) == [NO_FILTER]


def test_a_rule_that_matches_everything_and_has_a_filter_is_told() -> None:
    assert in_rule(matchesEverything=True) == [
        f"{RULE}.matchesEverything: contradicts the filter; remove one of the two"
    ]


@pytest.mark.parametrize(
    "address",
    ["ops", "ops@raxx", "@raxx.app", "ops@", "ops@@raxx.app", "o ps@raxx.app", "a@b.c,d@e.f", ""],
)
def test_a_malformed_address_is_told(address: str) -> None:
    assert in_rule(action={"email": address}) == [
        f"{RULE}.action.email: {address!r} is not an e-mail address"
    ]


def test_a_team_that_is_no_slug_is_told() -> None:
    assert in_rule(action={"emailTeam": "On Call"}) == [
        f"{RULE}.action.emailTeam: 'On Call' is not a slug: small letters, digits, '-' and '_' only"
    ]


def test_an_unknown_fallthrough_is_told() -> None:
    assert in_rule(action={"emailIssueOwners": "Everyone"}) == [
        f"{RULE}.action.emailIssueOwners: 'Everyone' is not one of ActiveMembers, AllMembers, NoOne"
    ]


def test_an_unknown_fate_of_a_removed_rule_is_told() -> None:
    assert in_rule(onRemove="forget") == [f"{RULE}.onRemove: 'forget' is not one of delete, keep"]


@pytest.mark.parametrize("written", ["30.05.2026", "2026-02-30", "", "yesterday"])
def test_what_is_no_date_is_told(written: str) -> None:
    assert in_rule(created=written) == [
        f'{RULE}.created: {written!r} is not a date; write it as "2026-05-30"'
    ]


@pytest.mark.parametrize("key", ["name", "action", "condition"])
def test_a_value_that_yaml_turned_to_null_is_told(key: str) -> None:
    assert in_rule(**{key: None}) == [
        f"{RULE}.{key}: is empty (a value that begins with # needs quotes)"
    ]
