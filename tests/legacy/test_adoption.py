"""Promises of which live rule of the old API a declared one is, decided before anything is sent."""

from collections import defaultdict
from typing import Any

import pytest

from infra.base.errors import ConfigError, RuleError
from infra.legacy.adoption import (
    Declared,
    Plan,
    hidden_nodes,
    plan_rules,
    refuse_what_cannot_be_said,
)
from infra.legacy.rules import to_rule
from infra.rules.alert_rule import AlertRule
from infra.rules.problems import Place
from infra.rules.to_document import to_document
from infra.sentry.replies import OldRule
from tests.factories import RECIPIENTS, rule

PROJECT = "trademaster-raptor"
PAGE = "https://sentry.example/alerts/rules/"


def live(identifier: str = "15", declared: AlertRule | None = None, **changes: Any) -> OldRule:
    body = to_rule(to_document(declared or rule(), [], RECIPIENTS))
    reply: OldRule = {"id": identifier, **body, **changes}  # type: ignore[typeddict-item]
    return reply


def declared(project: str = PROJECT, **changes: Any) -> Declared:
    made = rule(**changes)
    return Declared(made, project, to_document(made, [], RECIPIENTS))


def plan(*rules: OldRule, deployed: Any = (), **changes: Any) -> Plan:
    return plan_rules([declared(**changes)], {PROJECT: rules}, deployed, PAGE)[0]


def row(identifier: str, on_remove: str = "delete") -> dict[str, str]:
    return {"key": "disk_full", "id": identifier, "on_remove": on_remove, "api": "rules"}


def test_a_rule_of_no_known_name_is_created_and_deleted_with_its_entry() -> None:
    found = plan(live(name="another", frequency=7))
    assert (found.live, found.adopts, found.on_remove) == (None, False, "delete")


def test_the_rule_of_that_name_is_adopted_and_kept_when_its_entry_goes() -> None:
    found = plan(live())
    assert (found.live, found.adopts, found.on_remove) == (live(), True, "keep")


def test_a_rule_that_was_deployed_is_known_by_its_id_under_another_name() -> None:
    found = plan(live(name="as it was before"), deployed=[row("15")])
    assert (found.live is not None, found.adopts, found.on_remove) == (True, False, "delete")


def test_of_two_of_one_name_the_one_that_was_deployed_is_it() -> None:
    found = plan(live("15", frequency=8), live("16", frequency=9), deployed=[row("16", "keep")])
    assert found.live is not None
    assert (found.live["id"], found.on_remove) == ("16", "keep")


def test_a_deployed_rule_that_was_deleted_by_hand_is_looked_for_by_its_name() -> None:
    assert plan(live("17"), deployed=[row("15")]).adopts


def test_the_entry_decides_whether_the_rule_is_kept() -> None:
    assert plan(live(), onRemove="delete").on_remove == "delete"


def test_two_rules_of_one_name_are_refused_with_their_ids() -> None:
    with pytest.raises(
        RuleError, match="rules of trademaster-raptor are named 'disk full': 15, 16"
    ):
        plan(live("15", frequency=9), live("16", frequency=8))


def test_a_rule_of_another_name_that_says_the_same_is_refused_before_the_server_does() -> None:
    text = "'disk full' says exactly what rule 15, 'other' says; the old API refuses a duplicate"
    with pytest.raises(RuleError, match=text):
        plan(live(name="other"))


def test_two_entries_that_say_the_same_are_refused() -> None:
    both = [declared(), declared(key="again", name="again")]
    with pytest.raises(RuleError, match="'again' says exactly what 'disk full' says"):
        plan_rules(both, {PROJECT: []}, (), PAGE)


def test_two_projects_may_have_the_same_rule() -> None:
    both = [declared(), declared("other", key="other")]
    theirs = {PROJECT: [live("15")], "other": [live("16")]}
    plans = plan_rules(both, theirs, (), PAGE)
    assert [plan.live and plan.live["id"] for plan in plans] == ["15", "16"]


def test_a_rule_that_moved_to_another_project_is_not_the_one_it_left_behind() -> None:
    found = plan_rules([declared("other")], {"other": []}, [row("15")], PAGE)[0]
    assert (found.live, found.on_remove) == (None, "delete")


def test_an_alert_of_the_other_api_is_no_rule_of_the_same_number() -> None:
    before = row("15") | {"api": "workflows"}
    assert plan(live(name="another", frequency=7), deployed=[before]).live is None


def test_several_groups_are_refused_by_name_where_the_rule_stands() -> None:
    also = {"filter": {"level": {"atLeast": "fatal"}}, "action": {"emailTeam": "sre"}}
    document = to_document(rule(also=also), [], defaultdict(lambda: "0"))
    places = {"alertRules": [Place((3,), "rules/x.yaml")]}
    with pytest.raises(ConfigError, match=r"\n  rules/x.yaml\[3\].also: 2 groups of filters"):
        refuse_what_cannot_be_said([document], "raxx-alerts", places)


def test_what_the_old_api_cannot_say_is_refused_with_its_place_in_the_config() -> None:
    documents = [
        to_document(rule(), [], RECIPIENTS),
        to_document(rule(name="é" * 33, enabled=False, frequency="1 min"), [], RECIPIENTS),
    ]
    with pytest.raises(ConfigError) as caught:
        refuse_what_cannot_be_said(documents, "raxx-alerts")
    assert [line.strip() for line in caught.value.message.splitlines()[1:]] == [
        "raxx-alerts:alertRules[1].name: has 66 bytes; pulumi-sentry takes 64 at the most",
        "raxx-alerts:alertRules[1].enabled: the old API cannot switch a rule off",
        "raxx-alerts:alertRules[1].frequency: 1 min is less than the 5 min of the old API",
    ]


def test_an_owner_is_refused_as_the_package_cannot_set_one() -> None:
    document = to_document(rule(), [], RECIPIENTS) | {"owner": "team:7"}
    with pytest.raises(ConfigError, match="owner: pulumi-sentry cannot set the owner"):
        refuse_what_cannot_be_said([document], "raxx-alerts")


def test_what_was_added_by_hand_is_named() -> None:
    reply = live()
    reply["actions"] = reply["actions"] * 2
    assert hidden_nodes(plan(reply, deployed=[row("15")])) == "1 more actions"
