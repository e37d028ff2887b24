"""Promises of the canonical form: it undoes what the server changes, never what a person did."""

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, alert, replaced, rule, rules

COUNT = {
    "id": "43",
    "type": "event_frequency_count",
    "comparison": {"value": 2, "interval": "1h"},
    "conditionResult": True,
}
EVERY_EVENT = {"type": "every_event", "comparison": True, "conditionResult": True}
FILTER = {
    "id": "44",
    "type": "event_attribute",
    "comparison": {"attribute": "message", "match": "nc", "value": "tmp"},
    "conditionResult": True,
}
TO_TEAM = {
    "id": "52",
    "type": "email",
    "integrationId": None,
    "data": {},
    "config": {"targetType": "team", "targetIdentifier": "7", "targetDisplay": None},
    "status": "active",
}
TO_OWNERS = {
    **TO_TEAM,
    "data": {"fallthroughType": "NoOne"},
    "config": {"targetType": "issue_owners", "targetIdentifier": None, "targetDisplay": None},
}
GROUP = {"id": "33", "logicType": "all", "conditions": [FILTER], "actions": [TO_TEAM]}


def exact(live: Mapping[str, Any]) -> str:
    """Return the canonical form as text: 60 and 60.0 are equal to Python and differ here."""
    return json.dumps(canonical(live), sort_keys=True)


def mangled(document: Document, chance: random.Random) -> Document:
    """Return what a server makes of a document: IDs, dates, text for numbers, another order."""
    live = copy.deepcopy(document)
    live |= {"id": "9001", "organizationId": "5", "dateUpdated": "2026-06-01T08:00:00Z"}
    live["detectorIds"] = [str(detector) for detector in live["detectorIds"]]
    live["config"]["frequency"] = float(live["config"]["frequency"])
    groups = [live["triggers"], *live["actionFilters"]]
    parts = [part for group in groups for part in group["conditions"] + group.get("actions", [])]
    for part in [*groups, *parts]:
        part["id"] = str(chance.randrange(10**6))
    for group in groups:
        chance.shuffle(group["conditions"])
    for group in live["actionFilters"]:
        chance.shuffle(group["actions"])
        for action in group["actions"]:
            if action["type"] == "email" and action["config"]["targetType"] != "issue_owners":
                action["data"] = {"fallthroughType": "ActiveMembers"}
            if action["config"]["targetDisplay"] is None:
                del action["config"]["targetDisplay"]
    chance.shuffle(live["actionFilters"])
    return live


def test_a_live_alert_as_it_was_sent_is_the_rule_again() -> None:
    assert canonical(alert()) == to_document(rule(), [111], RECIPIENTS)


@given(rules())
def test_the_canonical_form_of_the_canonical_form_is_itself(written: AlertRule) -> None:
    once = canonical(to_document(written, [111], RECIPIENTS))
    assert json.dumps(canonical(once)) == json.dumps(once)


@given(rules(), st.randoms(use_true_random=False))
def test_whatever_the_server_makes_of_a_rule_is_undone(
    written: AlertRule, chance: random.Random
) -> None:
    document = to_document(written, [112, 111], RECIPIENTS)
    assert exact(mangled(document, chance)) == exact(document)


def meaning(rule: AlertRule) -> tuple[object, ...]:
    """Return what a rule says, however it is written."""
    groups = sorted(
        (
            group.filter_match if len(group.filter) > 1 or group.filter_match == "none" else "",
            sorted(map(str, group.filter)),
            sorted(map(str, group.action)),
        )
        for group in rule.groups
    )
    alone = len(rule.condition) == 1 and rule.condition_match != "none"
    joined = "" if alone else rule.condition_match
    plain = (rule.name, rule.frequency, rule.enabled, rule.environment)
    return (*plain, joined, sorted(map(str, rule.condition)), groups)


@given(rules(), rules())
def test_two_rules_that_say_another_thing_never_look_alike(one: AlertRule, two: AlertRule) -> None:
    said = [meaning(r) for r in (one, two)]
    documents = [canonical(to_document(r, [111], RECIPIENTS)) for r in (one, two)]
    assert (documents[0] == documents[1]) == (said[0] == said[1])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "9002"),
        ("dateUpdated", "2026-11-11T00:00:00Z"),
        ("lastTriggered", "2026-11-11T00:00:00Z"),
        ("createdBy", None),
        ("owner", "team:7"),
        ("triggers.id", "77"),
        ("triggers.conditions.0.id", "77"),
        ("actionFilters.0.id", "77"),
        ("actionFilters.0.conditions.0.id", "77"),
        ("actionFilters.0.actions.0.id", "77"),
        ("detectorIds", [111]),
        ("detectorIds", [111.0]),
        ("config", {"frequency": 30.0}),
        ("triggers.conditions.0.comparison", {"value": 2.0, "interval": "1h"}),
        ("triggers.conditions.0.comparison", {"interval": "1h", "value": 2}),
        ("triggers.logicType", "any"),
        ("triggers.logicType", "all"),
        ("actionFilters.0.logicType", "any"),
        ("actionFilters.0.logicType", "any-short"),
        ("actionFilters.0.actions.0.data", {"fallthroughType": "ActiveMembers"}),
        ("actionFilters.0.actions.0.config.targetIdentifier", 222),
        (
            "actionFilters.0.actions.0.config",
            {"targetType": "user", "targetIdentifier": "222"},
        ),
    ],
)
def test_what_the_server_adds_or_changes_is_no_drift(path: str, value: object) -> None:
    assert exact(replaced(alert(), path, value)) == exact(alert())


def test_a_team_with_a_fallthrough_type_is_no_drift() -> None:
    live = replaced(alert(), "actionFilters.0.actions", [TO_TEAM])
    changed = replaced(live, "actionFilters.0.actions.0.data", {"fallthroughType": "NoOne"})
    assert exact(changed) == exact(live)


@pytest.mark.parametrize("identifier", ["", None])
def test_issue_owners_have_no_id_however_the_server_writes_that(identifier: str | None) -> None:
    live = replaced(alert(), "actionFilters.0.actions", [TO_OWNERS])
    changed = replaced(live, "actionFilters.0.actions.0.config.targetIdentifier", identifier)
    assert exact(changed) == exact(live)


def test_an_action_without_a_status_is_active() -> None:
    action = {k: v for k, v in alert()["actionFilters"][0]["actions"][0].items() if k != "status"}
    assert exact(replaced(alert(), "actionFilters.0.actions.0", action)) == exact(alert())


def test_whole_numbers_deep_in_a_comparison_are_no_drift() -> None:
    path = "triggers.conditions.0.comparison.filters"
    whole, point = ([{"key": "a", "match": "eq", "value": value}] for value in (5, 5.0))
    assert exact(replaced(alert(), path, point)) == exact(replaced(alert(), path, whole))


def test_a_fraction_stays_a_fraction() -> None:
    document = canonical(replaced(alert(), "triggers.conditions.0.comparison.value", 0.5))
    assert document["triggers"]["conditions"][0]["comparison"]["value"] == 0.5


def test_two_filters_in_another_order_are_no_drift() -> None:
    one = alert()["actionFilters"][0]["conditions"][0]
    shuffled = [
        replaced(alert(), "actionFilters.0.conditions", c) for c in ([one, FILTER], [FILTER, one])
    ]
    assert exact(shuffled[0]) == exact(shuffled[1])


def test_two_actions_in_another_order_are_no_drift() -> None:
    one = alert()["actionFilters"][0]["actions"][0]
    shuffled = [
        replaced(alert(), "actionFilters.0.actions", a) for a in ([one, TO_TEAM], [TO_TEAM, one])
    ]
    assert exact(shuffled[0]) == exact(shuffled[1])


@pytest.mark.parametrize(
    "triggers",
    [
        None,
        {"logicType": "any-short", "conditions": [], "actions": []},
        {"logicType": "all", "conditions": [], "actions": []},
        {"logicType": "none", "conditions": [], "actions": []},
        {"logicType": "any-short", "conditions": [EVERY_EVENT], "actions": []},
    ],
)
def test_a_count_that_stands_among_the_filters_means_the_same(triggers: object) -> None:
    moved = replaced(alert(triggers=triggers), "actionFilters.0.conditions.1", COUNT)
    assert exact(moved) == exact(alert())


@pytest.mark.parametrize("logic", ["any", "any-short", "none"])
def test_a_count_that_is_no_necessary_filter_is_left_where_it_is(logic: str) -> None:
    moved = replaced(alert(triggers=None), "actionFilters.0.conditions.1", COUNT)
    document = canonical(replaced(moved, "actionFilters.0.logicType", logic))
    assert document["triggers"]["conditions"] == [EVERY_EVENT]
    assert len(document["actionFilters"][0]["conditions"]) == 2


def test_two_counts_among_the_filters_are_left_where_they_are() -> None:
    live = replaced(alert(triggers=None), "actionFilters.0.conditions", [COUNT, {**COUNT}])
    assert len(canonical(live)["actionFilters"][0]["conditions"]) == 2


def test_a_live_alert_is_not_changed_by_being_read() -> None:
    live = replaced(alert(triggers=None), "actionFilters.0.conditions.1", COUNT)
    before = copy.deepcopy(live)
    canonical(live)
    assert live == before


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "disk  full"),
        ("name", "Disk full"),
        ("enabled", False),
        ("environment", "prod"),
        ("config.frequency", 31),
        ("detectorIds", ["112"]),
        ("detectorIds", ["111", "112"]),
        ("detectorIds", []),
        ("triggers", None),
        ("triggers.logicType", "none"),
        ("triggers.conditions.0.type", "event_unique_user_frequency_count"),
        ("triggers.conditions.0.conditionResult", False),
        ("triggers.conditions.0.comparison.value", 3),
        ("triggers.conditions.0.comparison.interval", "1d"),
        ("triggers.conditions.0.comparison.filters", [{"key": "a", "match": "eq", "value": "b"}]),
        ("triggers.conditions.1", FILTER),
        ("actionFilters", []),
        ("actionFilters.0.logicType", "none"),
        ("actionFilters.0.conditions", []),
        ("actionFilters.0.conditions.0.type", "tagged_event"),
        ("actionFilters.0.conditions.0.conditionResult", False),
        ("actionFilters.0.conditions.0.comparison.attribute", "platform"),
        ("actionFilters.0.conditions.0.comparison.match", "eq"),
        ("actionFilters.0.conditions.0.comparison.value", "no space left on device"),
        ("actionFilters.0.conditions.1", FILTER),
        ("actionFilters.0.conditions.1", COUNT),
        ("actionFilters.0.actions", []),
        ("actionFilters.0.actions.0.type", "slack"),
        ("actionFilters.0.actions.0.integrationId", "5"),
        ("actionFilters.0.actions.0.status", "disabled"),
        ("actionFilters.0.actions.0.config.targetIdentifier", "333"),
        ("actionFilters.0.actions.0.config.targetType", "team"),
        ("actionFilters.0.actions.0.config.targetDisplay", "somebody"),
        ("actionFilters.0.actions.1", TO_TEAM),
        ("actionFilters.1", GROUP),
    ],
)
def test_what_a_person_changed_is_never_hidden(path: str, value: object) -> None:
    assert canonical(replaced(alert(), path, value)) != canonical(alert())


@pytest.mark.parametrize("logic", ["any", "any-short", "none"])
def test_how_two_filters_are_joined_is_never_hidden(logic: str) -> None:
    two = replaced(alert(), "actionFilters.0.conditions.1", FILTER)
    assert canonical(replaced(two, "actionFilters.0.logicType", logic)) != canonical(two)


def test_whom_the_issue_owners_fall_through_to_is_never_hidden() -> None:
    live = replaced(alert(), "actionFilters.0.actions", [TO_OWNERS])
    changed = replaced(live, "actionFilters.0.actions.0.data.fallthroughType", "AllMembers")
    assert canonical(changed) != canonical(live)


def test_what_an_action_of_another_kind_says_is_never_hidden() -> None:
    slack = {**TO_TEAM, "type": "slack", "data": {"tags": "level"}}
    live = replaced(alert(), "actionFilters.0.actions", [slack])
    assert canonical(replaced(live, "actionFilters.0.actions.0.data", {})) != canonical(live)


def of(kind: str, comparison: object) -> dict[str, Any]:
    """Return a live alert with one filter of a kind."""
    condition = {"id": "1", "type": kind, "comparison": comparison, "conditionResult": True}
    return replaced(alert(), "actionFilters.0.conditions", [condition])


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            "assigned_to",
            {"targetType": "Team", "targetIdentifier": "7"},
            {"targetType": "Team", "targetIdentifier": 7},
        ),
        (
            "assigned_to",
            {"targetType": "Unassigned"},
            {"targetType": "Unassigned", "targetIdentifier": ""},
        ),
        ("issue_category", {"value": 1}, {"value": 1, "include": True}),
        ("issue_type", {"value": "error"}, {"value": "error", "include": True}),
        ("seer_activity_trigger", ["pr_created"], ["pr_ready_for_review"]),
        (
            "event_unique_user_frequency_count",
            {"value": 1, "interval": "1h", "filters": [{"key": "a"}, {"key": "b"}]},
            {"value": 1.0, "interval": "1h", "filters": [{"key": "b"}, {"key": "a"}]},
        ),
        (
            "percent_sessions_count",
            {"value": 5, "interval": "1h"},
            {"value": 5.0, "interval": "1h"},
        ),
    ],
)
def test_two_ways_to_write_a_comparison_are_no_drift(kind: str, one: object, other: object) -> None:
    assert exact(of(kind, one)) == exact(of(kind, other))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            "assigned_to",
            {"targetType": "Team", "targetIdentifier": 7},
            {"targetType": "Member", "targetIdentifier": 7},
        ),
        ("issue_category", {"value": 1, "include": False}, {"value": 1}),
        ("seer_activity_trigger", ["rca_completed"], ["rca_completed", "pr_created"]),
        (
            "percent_sessions_count",
            {"value": 5, "interval": "1h"},
            {"value": 5.5, "interval": "1h"},
        ),
    ],
)
def test_another_comparison_is_never_hidden(kind: str, one: object, other: object) -> None:
    assert exact(of(kind, one)) != exact(of(kind, other))


def doing(kind: str, config: object, data: object, integration: object = "5") -> dict[str, Any]:
    """Return a live alert with one action."""
    action = {"type": kind, "integrationId": integration, "data": data, "config": config}
    return replaced(alert(), "actionFilters.0.actions", [action])


SPECIFIC = {"targetType": "specific"}
CHANNEL = {**SPECIFIC, "targetIdentifier": "C1", "targetDisplay": "#a"}
FIELDS = {"project": "1", "issuetype": "2"}
OWNERS = {"targetType": "issue_owners"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (doing("slack", CHANNEL, {}), doing("slack", {**CHANNEL, "targetDisplay": "a"}, {})),
        (doing("slack", CHANNEL, {}), doing("slack", CHANNEL, {"tags": "", "notes": ""})),
        (
            doing("slack", CHANNEL, {"tags": "a,b"}),
            doing("slack", CHANNEL, {"tags": "a, b"}),
        ),
        (doing("slack", CHANNEL, {}), doing("slack", CHANNEL, {}, 5)),
        (
            doing("jira", SPECIFIC, {"additionalFields": FIELDS}),
            doing("jira", SPECIFIC, {"additionalFields": {**FIELDS, "integration": "5"}}),
        ),
        (doing("email", OWNERS, {}), doing("email", OWNERS, {"fallthroughType": "ActiveMembers"})),
        (doing("webhook", {}, {}), doing("webhook", {"targetType": None}, {})),
        (
            doing("sentry_app", SPECIFIC, {"settings": [{"name": "a", "value": [1, True]}]}),
            doing("sentry_app", SPECIFIC, {"settings": [{"name": "a", "value": "[1,true]"}]}),
        ),
        (
            doing("github", SPECIFIC, {"additionalFields": {"repo": "a/b"}}),
            doing(
                "github",
                SPECIFIC,
                {"additionalFields": {"repo": "a/b", "labels": [], "integration": 5}},
            ),
        ),
    ],
)
def test_two_ways_to_write_an_action_are_no_drift(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert exact(one) == exact(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (doing("slack", CHANNEL, {}), doing("slack", {**CHANNEL, "targetDisplay": "@a"}, {})),
        (doing("slack", CHANNEL, {"notes": "a"}), doing("slack", CHANNEL, {"notes": "b"})),
        (doing("slack", CHANNEL, {}), doing("slack", CHANNEL, {}, 6)),
        (
            doing("jira", SPECIFIC, {"additionalFields": FIELDS}),
            doing("jira", SPECIFIC, {"additionalFields": {**FIELDS, "priority": "3"}}),
        ),
    ],
)
def test_another_action_is_never_hidden(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert exact(one) != exact(other)


def test_two_groups_in_another_order_are_no_drift() -> None:
    one = alert()["actionFilters"][0]
    shuffled = [replaced(alert(), "actionFilters", g) for g in ([one, GROUP], [GROUP, one])]
    assert exact(shuffled[0]) == exact(shuffled[1])


def test_any_and_any_short_mean_the_same() -> None:
    two = replaced(alert(), "actionFilters.0.conditions.1", FILTER)
    both = [replaced(two, "actionFilters.0.logicType", logic) for logic in ("any", "any-short")]
    assert exact(both[0]) == exact(both[1])


def test_an_owner_counts_only_where_one_is_declared() -> None:
    live = alert(owner="team:7")
    assert canonical(live, owned=True)["owner"] == "team:7"
    assert "owner" not in canonical(live)
