"""What is advised about rules and checks that are carried out as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.lint.codes import Finding
from tests.factories import check
from tests.lint.files import clean, codes, found, rule, written

CONTAINS_ABC = {"message": {"contains": "abc"}}


def advice(root: Path, *rules: dict[str, Any], **overrides: Any) -> list[Finding]:
    return found(written(clean(alertRules=list(rules), **overrides)), root)


def named(name: str, **overrides: Any) -> dict[str, Any]:
    return rule(key=name, name=name, **overrides)


def test_of_a_clean_file_nothing_is_said(tmp_path: Path) -> None:
    assert found(written(clean()), tmp_path) == []


def test_a_rule_of_every_event_is_told(tmp_path: Path) -> None:
    everything = rule(filter=None, matchesEverything=True)
    (one,) = advice(tmp_path, everything)
    assert (one.check, one.path) == ("no-filter", "alertRules[0].matchesEverything")


@pytest.mark.parametrize(
    "condition",
    [{"everyEvent": True}, [{"newIssue": True}, {"users": {"atLeast": 3, "within": "1h"}}]],
)
def test_a_rule_of_every_event_or_user_is_told(tmp_path: Path, condition: object) -> None:
    everything = rule(condition=condition, filter=None, matchesEverything=True)
    assert "no-filter" in codes(advice(tmp_path, everything))


def test_a_rule_of_every_new_issue_is_not_told(tmp_path: Path) -> None:
    new = rule(condition={"newIssue": True}, filter=None, matchesEverything=True)
    assert advice(tmp_path, new) == []


@pytest.mark.parametrize("links", [{"project": "api"}, {"projectMonitor": "issue_stream"}])
def test_a_rule_of_every_event_of_a_project_is_told(tmp_path: Path, links: dict[str, str]) -> None:
    everything = rule(filter=None, matchesEverything=True, **links)
    assert codes(advice(tmp_path, everything)) == ["no-filter"]


def test_a_rule_of_every_event_of_a_monitor_alone_is_not_told(tmp_path: Path) -> None:
    named_monitor = {"monitors": [{"name": "nightly backup", "type": "cron"}]}
    assert advice(tmp_path, rule(filter=None, matchesEverything=True, **named_monitor)) == []


def test_a_disabled_rule_is_told(tmp_path: Path) -> None:
    silent = advice(tmp_path, rule(enabled=False), configVarChecks=None)
    assert codes(silent) == ["disabled"]


def test_a_check_behind_a_disabled_rule_is_told(tmp_path: Path) -> None:
    assert "idle-check" in codes(advice(tmp_path, rule(enabled=False)))


def test_a_check_behind_a_rule_without_an_action_is_told(tmp_path: Path) -> None:
    silent = rule(action=None, notifiesNobody=True)
    told = [one for one in advice(tmp_path, silent) if one.check == "idle-check"]
    assert [one.text for one in told] == [
        "the rule 'disk_full' has no action: nobody is notified when the config var fails"
    ]


def test_a_rule_that_notifies_nobody_is_told(tmp_path: Path) -> None:
    silent = rule(action=None, notifiesNobody=True)
    (one,) = advice(tmp_path, silent, configVarChecks=None)
    assert (one.check, one.path) == ("nobody", "alertRules[0].notifiesNobody")


def test_a_further_group_that_notifies_nobody_is_told(tmp_path: Path) -> None:
    also = [{"filter": {"latestRelease": True}, "notifiesNobody": True}]
    (one,) = advice(tmp_path, rule(also=also))
    assert (one.check, one.path) == ("nobody", "alertRules[0].also[0].notifiesNobody")


@pytest.mark.parametrize(
    "condition", [{"everyEvent": True}, {"atLeast": 1, "within": "5m"}, [{"everyEvent": True}]]
)
def test_a_mail_for_each_event_is_told(tmp_path: Path, condition: object) -> None:
    (one,) = advice(tmp_path, rule(condition=condition, frequency="everyTime"))
    assert (one.check, one.path) == ("flood", "alertRules[0].frequency")


@pytest.mark.parametrize(
    "changes",
    [
        {"condition": {"newIssue": True}, "frequency": "everyTime"},
        {"condition": {"atLeast": 3, "within": "1h"}, "frequency": "everyTime"},
        {"condition": {"everyEvent": True}, "frequency": "5 min"},
        {"condition": {"everyEvent": True}, "conditionMatch": "none", "frequency": "everyTime"},
        {
            "condition": {"atLeast": 1, "within": "1h", "where": CONTAINS_ABC},
            "frequency": "everyTime",
        },
    ],
)
def test_a_mail_for_some_events_is_not_told(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert "flood" not in codes(advice(tmp_path, rule(**changes)))


def test_two_rules_of_one_name_that_only_state_tells_apart_are_told(tmp_path: Path) -> None:
    rules = [rule(key="disk_full", filter=CONTAINS_ABC), rule(key="b")]
    first, second = advice(tmp_path, *rules)
    assert (first.check, first.path, second.path) == (
        "same-name",
        "alertRules[0].name",
        "alertRules[1].name",
    )
    assert second.text == (
        "alertRules[0] has this name in trademaster-raptor too, and without state nothing tells "
        "their alerts apart; write its alert's ID as 'alert', or rename it"
    )


def test_of_two_rules_of_one_name_the_one_without_an_alert_is_told(tmp_path: Path) -> None:
    rules = [rule(key="disk_full", filter=CONTAINS_ABC, alert="60002"), rule(key="b")]
    assert [one.path for one in advice(tmp_path, *rules)] == ["alertRules[1].name"]


@pytest.mark.parametrize("links", [{"project": "web"}, {"projects": ["web", "api"]}])
def test_one_name_in_two_projects_is_not_told(tmp_path: Path, links: dict[str, Any]) -> None:
    rules = [rule(key="disk_full", filter=CONTAINS_ABC), rule(key="b", **links)]
    assert "same-name" not in codes(advice(tmp_path, *rules))


@pytest.mark.parametrize("page", ["docs/other.md", "docs", "page.md"])
def test_a_runbook_page_that_is_not_there_is_told(tmp_path: Path, page: str) -> None:
    (one,) = advice(tmp_path, rule(runbook=page))
    assert (one.check, one.text) == ("runbook", f"there is no file {page!r} in the project")


@pytest.mark.parametrize("page", ["docs/page.md#step-2", "https://wiki.example.com/page"])
def test_a_part_of_a_page_or_a_page_elsewhere_is_no_missing_page(tmp_path: Path, page: str) -> None:
    assert advice(tmp_path, rule(runbook=page)) == []


def test_a_rule_without_a_runbook_is_told(tmp_path: Path) -> None:
    assert codes(advice(tmp_path, rule(runbook=None))) == ["runbook"]


def test_a_frequency_shorter_than_the_interval_is_told_with_what_comes_of_it(
    tmp_path: Path,
) -> None:
    (one,) = advice(tmp_path, rule(frequency="7 min"))
    assert (one.check, one.text) == (
        "short-frequency",
        "7 min is shorter than the 1h in which events are counted: one burst is reported up to 9 "
        "times; write 60 min or more",
    )


def test_more_events_than_anybody_sends_are_told(tmp_path: Path) -> None:
    (one,) = advice(tmp_path, rule(condition={"atLeast": 36_000_002, "within": "1h"}))
    assert one.text == "36000002 events of one issue in 60 min are 10,000 a second: never reached"


def test_many_events_are_no_impossible_number(tmp_path: Path) -> None:
    assert advice(tmp_path, rule(condition={"atLeast": 1_000_000, "within": "1h"})) == []


@pytest.mark.parametrize(
    ("holds", "holds_too"),
    [
        ({"contains": "disk full"}, {"notContains": "Disk"}),
        ({"equals": "disk full"}, {"notContains": "full"}),
        ({"startsWith": "disk full"}, {"notContains": "sk f"}),
    ],
)
def test_filters_that_exclude_each_other_are_told(
    tmp_path: Path, holds: dict[str, str], holds_too: dict[str, str]
) -> None:
    both = [{"message": holds}, {"message": holds_too}]
    assert codes(advice(tmp_path, rule(filter=both))) == ["never-fires"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"contains": "disk"}, {"notContains": "disk full"}),
        ({"contains": "a"}, {"contains": "b"}),
        ({"equals": "a"}, {"equals": "b"}),
        ({"notContains": "a"}, {"notContains": "b"}),
    ],
)
def test_filters_that_can_both_hold_are_not_told(
    tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    assert advice(tmp_path, rule(filter=[{"message": one}, {"message": other}])) == []


def test_owners_alone_with_nobody_otherwise_are_told(tmp_path: Path) -> None:
    assert codes(advice(tmp_path, rule(action={"emailIssueOwners": "NoOne"}))) == ["nobody"]


@pytest.mark.parametrize(
    "action",
    [
        {"emailIssueOwners": "ActiveMembers"},
        [{"emailIssueOwners": "NoOne"}, {"email": "ops@raxx.app"}],
    ],
)
def test_owners_with_somebody_otherwise_are_not_told(tmp_path: Path, action: object) -> None:
    assert advice(tmp_path, rule(action=action)) == []


def test_somebody_named_twice_in_one_rule_is_told(tmp_path: Path) -> None:
    twice = rule(action=[{"email": "ops@raxx.app"}, {"email": "ops@raxx.app"}])
    (one,) = advice(tmp_path, twice)
    assert (one.check, one.text) == ("told-twice", "user ops@raxx.app is notified 2 times")


def test_tickets_in_two_places_are_not_one_place_told_twice(tmp_path: Path) -> None:
    places = [{"integration": "raxx", "repository": name} for name in ("raxx/api", "raxx/web")]
    assert advice(tmp_path, rule(action=[{"github": place} for place in places])) == []


OVERLAPPING: list[tuple[object, object]] = [
    (CONTAINS_ABC, CONTAINS_ABC),
    (CONTAINS_ABC, {"message": {"contains": "xABCx"}}),
    ({"message": {"contains": "xabcx"}}, CONTAINS_ABC),
    (CONTAINS_ABC, {"message": {"equals": "abcd"}}),
    (CONTAINS_ABC, {"message": {"startsWith": "abcd"}}),
    (CONTAINS_ABC, [CONTAINS_ABC, {"message": {"notContains": "z"}}]),
    ({"message": {"notContains": "a"}}, {"message": {"notContains": "A"}}),
    ({"message": {"notContains": "abc"}}, {"message": {"notContains": "ab"}}),
    ({"message": {"startsWith": "abc"}}, {"message": {"equals": "abcd"}}),
]


@pytest.mark.parametrize(("first", "second"), OVERLAPPING)
def test_two_rules_that_tell_the_same_people_of_the_same_events_are_told(
    tmp_path: Path, first: object, second: object
) -> None:
    rules = [named("disk_full", filter=first), named("b", filter=second)]
    (one,) = advice(tmp_path, *rules)
    assert (one.check, one.path, one.text) == (
        "overlap",
        "alertRules[1].filter",
        "fires on the same events as alertRules[0] ('disk_full') and tells the same people "
        "(user ops@raxx.app): twice",
    )


def test_a_rule_of_every_event_overlaps_with_every_other(tmp_path: Path) -> None:
    everything = named("b", filter=None, matchesEverything=True)
    assert "overlap" in codes(advice(tmp_path, named("disk_full"), everything))


@pytest.mark.parametrize(
    "second",
    [
        {"filter": {"message": {"contains": "other"}}},
        {"filter": {"message": {"notContains": "abc"}}},
        {"action": {"email": "lead@raxx.app"}},
        {"enabled": False},
        {"environment": "staging"},
    ],
)
def test_rules_that_differ_in_events_people_or_environment_do_not_overlap(
    tmp_path: Path, second: dict[str, Any]
) -> None:
    first = named("disk_full", filter=CONTAINS_ABC, environment="production")
    other = {"filter": CONTAINS_ABC, "environment": "production"} | second
    assert "overlap" not in codes(advice(tmp_path, first, named("b", **other)))


def test_a_rule_of_all_environments_overlaps_with_one_of_a_single_one(tmp_path: Path) -> None:
    everywhere = named("disk_full", filter=CONTAINS_ABC)
    somewhere = named("b", filter=CONTAINS_ABC, environment="production")
    assert codes(advice(tmp_path, everywhere, somewhere)) == ["overlap"]


def test_a_good_rule_is_judged_beside_a_bad_one(tmp_path: Path) -> None:
    rules = [rule(frequency="often"), named("b", frequency="5 min")]
    assert codes(advice(tmp_path, *rules)) == ["value", "short-frequency"]


def test_a_check_that_guards_an_enabled_rule_is_not_told(tmp_path: Path) -> None:
    assert advice(tmp_path, rule(), configVarChecks=[check(guards="disk full")]) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"condition": {"newIssue": True}, "filter": {"age": {"olderThan": "1 day"}}},
        {"condition": {"newIssue": True}, "filter": {"occurrences": {"atLeast": 10}}},
        {"condition": {"sessions": {"moreThanPercent": 100, "within": "1h"}}},
        {"filter": [{"platform": {"equals": "python"}}, {"platform": {"equals": "node"}}]},
    ],
)
def test_what_can_never_be_is_told_of_every_kind(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert codes(advice(tmp_path, rule(**changes))) == ["never-fires"]


@pytest.mark.parametrize(
    "changes",
    [
        {"condition": {"newIssue": True}, "filter": {"age": {"newerThan": "1 day"}}},
        {"condition": {"regressedIssue": True}, "filter": {"age": {"olderThan": "1 day"}}},
        {"condition": {"newIssue": True}, "filter": {"occurrences": {"atLeast": 1}}},
        {"condition": {"sessions": {"moreThanPercent": 99, "within": "1h"}}},
    ],
)
def test_what_can_be_is_not_told(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert advice(tmp_path, rule(**changes)) == []


def test_rules_of_different_triggers_do_not_overlap(tmp_path: Path) -> None:
    new = named("disk_full", condition={"newIssue": True})
    regressed = named("b", condition={"regressedIssue": True})
    assert advice(tmp_path, new, regressed) == []


def test_a_rule_that_every_event_triggers_overlaps_with_other_triggers(tmp_path: Path) -> None:
    new = named("disk_full", condition={"newIssue": True})
    every = named("b", condition={"everyEvent": True})
    assert codes(advice(tmp_path, new, every)) == ["overlap"]


def test_rules_of_two_projects_do_not_overlap(tmp_path: Path) -> None:
    assert advice(tmp_path, named("disk_full"), named("b", project="web")) == []


@pytest.mark.parametrize(
    "links",
    [
        {"projectMonitor": "issue_stream"},
        {"allProjects": True},
        {"projects": ["web", "trademaster-raptor"]},
    ],
)
def test_rules_with_a_project_in_common_overlap(tmp_path: Path, links: dict[str, Any]) -> None:
    assert codes(advice(tmp_path, named("disk_full"), named("b", **links))) == ["overlap"]


def test_the_same_channel_counts_as_the_same_people(tmp_path: Path) -> None:
    slack = {"slack": {"workspace": "Raxx", "channel": "#alerts"}}
    rules = [named("disk_full", action=slack), named("b", action=slack)]
    assert codes(advice(tmp_path, *rules)) == ["overlap"]


def test_two_channels_are_not_the_same_people(tmp_path: Path) -> None:
    here, there = (
        {"slack": {"workspace": "Raxx", "channel": channel}} for channel in ("#alerts", "#dev")
    )
    rules = [named("disk_full", action=here), named("b", action=there)]
    assert advice(tmp_path, *rules) == []
