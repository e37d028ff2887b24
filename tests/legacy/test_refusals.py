"""Promises of the translation: what one of the two APIs cannot say is refused by name."""

from typing import Any

import pytest

from infra.legacy.rules import NotInOldApiError, from_rule, to_rule
from infra.rules.canonical import Document
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, replaced, rule

ALERT = to_document(rule(), [111], RECIPIENTS)
FILTERED: Document = {
    "value": 1,
    "interval": "1h",
    "filters": [{"key": "os", "match": "eq", "value": "x"}],
}


def condition(kind: str, comparison: Any = True, result: Any = True) -> Document:
    return {"type": kind, "comparison": comparison, "conditionResult": result}


def action(kind: str, config: Document | None = None, data: Document | None = None) -> Document:
    given = {"targetType": "specific", **(config or {})}
    return {"type": kind, "integrationId": "5", "config": given, "data": data or {}}


def group(*conditions: Document, logic: str = "all") -> Document:
    return {**ALERT["actionFilters"][0], "conditions": list(conditions), "logicType": logic}


def said(document: Document) -> list[str]:
    with pytest.raises(NotInOldApiError) as caught:
        to_rule(document)
    return [f"{problem.field}: {problem.text}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("enabled", False, "enabled: the old API cannot switch a rule off"),
        ("config", {"frequency": 4}, "frequency: 4 min is less than the 5 min of the old API"),
        (
            "actionFilters",
            [group(), group()],
            "also: 2 groups of filters and actions; the old API has one",
        ),
        ("actionFilters", [], "action: none; the old API wants at least one"),
        (
            "triggers",
            {"logicType": "none", "conditions": []},
            "condition: the old API has no 'none of these'",
        ),
        *(
            (
                "triggers.conditions.0",
                condition(kind),
                f"condition: {kind}: the old API has no such condition",
            )
            for kind in ("issue_resolved_trigger", "seer_activity_trigger", "age_comparison")
        ),
        *(
            (
                "actionFilters",
                [group(condition(kind, 75))],
                f"filter: {kind}: the old API has no such filter",
            )
            for kind in (
                "issue_priority_greater_or_equal",
                "issue_priority_deescalating",
                "issue_priority_equals",
                "event_created_by_detector",
                "event_seen_count",
                "issue_resolution_change",
                "first_seen_event",
            )
        ),
        (
            "actionFilters",
            [group(condition("latest_release", True, False))],
            "filter: latest_release: the old API has no inverted conditions",
        ),
        (
            "actionFilters",
            [group(condition("issue_category", {"value": 1, "include": False}))],
            "filter: issue_category: the old API has no include: false",
        ),
        (
            "actionFilters",
            [
                group(
                    condition("event_frequency_count", {"value": 1, "interval": "1h"}),
                    condition("latest_release"),
                    logic="none",
                )
            ],
            "filter: event_frequency_count: the old API has no such filter",
        ),
        (
            "triggers.conditions.0",
            condition("event_frequency_count", FILTERED),
            "condition: event_frequency_count: the old API counts no filtered events",
        ),
        (
            "triggers.conditions.0",
            condition("event_unique_user_frequency_count", FILTERED),
            "condition: the old API counts users of filtered events by itself only",
        ),
        (
            "actionFilters.0.actions.0",
            action("sentry_app"),
            "action: sentry_app: the old API knows an app by its installation and an alert by its "
            "ID, and neither tells the other",
        ),
        (
            "actionFilters.0.actions.0",
            action("carrier_pigeon"),
            "action: carrier_pigeon: the old API has no such action",
        ),
        (
            "actionFilters.0.actions.0",
            action("github", data={"additionalFields": {"labels": ["bug"]}}),
            "action: github: labels is no text, and nothing else can be said",
        ),
        (
            "actionFilters.0.actions.0",
            action("msteams", data={"notes": "x"}),
            "action: msteams: the old API has no notes",
        ),
    ],
)
def test_what_the_old_api_cannot_say_is_refused(path: str, value: Any, text: str) -> None:
    assert text in said(replaced(ALERT, path, value))


def raw(kind: str, comparison: Any, result: Any = True) -> dict[str, Any]:
    return {"raw": {"type": kind, "comparison": comparison, "conditionResult": result}}


def raw_action(kind: str, **more: Any) -> dict[str, Any]:
    return {"action": {"raw": {"type": kind, **more}}}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"frequency": "everyTime"},
            "frequency: everyTime is less than the 5 min of the old API",
        ),
        (
            {"condition": [{"everyEvent": True}, {"newIssue": True}]},
            "condition: everyEvent: the old API has it only without other conditions",
        ),
        (
            {"action": None, "notifiesNobody": True},
            "action: none; the old API wants at least one",
        ),
        (
            {"filter": raw("event_seen_count", 5)},
            "filter: event_seen_count: the old API has no such filter",
        ),
        (
            {"condition": raw("regression_event", False)},
            "condition: regression_event: the old API has no inverted conditions",
        ),
        (
            {"filter": raw("age_comparison", 5)},
            "filter: age_comparison: the comparison is not a mapping",
        ),
        (
            {"filter": raw("issue_occurrences", {"value": [5]})},
            "filter: issue_occurrences: value is not a text or a number",
        ),
        (
            {"condition": raw("event_frequency_count", "often")},
            "condition: event_frequency_count: the comparison is not a mapping",
        ),
        (
            {"condition": raw("event_frequency_count", {"value": 5})},
            "condition: event_frequency_count: interval is empty",
        ),
        (
            {"condition": raw("event_unique_user_frequency_count", FILTERED | {"filters": [5]})},
            "condition: event_unique_user_frequency_count: filters is not a list of mappings",
        ),
        (raw_action("email"), "action: email: the old API has no target 'None'"),
        (
            raw_action("email", config={"targetType": "user"}),
            "action: email: targetIdentifier is empty",
        ),
        (
            raw_action("email", config={"targetType": "user"}, status="disabled"),
            "action: email: the old API cannot switch an action off",
        ),
        (
            raw_action("github", data={"additionalFields": 5}),
            "action: github: additionalFields is not a mapping",
        ),
        (
            raw_action("slack", data={"tags": ["level"]}),
            "action: slack: tags is no text, and nothing else can be said",
        ),
    ],
)
def test_an_entry_that_the_old_api_cannot_say_is_refused_in_its_words(
    changes: dict[str, Any], text: str
) -> None:
    assert said(to_document(rule(**changes), [], RECIPIENTS)) == [text]


def test_everything_it_cannot_say_is_told_at_once() -> None:
    changed = ALERT | {"enabled": False, "config": {"frequency": 1}, "actionFilters": []}
    assert len(said(changed)) == 3


@pytest.mark.parametrize(
    ("part", "node", "text"),
    [
        (
            "filters",
            {"id": "sentry.rules.filters.issue_severity.IssueSeverityFilter"},
            "'sentry.rules.filters.issue_severity.IssueSeverityFilter' is no condition that an "
            "alert can have",
        ),
        (
            "filters",
            {"id": "sentry.rules.filters.issue_occurrences.IssueOccurrencesFilter"},
            "sentry.rules.filters.issue_occurrences.IssueOccurrencesFilter: value is missing",
        ),
        (
            "filters",
            {
                "id": "sentry.rules.filters.issue_occurrences.IssueOccurrencesFilter",
                "value": "many",
            },
            "'many' is not a number",
        ),
        ("actions", {"id": "x.Y"}, "'x.Y' is no action that an alert can have"),
        (
            "actions",
            {"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "Everybody"},
            "an e-mail to 'Everybody' is no action of an alert",
        ),
        (
            "actions",
            {"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "Team"},
            "an e-mail to a Team without its ID",
        ),
    ],
)
def test_what_no_alert_can_do_is_refused(part: str, node: Document, text: str) -> None:
    with pytest.raises(NotInOldApiError) as caught:
        from_rule({"name": "x", part: [node]})
    assert caught.value.problems == ((part, text),)


@pytest.mark.parametrize("match", ["any", "none"])
def test_what_must_hold_besides_a_beginning_cannot_join_filters_of_another_logic(
    match: str,
) -> None:
    first = {"id": "sentry.rules.conditions.first_seen_event.FirstSeenEventCondition"}
    count = {
        "id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition",
        "value": 9,
        "interval": "1h",
    }
    release = {"id": "sentry.rules.filters.latest_release.LatestReleaseFilter"}
    old = {
        "name": "x",
        "actionMatch": "all",
        "conditions": [first, count],
        "filterMatch": match,
        "filters": [release, release],
    }
    with pytest.raises(NotInOldApiError, match="all of these at once trigger no alert"):
        from_rule(old)


@pytest.mark.parametrize(
    ("reply", "enabled"),
    [
        ({}, True),
        ({"status": "disabled"}, False),
        ({"snooze": True, "snoozeForEveryone": True}, False),
        ({"snooze": True, "snoozeForEveryone": False}, True),
    ],
)
def test_a_rule_that_is_muted_for_all_or_disabled_becomes_a_disabled_alert(
    reply: Document, enabled: bool
) -> None:
    assert from_rule({"name": "x", **reply})["enabled"] is enabled


def test_every_event_becomes_an_alert_without_a_trigger() -> None:
    node = {"id": "sentry.rules.conditions.every_event.EveryEventCondition"}
    assert from_rule({"name": "x", "conditions": [node]})["triggers"]["conditions"] == []


@pytest.mark.parametrize("written", [{"frequency": 0}, {}])
def test_a_rule_that_notifies_every_time_becomes_an_alert_that_does(written: Document) -> None:
    assert from_rule({"name": "x", **written})["config"] == {"frequency": 0}


def test_an_action_that_is_switched_off_is_refused_and_not_switched_on() -> None:
    document = replaced(ALERT, "actionFilters.0.actions.0.status", "disabled")
    with pytest.raises(NotInOldApiError, match="the old API cannot switch an action off"):
        to_rule(document)


@pytest.mark.parametrize("key", ["filterMatch", "conditionMatch"])
def test_a_logic_that_has_no_word_is_nothing_the_old_api_has(key: str) -> None:
    declared = rule(**{key: {"raw": "most"}})
    with pytest.raises(NotInOldApiError, match="the old API cannot join by 'most'"):
        to_rule(to_document(declared, [111], RECIPIENTS))
