"""`status` says of every rule whether it is firing and for what, and asks Sentry little for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from infra.rules.filters import Filter
from infra.rules.kinds import kinds
from tests.commands.command_line import Ran
from tests.commands.in_process import Here
from tests.factories import entry
from tests.sentry_fires import fire_for
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

GUARDED = "skipped_no_postmark_token"


def deploy(here: Here, count: int, **overrides: Any) -> list[str]:
    """Deploy so many rules beside the guarded one, `rule_0` first; return their IDs."""
    known = entry(key=GUARDED, name=f"{GUARDED} — email silent failure")
    known["filter"] = {"message": {"contains": GUARDED}}
    more = [entry(key=f"rule_{n}", name=f"rule {n}", **overrides) for n in range(count)]
    here.project.configure(alertRules=[known, *more])
    here.project.deploy()
    return [row["id"] for row in here.project.outputs["managed_rules"][1:]]


def rows(ran: Ran) -> list[str]:
    """Return the first word of each line that is shown of the rules."""
    lines = ran.data.partition("\napp ")[0].splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith(" ")]


def every_kind() -> list[dict[str, Any]]:
    """Return an entry for each kind of filter, with its own example."""
    found = []
    for field, kind in kinds(Filter).items():
        key = Filter.model_fields[field].alias
        example = yaml.safe_load(kind.example)
        found.append(entry(key=f"k_{field}", name=field, filter={key: example}))
    return found


def test_a_rule_is_firing_whatever_the_kind_of_its_filter(
    here: Here, sentry: SentrySimulator
) -> None:
    entries = every_kind()
    here.project.configure(alertRules=entries, configVarChecks=[])
    here.project.deploy()
    for row in here.project.outputs["managed_rules"]:
        fire_for(sentry, row["id"], f"event of {row['key']}")
    found = json.loads(here.run("status", "--json").data)["rules"]
    titles = {row["key"]: [issue["title"] for issue in row["issues"]] for row in found}
    assert titles == {one["key"]: [f"event of {one['key']}"] for one in entries}
    assert {row["firing"] for row in found} == {True}


def test_a_rule_that_fired_for_an_issue_that_is_resolved_is_not_firing(
    here: Here, sentry: SentrySimulator
) -> None:
    (rule,) = deploy(here, 1, matchesEverything=True, filter=None)
    fire_for(sentry, rule, "disk full")["status"] = "resolved"
    ran = here.run("status", "--json")
    assert [row["firing"] for row in json.loads(ran.data)["rules"]] == [False, False]
    assert ran.exit_code == 0


@pytest.mark.parametrize(("hours", "firing"), [(23.9, True), (24.1, False)])
def test_a_rule_is_firing_for_24_hours_by_sentrys_clock(
    here: Here, sentry: SentrySimulator, hours: float, firing: bool
) -> None:
    (rule,) = deploy(here, 1, matchesEverything=True, filter=None)
    fire_for(sentry, rule, "disk full", hours_ago=hours)
    assert json.loads(here.run("status", "--json").data)["rules"][1]["firing"] is firing


def test_the_guarded_rule_is_firing_as_long_as_its_issue_is_open(
    here: Here, sentry: SentrySimulator
) -> None:
    deploy(here, 0)
    store_event(sentry.state, f"{GUARDED}: not sent", "2026-05-29T16:00:00.000000Z")
    assert json.loads(here.run("status", "--json").data)["rules"][0]["firing"] is True


def test_an_issue_that_search_and_history_both_find_is_shown_once(
    here: Here, sentry: SentrySimulator
) -> None:
    rule = here.project.outputs["managed_rules"][0]["id"]
    fire_for(sentry, rule, f"{GUARDED}: not sent")
    assert len(json.loads(here.run("status", "--json").data)["rules"][0]["issues"]) == 1


def test_a_firing_rule_that_nothing_guards_leads_to_its_issue(
    here: Here, sentry: SentrySimulator
) -> None:
    (rule,) = deploy(here, 1, matchesEverything=True, filter=None)
    issue = fire_for(sentry, rule, "disk full")
    ran = here.run("status")
    assert ran.words == f"  Next: https://moosequest.sentry.io/issues/{issue['id']}/\n"
    assert ran.exit_code == 1


def test_of_a_rule_with_very_many_issues_the_newest_three_are_shown(
    here: Here, sentry: SentrySimulator
) -> None:
    (rule,) = deploy(here, 1, matchesEverything=True, filter=None)
    for number in range(5):
        fire_for(sentry, rule, f"disk {number} full")
    ran = here.run("status")
    assert (ran.data.count("1 event"), "and 2 more issues" in ran.data) == (3, True)
    assert len(json.loads(here.run("status", "--json").data)["rules"][1]["issues"]) == 5


def test_only_rules_that_fired_lately_or_are_guarded_are_asked_about(
    here: Here, sentry: SentrySimulator
) -> None:
    ids = deploy(here, 30)
    fire_for(sentry, ids[3], "disk full")
    fire_for(sentry, ids[7], "disk full", hours_ago=72)
    sentry.requests.clear()
    here.run("status")
    asked = sorted(request["path"].partition("moosequest/")[2] for request in sentry.requests)
    assert asked == ["issues/", "workflows/", f"workflows/{ids[3]}/group-history/"]


def test_a_token_that_may_not_read_issues_still_learns_what_other_rules_fire_for(
    here: Here, sentry: SentrySimulator
) -> None:
    (rule,) = deploy(here, 1, matchesEverything=True, filter=None)
    fire_for(sentry, rule, "disk full")
    ran = here.run("status", "--json", SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN_LEAST)
    found = json.loads(ran.data)["rules"]
    assert [row["firing"] for row in found] == [None, True]
    assert "the scope event:read" in ran.words


# What is shown first, and what is not shown one by one.


def test_what_needs_somebody_comes_first(here: Here, sentry: SentrySimulator) -> None:
    ids = deploy(here, 5)
    alerts = {alert["id"]: alert for alert in sentry.state["workflows"]}
    alerts[ids[1]]["config"]["frequency"] = 5
    fire_for(sentry, ids[2], "disk full")
    alerts[ids[3]]["enabled"] = False
    sentry.state["workflows"].remove(alerts[ids[4]])
    shown = [row for row in rows(here.run("status")) if row.startswith(("rule_", GUARDED))]
    assert shown == ["rule_4", "rule_3", "rule_2", "rule_1", GUARDED, "rule_0"]


def test_a_hundred_rules_fit_a_terminal(here: Here, sentry: SentrySimulator) -> None:
    ids = deploy(here, 99)
    fire_for(sentry, ids[50], "disk full")
    ran = here.run("status")
    assert "99 rules in order and not firing; --all lists them" in ran.data
    assert "rule_50" in rows(ran)
    assert len(ran.data.splitlines()) <= 20


def test_all_shows_each_rule(here: Here) -> None:
    deploy(here, 25)
    shown = rows(here.run("status", "--all"))
    assert {f"rule_{number}" for number in range(25)} <= set(shown)


def test_a_few_rules_are_all_shown(here: Here) -> None:
    deploy(here, 19)
    ran = here.run("status")
    assert "rule_18" in rows(ran)
    assert "--all" not in ran.data


def test_many_rules_that_nobody_can_ask_about_are_one_line(
    here: Here, sentry: SentrySimulator
) -> None:
    deploy(here, 25)
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": "503", "times": 99}])
    ran = here.run("status")
    assert "26 rules unknown, because Sentry could not be asked; --all lists them" in ran.data
    assert "rule_1" not in rows(ran)


def test_as_json_every_rule_is_there_however_many(here: Here) -> None:
    deploy(here, 25)
    assert len(json.loads(here.run("status", "--json").data)["rules"]) == 26
