"""Promises of a rule in words: the same for declared and live, nothing dropped or mistaken."""

from typing import Any

import pytest
from hypothesis import given

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.summary import Summary, summarise
from infra.rules.to_document import to_document
from tests.factories import NAMES, RECIPIENTS, alert, replaced, rule, rules

FILTER = "actionFilters.0.conditions.0"
COUNT = "triggers.conditions.0"
ACTION = "actionFilters.0.actions.0"


def declared(**overrides: Any) -> Summary:
    return summarise(to_document(rule(**overrides), [111], RECIPIENTS), NAMES)


def live(*changes: tuple[str, Any]) -> dict[str, Any]:
    """Return the canonical form of a live alert with each of these paths changed."""
    changed = replaced(alert(), "id", "9001")
    for path, value in changes:
        changed = replaced(changed, path, value)
    return canonical(changed)


def seen(*changes: tuple[str, Any]) -> Summary:
    return summarise(live(*changes), NAMES)


def test_the_teams_first_rule_reads_as_its_row_of_the_table() -> None:
    assert declared(
        name="skipped_no_postmark_token — email silent failure",
        filter={"message": {"contains": "skipped_no_postmark_token"}},
        condition={"atLeast": 1, "within": "5m"},
        action={"email": "ops@raxx.app"},
        frequency="60 min",
    ) == Summary(
        name="skipped_no_postmark_token — email silent failure",
        filter="message contains skipped_no_postmark_token",
        condition=">= 1 event in 5m",
        action="email ops@raxx.app",
        frequency="60 min",
        environment="all",
        enabled=True,
    )


@given(rules())
def test_a_rule_reads_the_same_before_and_after_it_is_live(written: AlertRule) -> None:
    document = canonical(to_document(written, [111], RECIPIENTS))
    assert summarise(canonical(document), NAMES) == summarise(document, NAMES)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("contains", "message contains full"),
        ("equals", "message equals full"),
        ("startsWith", "message starts with full"),
        ("notContains", "message does not contain full"),
    ],
)
def test_a_filter_in_words(how: str, words: str) -> None:
    assert declared(filter={"message": {how: "full"}}).filter == words


def test_two_filters_are_joined_by_and() -> None:
    both = [{"message": {"contains": "a"}}, {"message": {"equals": "b"}}]
    assert declared(filter=both).filter == "message contains a and message equals b"


def test_a_rule_without_a_filter_reads_as_everything() -> None:
    assert declared(filter=None, matchesEverything=True).filter == "everything"


@pytest.mark.parametrize(
    ("at_least", "within", "words"),
    [
        (1, "5m", ">= 1 event in 5m"),
        (2, "1h", ">= 2 events in 1h"),
        (50, "1w", ">= 50 events in 1w"),
    ],
)
def test_a_condition_in_words(at_least: int, within: str, words: str) -> None:
    assert declared(condition={"atLeast": at_least, "within": within}).condition == words


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"email": "ops@raxx.app"}, "email ops@raxx.app"),
        ({"emailTeam": "sre"}, "email team sre"),
        ({"emailIssueOwners": "ActiveMembers"}, "email issue owners, else ActiveMembers"),
        ([{"email": "ops@raxx.app"}, {"emailTeam": "sre"}], "email ops@raxx.app, email team sre"),
    ],
)
def test_an_action_in_words(action: object, words: str) -> None:
    assert declared(action=action).action == words


def test_one_id_is_told_by_the_name_that_each_of_two_alerts_has_for_it() -> None:
    document = to_document(rule(action={"email": "ops@raxx.app"}), [111], RECIPIENTS)
    renamed = NAMES | {"user 222": "new@raxx.app"}
    told = [summarise(document, names).action for names in (NAMES, renamed)]
    assert told == ["email ops@raxx.app", "email new@raxx.app"]


def test_a_frequency_in_words_is_in_minutes() -> None:
    assert declared(frequency="1 day").frequency == "1440 min"


def test_an_environment_is_named() -> None:
    assert declared(environment="prod").environment == "prod"


def test_a_disabled_rule_says_so() -> None:
    assert declared(enabled=False).enabled is False


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (
            f"{FILTER}.comparison",
            {"attribute": "planet", "match": "co", "value": "js"},
            'event_attribute {"attribute": "planet", "match": "co", "value": "js"}',
        ),
        (
            f"{FILTER}.comparison",
            {"attribute": "message", "match": "gt", "value": "é"},
            'event_attribute {"attribute": "message", "match": "gt", "value": "é"}',
        ),
        (
            f"{FILTER}.comparison",
            {"attribute": "message", "match": "is", "value": "x"},
            "message is set",
        ),
        (
            "actionFilters.0.conditions",
            [{"type": "event_seen_count", "comparison": 5, "conditionResult": True}],
            "event_seen_count 5",
        ),
        (
            f"{FILTER}.conditionResult",
            False,
            'event_attribute {"attribute": "message", "match": "co", '
            '"value": "No space left on device"} (conditionResult false)',
        ),
        ("actionFilters.0.logicType", "none", "neither message contains No space left on device"),
    ],
)
def test_a_filter_that_no_entry_can_say_is_shown_raw(path: str, value: object, words: str) -> None:
    assert seen((path, value)).filter == words


@pytest.mark.parametrize(
    ("logic", "words"),
    [
        ("any", "level 40 or message contains No space left on device"),
        ("any-short", "level 40 or message contains No space left on device"),
        ("none", "neither level 40 nor message contains No space left on device"),
    ],
)
def test_filters_that_need_not_all_match_are_not_shown_as_if_they_did(
    logic: str, words: str
) -> None:
    level = {"type": "level", "comparison": 40, "conditionResult": True}
    shown = seen(("actionFilters.0.conditions.1", level), ("actionFilters.0.logicType", logic))
    assert shown.filter == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            {
                "type": "event_frequency_count",
                "comparison": {"value": 2, "interval": "1h", "filters": [{"key": "a"}]},
                "conditionResult": True,
            },
            'event_frequency_count {"filters": [{"key": "a"}], "interval": "1h", "value": 2}',
        ),
        (
            {
                "type": "event_frequency_count",
                "comparison": {"value": 2, "interval": "1h"},
                "conditionResult": False,
            },
            'event_frequency_count {"interval": "1h", "value": 2} (conditionResult false)',
        ),
        (
            {"type": "first_seen_event", "comparison": 1, "conditionResult": True},
            "first_seen_event 1",
        ),
    ],
)
def test_a_condition_that_no_entry_can_say_is_shown_raw(value: object, words: str) -> None:
    assert seen((COUNT, value)).condition == words


def test_every_trigger_is_shown() -> None:
    first_seen = {"type": "first_seen_event", "comparison": True, "conditionResult": True}
    shown = seen(("triggers.conditions.1", first_seen))
    assert shown.condition == "a new issue is created or >= 3 events in 1h"


@pytest.mark.parametrize("triggers", [None, {"logicType": "any-short", "conditions": []}])
def test_an_alert_without_a_trigger_reads_as_every_event(triggers: object) -> None:
    assert seen(("triggers", triggers)).condition == "every event"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"config": {"targetType": "user", "targetIdentifier": "999"}}, "email user 999"),
        ({"config": {"targetType": "team", "targetIdentifier": "999"}}, "email team 999"),
        (
            {
                "type": "slack",
                "integrationId": "5",
                "config": {"targetType": "specific", "targetIdentifier": "C1"},
            },
            "slack specific C1",
        ),
    ],
)
def test_an_action_that_no_entry_can_say_is_shown_raw(changes: dict[str, Any], words: str) -> None:
    action = alert()["actionFilters"][0]["actions"][0] | changes
    assert seen((ACTION, action)).action == words


def test_an_alert_without_an_action_reaches_nobody() -> None:
    assert seen(("actionFilters.0.actions", [])).action == "nobody"


def test_an_alert_without_a_group_notifies_nobody() -> None:
    shown = seen(("actionFilters", []))
    assert (shown.filter, shown.action) == ("everything", "nobody")


def test_every_group_of_filters_and_its_actions_are_shown() -> None:
    group = replaced(alert(), f"{FILTER}.comparison.value", "quota")["actionFilters"][0]
    to_team = replaced(group, "actions.0.config", {"targetType": "team", "targetIdentifier": "7"})
    shown = seen(("actionFilters.1", to_team))
    assert shown.filter == "message contains No space left on device; or message contains quota"
    assert shown.action == "email ops@raxx.app; email team sre"
