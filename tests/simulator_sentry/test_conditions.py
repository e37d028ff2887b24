"""Promises of the Sentry simulator: what each condition may compare, by Sentry's own schemas."""

from typing import Any

import pytest

from tests.simulator_sentry.client import (
    WORKFLOWS,
    Body,
    alert,
    ask,
    first_lines,
    refusal,
    with_trigger,
)
from tests.simulators.sentry import SentrySimulator

WITHIN = {"interval": "1h"}
COMPARED = {**WITHIN, "comparisonInterval": "1d"}
BOOLEANS = [
    *("first_seen_event", "regression_event", "reappeared_event", "issue_resolved_trigger"),
    *("every_event", "new_high_priority_issue", "existing_high_priority_issue", "latest_release"),
]
PRIORITIES = [
    *("issue_priority_greater_or_equal", "issue_priority_equals", "issue_priority_deescalating"),
]
STANDARD = ["1m", "5m", "15m", "1h", "1d", "1w", "30d"]
PERCENT = ["1m", "5m", "10m", "30m", "1h"]
NO_INTEGER = "target_identifier must be an integer"
NO_BOOLEANS: list[object] = [1, "true", {}]
COUNTS = ["event_frequency_count", "event_unique_user_frequency_count"]
MATCHES = [
    "co",
    "ew",
    "eq",
    "gte",
    "gt",
    "is",
    "in",
    "lte",
    "lt",
    "nc",
    "new",
    "ne",
    "ns",
    "nsw",
    "nin",
    "sw",
]


def compare(sentry: SentrySimulator, kind: str, comparison: object) -> tuple[int, Any]:
    """Give the status, and what is stored, or the fields that are wrong with their first line."""
    status, answer = refusal(ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison, kind)))
    assert isinstance(answer, dict), answer
    found = answer["triggers"]["conditions"]
    return status, found[0]["comparison"] if status == 201 else first_lines(found)


def events(**more: object) -> Body:
    return {"value": 3, **WITHIN, **more}


def comparing(subject: str, name: str, match: str, *value: object) -> Body:
    return {subject: name, "match": match, **dict(zip(["value"], value, strict=False))}


TAKEN: list[tuple[str, object]] = [
    *((kind, value) for kind in BOOLEANS for value in (True, False)),
    *((kind, value) for kind in PRIORITIES for value in (25, 50, 75, 75.0)),
    *((kind, value) for kind in ("eq", "gt", "gte", "lt", "lte", "ne") for value in (1, "x", 0.5)),
    ("eq", False),
    *((kind, events(interval=interval)) for kind in COUNTS for interval in STANDARD),
    *(("percent_sessions_count", events(interval=found)) for found in PERCENT),
    *(
        ("percent_sessions_percent", events(interval=found, comparisonInterval="1w"))
        for found in ("10m", "30m")
    ),
    ("event_frequency_count", events(value=1.0)),
    ("event_frequency_count", events(filters=[])),
    ("event_frequency_count", events(filters=[comparing("key", "a", "is")])),
    ("percent_sessions_count", events(value=0.5, filters=[comparing("attribute", "type", "ns")])),
    ("event_frequency_percent", events(**COMPARED)),
    ("event_unique_user_frequency_percent", events(**COMPARED, filters=[])),
    ("percent_sessions_percent", events(**COMPARED, value=250.5)),
    *(("level", {"level": 0, "match": match}) for match in MATCHES),
    *(("issue_category", {"value": value}) for value in range(1, 20)),
    ("issue_category", {"value": 2, "include": False}),
    ("issue_type", {"value": "monitor_check_in_failure", "include": False}),
    ("issue_type", {"value": "feedback"}),
    ("issue_occurrences", {"value": 0}),
    ("issue_resolution_change", 1),
    ("event_seen_count", 1),
    ("event_created_by_detector", 7101),
    ("age_comparison", {"comparisonType": "newer", "value": 0, "time": "week"}),
    ("tagged_event", comparing("key", "", "eq", "")),
    ("tagged_event", comparing("key", "a tag, with blanks", "is")),
    *(("tagged_event", comparing("key", "a", match, "1")) for match in MATCHES if len(match) == 3),
    ("event_attribute", comparing("attribute", "message", "eq", "")),
    ("event_attribute", comparing("attribute", "http.status_code", "gt", "499")),
    ("event_attribute", comparing("attribute", "ota_updates.channel", "ns")),
    ("seer_activity_trigger", ["rca_completed", "pr_ready_for_review"]),
    ("anomaly_detection", {"sensitivity": "low", "seasonality": "auto", "thresholdType": 2}),
    ("anomaly_detection", {}),
    ("assigned_to", {"targetType": "Unassigned"}),
    ("assigned_to", {"targetType": "Unassigned", "targetIdentifier": ""}),
    (
        "latest_adopted_release",
        {"releaseAgeType": "newest", "ageComparison": "older", "environment": "of no project"},
    ),
]


@pytest.mark.parametrize(("kind", "comparison"), TAKEN, ids=str)
def test_it_is_taken_and_comes_back(sentry: SentrySimulator, kind: str, comparison: object) -> None:
    assert compare(sentry, kind, comparison) == (201, comparison)


REFUSED: list[tuple[str, object]] = [
    *((kind, value) for kind in BOOLEANS for value in NO_BOOLEANS),
    *((kind, value) for kind in PRIORITIES for value in (True, "high", 60)),
    *(("percent_sessions_count", events(interval=found)) for found in ("15m", "1d", "1w", "30d")),
    ("percent_sessions_count", events(value=101)),
    ("percent_sessions_count", events(value="1")),
    ("percent_sessions_percent", events(**COMPARED, value=-0.5)),
    ("percent_sessions_percent", events()),
    ("event_frequency_count", events(interval="10m")),
    ("event_frequency_count", events(filters=None)),
    ("event_frequency_count", events(comparisonInterval="1d")),
    ("event_frequency_count", events(filters=[comparing("key", "a", "is", "")])),
    ("event_frequency_count", events(filters=[{"key": "a"}])),
    ("event_frequency_percent", events(**WITHIN, comparisonInterval="1m")),
    ("level", {"level": 45, "match": "gte"}),
    ("level", {"level": 40, "match": "has"}),
    ("level", {"level": 40}),
    ("issue_category", {"value": 0}),
    ("issue_category", {"value": 20}),
    ("issue_category", {"value": "1"}),
    ("issue_type", {"value": "no_such_type"}),
    ("issue_type", {"value": 1}),
    ("issue_occurrences", {"value": -1}),
    ("issue_resolution_change", True),
    ("issue_resolution_change", 2),
    ("event_seen_count", 0),
    ("event_seen_count", "1"),
    ("age_comparison", {"comparisonType": "newer", "value": -1, "time": "week"}),
    ("age_comparison", {"comparisonType": "newer", "value": 1, "time": "month"}),
    ("tagged_event", comparing("key", "a", "eq")),
    ("tagged_event", comparing("key", "a", "eq", 5)),
    ("tagged_event", comparing("key", "a", "is", "")),
    ("tagged_event", comparing("key", "a", "ns", None)),
    ("event_attribute", comparing("attribute", "extra.color", "eq", "x")),
    ("event_attribute", comparing("attribute", "message", "is", "")),
    ("seer_activity_trigger", []),
    ("seer_activity_trigger", ["pr_created"]),
    ("seer_activity_trigger", ["rca_completed", "rca_completed"]),
    ("seer_activity_trigger", "rca_completed"),
    ("anomaly_detection", {"sensitivity": "extreme"}),
    ("anomaly_detection", True),
    ("assigned_to", {"targetType": "NoOne"}),
    ("assigned_to", {"targetType": "Unassigned", "targetIdentifier": None}),
    ("assigned_to", {"targetType": "Member"}),
    ("latest_adopted_release", {"releaseAgeType": "newest", "ageComparison": "older"}),
]


@pytest.mark.parametrize(("kind", "comparison"), REFUSED, ids=str)
def test_it_is_refused(sentry: SentrySimulator, kind: str, comparison: object) -> None:
    status, found = compare(sentry, kind, comparison)
    assert (status, list(found)) == (400, ["comparison"])


@pytest.mark.parametrize(
    ("target", "stored"),
    [(("Member", "3001"), 3001), (("Member", 3001), 3001), (("Team", "801"), 801)],
)
def test_an_assignee_is_stored_as_a_number(
    sentry: SentrySimulator, target: tuple[str, object], stored: int
) -> None:
    sent = dict(zip(("targetType", "targetIdentifier"), target, strict=True))
    assert compare(sentry, "assigned_to", sent) == (201, {**sent, "targetIdentifier": stored})


@pytest.mark.parametrize(
    ("target", "identifier", "text"),
    [
        *(
            ("Member", value, "target_identifier must be an integer")
            for value in ("", "x", 0, "-1")
        ),
        ("Member", 3999, "This user is not part of the organization."),
        ("Member", 901, "This user is not part of the organization."),
        ("Team", "3001", "This team is not part of the organization."),
    ],
)
def test_an_assignee_belongs_to_the_organization(
    sentry: SentrySimulator, target: str, identifier: object, text: str
) -> None:
    sent = {"targetType": target, "targetIdentifier": identifier}
    assert compare(sentry, "assigned_to", sent) == (400, {"comparison": [text]})


@pytest.mark.parametrize(
    ("kind", "version"), [("issue_open_duration", "26.10.0"), ("every_event", "26.7.1")]
)
def test_a_type_without_a_handler_is_refused_though_it_is_a_choice(
    sentry: SentrySimulator, kind: str, version: str
) -> None:
    sentry.state["server"]["version"] = version
    text = [f"Invalid condition type: {kind}"]
    assert compare(sentry, kind, True) == (400, {"comparison": text, "conditionResult": text})


def test_a_type_that_was_not_sent_is_missed_thrice(sentry: SentrySimulator) -> None:
    condition = {"comparison": True, "conditionResult": True}
    body = alert(triggers={"logicType": "all", "conditions": [condition]})
    text = ["Invalid condition type: None"]
    errors = {"type": ["This field is required."], "comparison": text, "conditionResult": text}
    answer = ask(sentry, WORKFLOWS, "POST", json=body)
    assert refusal(answer) == (400, {"triggers": {"conditions": errors}})
