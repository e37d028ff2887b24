"""Alerts are handed over from Terraform, pulumi-sentry or the old API: none is lost, none twice."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.command_line import Ran
from tests.commands.in_process import Here
from tests.commands.test_import import OLD_RULE, put
from tests.operate.test_handover import STATE, exported, resource, state
from tests.simulators.sentry import SentrySimulator

RULE = "skipped_no_postmark_token"
IDS = ["52003", "52008", "52014", "60001", "60002"]


@pytest.fixture
def theirs(here: Here, sentry: SentrySimulator) -> Here:
    """Give Sentry the alerts of the Terraform state, two of which were rules of the old API."""
    here.project.say(outputs={"sandbox": {}})
    with sentry.lock:
        model = copy.deepcopy(sentry.state["workflows"][0])
        sentry.state["workflows"] += [
            model | {"id": id_, "name": f"alert {id_}", "detectorIds": ["7103"]} for id_ in IDS
        ]
        sentry.state["ruleWorkflows"] += [
            {"ruleId": old, "alertRuleId": None, "workflowId": new}
            for old, new in (("52001", "60001"), ("52002", "60002"), ("77", "60001"))
        ]
    return here


def give(here: Here, document: Any, *options: str, code: int = 0) -> Ran:
    """Import from a Terraform state."""
    return give_as(here, "--from-terraform", document, *options, code=code)


def give_as(here: Here, option: str, document: Any, *options: str, code: int = 0) -> Ran:
    file = here.project.root / "export.json"
    text = document if isinstance(document, str) else json.dumps(document)
    file.write_text(text, encoding="utf-8")
    ran = here.run("import", option, str(file), *options)
    assert ran.exit_code == code, ran.words
    return ran


def rules(here: Here) -> dict[str, str]:
    """Return the names of the stack's rules by their keys, without its first."""
    return {rule.key: rule.name for rule in here.project.settings.alert_rules[1:]}


def test_each_alert_of_terraform_is_imported_under_its_name_there(theirs: Here) -> None:
    words = give(theirs, STATE).words
    assert "5 alerts adopted, none changed" in words
    assert rules(theirs) == {
        "eu-payments-failure": "alert 52003",
        "errors": "alert 52008",
        "eu-web-shop-failure": "alert 52014",
        "old-1": "alert 60001",
        "old-0": "alert 60002",
    }


def test_what_terraform_has_to_forget_is_printed_for_a_shell(theirs: Here) -> None:
    printed = give(theirs, STATE).data.splitlines()
    assert len(printed) == 5
    assert printed[0] == "terraform state rm 'sentry_alert.errors'"
    assert printed[-1] == """terraform state rm 'module.eu["web shop"].sentry_alert.failure'"""


def test_it_ends_with_a_proof_a_warning_and_the_order_of_the_steps(theirs: Here) -> None:
    words = give(theirs, STATE).words
    assert f"Terraform and stack sandbox list the same 5 alerts: {', '.join(IDS)}" in words
    assert "warning: until Terraform forgets them, both manage them" in words
    assert "Next: pulumi up --stack sandbox; then run these lines where Terraform's state" in words


def test_a_second_run_changes_nothing_and_proves_the_same(theirs: Here) -> None:
    first = give(theirs, STATE)
    before = theirs.project.stack_file.read_text("utf-8")
    again = give(theirs, STATE)
    assert "Every alert and monitor has an entry already." in again.words
    assert f"list the same 5 alerts: {', '.join(IDS)}" in again.words
    assert again.data == first.data
    assert theirs.project.stack_file.read_text("utf-8") == before


def test_a_dry_run_writes_nothing_and_shows_the_same_proof(theirs: Here) -> None:
    ran = give(theirs, STATE, "--dry-run")
    assert "list the same 5 alerts" in ran.words
    assert "+++ b/Pulumi.sandbox.yaml" in ran.data
    assert "terraform state rm" not in ran.data
    assert ran.words.endswith("  Next: the same command without --dry-run\n")
    assert rules(theirs) == {}


def test_what_is_no_alert_is_listed_as_staying(theirs: Here) -> None:
    metric = resource("sentry_metric_alert", "errors")
    document = copy.deepcopy(STATE)
    document["values"]["root_module"]["resources"].append(metric)
    words = give(theirs, document).words
    assert "Terraform keeps 1 resource: no alert and no monitor\n    terraform_data.note" in words
    assert "Terraform keeps 1 old metric alert: Sentry has made a monitor and an alert" in words
    assert "\n    sentry_metric_alert.errors\n" in words


def test_a_state_of_old_metric_alerts_alone_hands_nothing_over(theirs: Here) -> None:
    ran = give(theirs, state(resource("sentry_metric_alert", "errors")))
    assert (ran.data, rules(theirs)) == ("", {})


def test_every_alert_that_is_gone_is_told_at_once_and_nothing_is_written(theirs: Here) -> None:
    gone = [resource("sentry_alert", "a", id="59999"), resource("sentry_issue_alert", "b", id="9")]
    words = give(theirs, state(*gone, resource("sentry_alert", id="52003")), code=2).words
    assert "sentry_alert.a: Sentry has no alert 59999 any more" in words
    assert "sentry_issue_alert.b: Sentry has no rule 9 any more" in words
    assert "terraform apply -refresh-only drops it" in words
    assert rules(theirs) == {}


def test_an_alert_that_two_resources_manage_has_one_entry(theirs: Here) -> None:
    twice = [resource("sentry_alert", name, id="52003") for name in ("one", "two")]
    ran = give(theirs, state(*twice))
    assert rules(theirs) == {"one": "alert 52003"}
    assert len(ran.data.splitlines()) == 2


def test_a_key_that_the_stack_has_gets_a_number(theirs: Here) -> None:
    give(theirs, state(resource("sentry_alert", RULE, id="52003")))
    assert rules(theirs) == {f"{RULE}-2": "alert 52003"}


def test_an_alert_of_another_stack_is_not_handed_over(
    theirs: Here, sentry: SentrySimulator
) -> None:
    theirs.project.deploy()
    (row,) = theirs.project.outputs["managed_rules"]
    other = theirs.project.outputs | {"managed_rules": [{**row, "id": "52003", "key": "x"}]}
    theirs.project.say(outputs={"other": other})
    sentry.state["workflows"].pop()  # which deploying made
    ran = give(theirs, state(resource("sentry_alert", id="52003")), code=1)
    assert "alert 52003 has no entry: rule x of stack other" in ran.words
    assert ran.data == ""


def test_scripts_get_json_alone(theirs: Here) -> None:
    found = json.loads(give(theirs, STATE, "--json").data)
    assert len(found["forget"]) == len(found["alertRules"]) == 5
    assert found["staying"] == ["terraform_data.note"]


def test_nothing_is_written_to_sentry(theirs: Here, sentry: SentrySimulator) -> None:
    sentry.requests.clear()
    give(theirs, STATE)
    assert {request["method"] for request in sentry.requests} == {"GET"}


def test_an_old_rule_costs_one_look_up(theirs: Here, sentry: SentrySimulator) -> None:
    sentry.requests.clear()
    give(theirs, STATE)
    asked = [str(request["path"]).split("/")[5] for request in sentry.requests]
    assert asked.count("alert-rule-workflow") == 2


def test_each_alert_of_a_pulumi_stack_is_imported_under_its_name_there(theirs: Here) -> None:
    document = {"version": 3, "deployment": {"resources": [exported(name="errors of web")]}}
    ran = give_as(theirs, "--from-pulumi", document)
    assert rules(theirs) == {"errors-of-web": "alert 60001"}
    assert ran.data.startswith("pulumi state delete 'urn:pulumi:prod::alerts::sentry:index/")
    assert "Pulumi and stack sandbox list the same 1 alert: 60001" in ran.words


def old_rules(*names: str) -> list[dict[str, Any]]:
    return [{**OLD_RULE, "id": str(77 + n), "name": name} for n, name in enumerate(names)]


def test_a_list_of_old_rules_becomes_an_entry_each(here: Here, sentry: SentrySimulator) -> None:
    put(sentry)
    words = give_as(here, "--from-rules", old_rules("not there", "by hand")).words
    assert "1 alert adopted, none changed, 1 created, as Sentry has none of the name" in words
    assert rules(here) == {"by-hand": "by hand", "not-there": "not there"}


def test_an_old_rule_that_says_something_else_changes_its_alert_and_this_is_told(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, config={"frequency": 30})
    words = give_as(here, "--from-rules", old_rules("by hand")).words
    assert "1 alert adopted, 1 changed" in words


def test_an_old_rule_that_a_preview_would_refuse_is_told(
    here: Here, sentry: SentrySimulator
) -> None:
    both = [put(sentry), put(sentry)]
    words = give_as(here, "--from-rules", old_rules("by hand"), code=1).words
    assert (
        f"rule by-hand refused: 2 alerts of the project are named 'by hand':\n    {both[0]}"
        in words
    )


def test_old_rules_of_one_name_are_known_by_what_they_have_become(
    here: Here, sentry: SentrySimulator
) -> None:
    both = [put(sentry), put(sentry)]
    sentry.state["ruleWorkflows"] += [
        {"ruleId": str(77 + n), "alertRuleId": None, "workflowId": id_}
        for n, id_ in enumerate(both)
    ]
    words = give_as(here, "--from-rules", old_rules("by hand", "by hand")).words
    assert "2 alerts adopted, none changed" in words
    assert [rule.alert for rule in here.project.settings.alert_rules[1:]] == both


def test_the_project_of_old_rules_may_be_another(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, detectorIds=["7103"])
    give_as(here, "--from-rules", old_rules("by hand"), "--project", "other-project")
    assert here.project.settings.alert_rules[1].project == "other-project"


def test_old_rules_that_the_stack_declares_are_not_written_again(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry)
    give_as(here, "--from-rules", old_rules("by hand"))
    ran = give_as(here, "--from-rules", old_rules("by hand"))
    assert "Every alert and monitor has an entry already." in ran.words


@pytest.mark.parametrize(
    ("document", "code", "told"),
    [
        ("no json", 2, "is not JSON"),
        (OLD_RULE, 2, "is one rule, not a list"),
        ({"detail": "gone"}, 2, "is not a list of rules"),
        ([{"a": 1}], 2, "is not the JSON of a rule"),
        (
            [
                {**OLD_RULE, "name": name, "conditions": [{"id": "sentry.rules.x.Y"}]}
                for name in ("first", "second")
            ],
            1,
            "no alert does what the rule 'second' does",
        ),
    ],
)
def test_what_is_no_list_of_rules_is_refused(
    here: Here, document: Any, code: int, told: str
) -> None:
    before = here.project.stack_file.read_text("utf-8")
    assert told in give_as(here, "--from-rules", document, code=code).words
    assert here.project.stack_file.read_text("utf-8") == before


@pytest.mark.parametrize("option", ["--from-terraform", "--from-pulumi", "--from-rules"])
def test_a_file_that_is_no_text_is_refused(here: Here, option: str, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(b"\xff\xfe")
    ran = here.run("import", option, str(file))
    assert (ran.exit_code, "is not UTF-8 text" in ran.words) == (2, True)


def test_the_stack_file_is_one_that_pulumi_reads(theirs: Here) -> None:
    give(theirs, STATE)
    document = yaml.safe_load(theirs.project.stack_file.read_text("utf-8"))
    assert len(document["config"]["raxx-alerts:alertRules"]) == 6
