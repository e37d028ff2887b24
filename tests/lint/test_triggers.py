"""Conditions that Sentry refuses together, or that add nothing to each other, are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lint.files import clean, found, rule, written

NEW, LEVEL = {"newIssue": True}, {"level": {"atLeast": "error"}}
EVERY = {"everyEvent": True}
SEER = {"seerActivity": ["rca_completed"]}
PAGERDUTY = {"pagerduty": {"account": "Example", "service": "Backend"}}
GITHUB = {"github": {"integration": "example", "repository": "example/api"}}
COUNT = {"events": {"atLeast": 3, "within": "1h"}}


def advice(root: Path, check: str, **overrides: Any) -> list[tuple[str, str]]:
    text = written(clean(alertRules=[rule(**overrides)]))
    return [(one.path, one.text) for one in found(text, root) if one.check == check]


@pytest.mark.parametrize("key", ["newIssue", "regressedIssue", "escalatingIssue", "resolvedIssue"])
@pytest.mark.parametrize("match", ["all", "none"])
def test_a_way_to_join_that_sentry_refuses_is_told(tmp_path: Path, key: str, match: str) -> None:
    condition = [{key: True}, LEVEL]
    assert advice(tmp_path, "trigger-match", condition=condition, conditionMatch=match) == [
        (
            "alertRules[0].conditionMatch",
            f"Sentry refuses '{match}' with {key} in a new alert; leave it out, and write as a "
            "filter what must hold besides",
        )
    ]


@pytest.mark.parametrize(
    ("condition", "match"),
    [
        ([NEW, LEVEL], "any"),
        (NEW, "all"),
        ([LEVEL, {"latestRelease": True}], "all"),
        ([{"newHighPriorityIssue": True}, LEVEL], "all"),
    ],
)
def test_a_way_to_join_that_sentry_takes_is_not_told(
    tmp_path: Path, condition: Any, match: str
) -> None:
    assert advice(tmp_path, "trigger-match", condition=condition, conditionMatch=match) == []


def test_a_raw_trigger_among_the_filters_is_told(tmp_path: Path) -> None:
    raw = {"raw": {"type": "first_seen_event", "comparison": True}}
    assert advice(tmp_path, "trigger-match", filter=[LEVEL, raw]) == [
        (
            "alertRules[0].filter[1]",
            "Sentry refuses it as a filter; write 'condition: {newIssue: true}'",
        )
    ]


def test_a_raw_trigger_among_any_of_the_filters_is_not_told(tmp_path: Path) -> None:
    parts = [LEVEL, {"raw": {"type": "first_seen_event", "comparison": True}}]
    assert advice(tmp_path, "trigger-match", filter=parts, filterMatch="any") == []


@pytest.mark.parametrize(
    ("match", "text"),
    [
        ("any", "everyEvent always holds, so the others add nothing; remove it, or them"),
        ("all", "everyEvent always holds, so it adds nothing to the others; remove it"),
        (
            "none",
            "everyEvent always holds, so 'conditionMatch: none' never does; remove one of them",
        ),
    ],
)
def test_every_event_beside_other_conditions_is_told(tmp_path: Path, match: str, text: str) -> None:
    told = advice(tmp_path, "every-event", condition=[LEVEL, EVERY], conditionMatch=match)
    assert told == [("alertRules[0].condition[1]", text)]


def test_every_event_alone_is_not_told(tmp_path: Path) -> None:
    assert advice(tmp_path, "every-event", condition=EVERY) == []


def test_every_event_with_one_count_among_the_filters_is_told_what_to_write(
    tmp_path: Path,
) -> None:
    (told,) = advice(tmp_path, "every-event", condition=EVERY, filter=[LEVEL, COUNT])
    assert "'condition: {atLeast: 3, within: 1h}'" in told[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"filter": [LEVEL, COUNT], "filterMatch": "any"},
        {"filter": [COUNT, {"events": {"atLeast": 9, "within": "1d"}}]},
        {"filter": COUNT, "also": [{"filter": LEVEL, "action": {"emailTeam": "sre"}}]},
        {"filter": {"users": {"atLeast": 3, "within": "1h"}}},
        {"filter": {"raw": {"type": "event_frequency_count", "comparison": 5}}},
    ],
)
def test_every_event_with_other_filters_is_not_told(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert advice(tmp_path, "every-event", condition=EVERY, **changes) == []


@pytest.mark.parametrize(("action", "type_"), [(PAGERDUTY, "pagerduty"), (GITHUB, "github")])
def test_an_action_that_seer_activity_cannot_have_is_told(
    tmp_path: Path, action: dict[str, Any], type_: str
) -> None:
    told = advice(
        tmp_path, "seer-action", condition=SEER, action=[{"email": "ops@raxx.app"}, action]
    )
    text = f"Sentry refuses {type_} in an alert with seerActivity; write it in a rule of its own"
    assert told == [("alertRules[0].action[1]", text)]


@pytest.mark.parametrize(
    ("condition", "action"),
    [
        (SEER, {"email": "ops@raxx.app"}),
        (SEER, {"slack": {"workspace": "Raxx", "channel": "#alerts"}}),
        ({"resolvedIssue": True}, PAGERDUTY),
    ],
)
def test_an_action_that_sentry_takes_is_not_told(
    tmp_path: Path, condition: dict[str, Any], action: dict[str, Any]
) -> None:
    assert advice(tmp_path, "seer-action", condition=condition, action=action) == []
