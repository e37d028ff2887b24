"""`import` prints the entry that takes a live alert into the stack, and says what none can."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.config.settings import Settings
from infra.config.stack_files import as_text
from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

PAGE = "/organizations/moosequest/monitors/alerts/"
OLD_PAGE = "/organizations/moosequest/issues/alerts/rules/trademaster-raptor/"
ENTRY = """\
    - key: by-hand
      name: by hand
      filter:
        message: {contains: skipped_no_postmark_token}
      condition: {atLeast: 1, within: 5m}
      action: {email: ops@raxx.app}
      frequency: 60 min
      created: "2026-05-30"
"""


def put(sentry: SentrySimulator, **changes: Any) -> str:
    """Put another alert beside the rule's own, like it but for its ID, name and these changes."""
    with sentry.lock:
        alert = copy.deepcopy(sentry.state["workflows"][0])
        alert |= {"id": str(60001 + len(sentry.state["workflows"])), "name": "by hand"}
        alert |= {"dateCreated": "2026-05-30T08:00:00.000001Z"} | changes
        sentry.state["workflows"].append(alert)
    return str(alert["id"])


def acting(sentry: SentrySimulator, **action: Any) -> list[dict[str, Any]]:
    """Give action filters whose one action differs so."""
    groups: list[dict[str, Any]] = copy.deepcopy(sentry.state["workflows"][0]["actionFilters"])
    groups[0]["actions"][0] |= action
    return groups


def mailing(sentry: SentrySimulator, kind: str, identifier: str) -> list[dict[str, Any]]:
    target = {"targetType": kind, "targetIdentifier": identifier, "targetDisplay": None}
    return acting(sentry, config=target)


def test_an_alert_is_printed_as_an_entry_of_the_stack_file(
    here: Here, sentry: SentrySimulator
) -> None:
    assert here.run("import", put(sentry)).data == ENTRY


def test_the_words_go_to_stderr_and_name_the_file_and_the_alert(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry)
    ran = here.run("import", made)
    assert ran.exit_code == 0
    assert "raxx-alerts:alertRules in Pulumi.sandbox.yaml, then pulumi preview" in ran.words
    assert f"{sentry.url}{PAGE}{made}/" in ran.words


def test_the_entry_is_printed_as_json_for_scripts(here: Here, sentry: SentrySimulator) -> None:
    found = json.loads(here.run("import", put(sentry), "--json").data)
    assert [found] == yaml.safe_load(ENTRY)


def test_a_stack_that_is_not_deployed_yet_can_import(here: Here, sentry: SentrySimulator) -> None:
    made = put(sentry)
    here.project.say(outputs={"sandbox": {}})
    assert here.run("import", made).data == ENTRY


def test_a_named_stack_needs_no_cli(
    here: Here, sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.operate.stack_outputs.LocalWorkspace", None)
    assert here.run("import", put(sentry), "--stack", "sandbox").data == ENTRY


@pytest.mark.parametrize("path", [f"{PAGE}ID/", f"{PAGE}ID/edit/?referrer=slack", f"{PAGE}ID"])
def test_an_alert_is_found_by_the_address_of_its_page(
    here: Here, sentry: SentrySimulator, path: str
) -> None:
    made = put(sentry)
    assert here.run("import", sentry.url + path.replace("ID", made)).data == ENTRY


def test_an_alert_is_found_by_the_address_of_the_old_rule_it_was(
    here: Here, sentry: SentrySimulator
) -> None:
    row = {"ruleId": "77", "alertRuleId": None, "workflowId": put(sentry)}
    sentry.state["ruleWorkflows"].append(row)
    assert here.run("import", f"{sentry.url}{OLD_PAGE}77/details/").data == ENTRY


def test_an_old_rule_is_not_taken_for_the_alert_of_the_same_number(
    here: Here, sentry: SentrySimulator
) -> None:
    ran = here.run("import", f"{sentry.url}{OLD_PAGE}{put(sentry)}/")
    assert (ran.exit_code, ran.data) == (2, "")


@pytest.mark.parametrize(
    "url",
    [
        "https://moosequest.sentry.io/monitors/alerts/60002/",
        "SENTRY/organizations/another/monitors/alerts/60002/",
        "SENTRY/organizations/moosequest/issues/60002/",
        "SENTRY/organizations/moosequest/issues/alerts/rules/details/60002/",
    ],
)
def test_another_page_is_refused_with_what_it_should_be(
    here: Here, sentry: SentrySimulator, url: str
) -> None:
    put(sentry)
    ran = here.run("import", url.replace("SENTRY", sentry.url))
    assert (ran.exit_code, ran.data) == (2, "")
    assert f"no page of an alert of organization moosequest on {sentry.url}" in ran.words


def test_an_alert_is_found_by_its_name(here: Here, sentry: SentrySimulator) -> None:
    put(sentry)
    assert here.run("import", "by hand").data == ENTRY


def test_a_name_of_several_lists_them_with_their_links(here: Here, sentry: SentrySimulator) -> None:
    both = [put(sentry), put(sentry)]
    ran = here.run("import", "by hand")
    assert (ran.exit_code, ran.data) == (2, "")
    assert [f"{made}  {sentry.url}{PAGE}{made}/" in ran.words for made in both] == [True, True]


def test_a_name_that_nobody_has_is_guessed_at(here: Here, sentry: SentrySimulator) -> None:
    put(sentry)
    ran = here.run("import", "by hnd")
    assert ran.exit_code == 2
    assert "did you mean 'by hand'?" in ran.words


def test_of_two_alerts_of_a_name_the_entry_says_which_one_is_meant(
    here: Here, sentry: SentrySimulator
) -> None:
    made, other = put(sentry), put(sentry)
    ran = here.run("import", made)
    assert yaml.safe_load(ran.data) == [{**yaml.safe_load(ENTRY)[0], "alert": made}]
    assert f"alert {other} has the same name, {sentry.url}{PAGE}{other}/" in ran.words


def test_a_namesake_of_another_project_needs_no_id(here: Here, sentry: SentrySimulator) -> None:
    made = put(sentry)
    put(sentry, detectorIds=["7103"])
    assert here.run("import", made).data == ENTRY


def test_an_alert_whose_name_ends_in_blanks_is_known_by_its_id(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry, name=" by hand ")
    (entry,) = yaml.safe_load(here.run("import", made).data)
    assert (entry["name"], entry["alert"]) == ("by hand", made)


def test_a_second_alert_of_a_declared_name_is_printed_with_its_id(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry, name=sentry.state["workflows"][0]["name"])
    ran = here.run("import", made)
    (entry,) = yaml.safe_load(ran.data)
    assert entry["alert"] == made
    assert entry["key"] == "skipped_no_postmark_token-email-silent-failure"
    assert "the rule skipped_no_postmark_token has this name too" in ran.words


def test_the_alert_that_a_rule_of_the_stack_names_is_not_printed_again(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry)
    (entry,) = yaml.safe_load(ENTRY)
    here.project.configure(
        alertRules=[{**entry, "name": "another", "alert": made}], configVarChecks=[]
    )
    ran = here.run("import", made)
    assert (ran.exit_code, ran.data) == (2, "")
    assert "the rule by-hand already declares 'by hand'" in ran.words


def test_a_monitor_that_the_token_may_not_see_is_named_by_its_id(
    here: Here, sentry: SentrySimulator
) -> None:
    (entry,) = yaml.safe_load(here.run("import", put(sentry, detectorIds=["7101", "7999"])).data)
    assert entry["monitors"] == [{"id": "7999"}]


def test_an_alert_that_the_stack_declares_already_is_not_printed_again(
    here: Here, sentry: SentrySimulator
) -> None:
    ran = here.run("import", str(sentry.state["workflows"][0]["id"]))
    assert (ran.exit_code, ran.data) == (2, "")
    assert "the rule skipped_no_postmark_token already declares" in ran.words


def test_a_key_that_another_rule_has_is_not_used_again(here: Here, sentry: SentrySimulator) -> None:
    made = put(sentry, name="Skipped_no_postmark_token!")
    assert "key: skipped_no_postmark_token-2\n" in here.run("import", made).data


def test_the_project_is_named_where_it_is_not_the_stacks(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry, detectorIds=["7103"])
    assert "project: other-project\n" in here.run("import", made).data
    assert "project: other-project\n" in here.run("import", made, "--project", "other-project").data


@pytest.mark.parametrize(
    ("monitors", "said"),
    [
        (["7102"], ""),
        (["7101", "7102"], ""),
        (["7101", "7103"], "      projects: [other-project, trademaster-raptor]\n"),
        (["7190"], "      allProjects: true\n"),
        (["7113"], "      monitors:\n        - {name: nightly backup, type: cron}\n"),
        (
            ["7101", "7113"],
            "      project: trademaster-raptor\n"
            "      monitors:\n        - {name: nightly backup, type: cron}\n",
        ),
        (
            ["7114"],
            "      monitors:\n"
            "        - {name: Uptime of the API, type: uptime, project: other-project}\n",
        ),
        (
            ["7103", "7113"],
            "      project: other-project\n      monitors:\n"
            "        - {name: nightly backup, type: cron, project: trademaster-raptor}\n",
        ),
        (["7101", "7190"], '      allProjects: true\n      monitors:\n        - id: "7101"\n'),
        ([], '      alert: "60002"\n      monitors: []\n'),
    ],
)
def test_an_entry_says_what_the_alert_is_linked_to(
    here: Here, sentry: SentrySimulator, monitors: list[str], said: str
) -> None:
    head, name, rest = ENTRY.partition("      name: by hand\n")
    printed = here.run("import", put(sentry, detectorIds=monitors))
    assert printed.data == head + name + said + rest


def test_of_two_monitors_of_a_name_the_id_is_said(here: Here, sentry: SentrySimulator) -> None:
    with sentry.lock:
        (cron,) = [d for d in sentry.state["detectors"] if d["id"] == "7113"]
        sentry.state["detectors"].append({**cron, "id": "7119"})
    printed = here.run("import", put(sentry, detectorIds=["7113"])).data
    assert '      monitors:\n        - id: "7113"\n' in printed


def test_what_is_not_the_default_is_said(here: Here, sentry: SentrySimulator) -> None:
    printed = here.run(
        "import", put(sentry, enabled=False, environment="production", owner="team:801")
    ).data
    said = "      environment: production\n      owner: {team: sre}\n      enabled: false\n"
    assert said in printed


def test_a_mail_to_a_team_names_its_slug(here: Here, sentry: SentrySimulator) -> None:
    made = put(sentry, actionFilters=mailing(sentry, "team", "801"))
    assert "action: {emailTeam: sre}\n" in here.run("import", made).data


def test_each_part_without_a_key_of_its_own_is_raw_and_named_with_the_reason(
    here: Here, sentry: SentrySimulator
) -> None:
    groups = mailing(sentry, "user", "3004")
    groups[0]["conditions"][0]["conditionResult"] = False
    ran = here.run("import", put(sentry, actionFilters=groups))
    (entry,) = yaml.safe_load(ran.data)
    assert (entry["filter"]["raw"]["conditionResult"], ran.exit_code) == (False, 0)
    assert entry["action"]["raw"]["config"]["targetIdentifier"] == "3004"
    assert "written as raw, because no other key says all of it" in ran.words
    assert "action: email user 3004: written as raw, because Sentry has no user 3004" in ran.words


def test_a_name_with_what_nobody_sees_is_printed_with_an_escape(
    here: Here, sentry: SentrySimulator
) -> None:
    ran = here.run("import", put(sentry, name="by\u200bhand"))
    assert (ran.exit_code, 'name: "by\\u200Bhand"' in ran.data) == (0, True)


def test_a_logic_that_this_program_does_not_know_is_written_as_raw(
    here: Here, sentry: SentrySimulator
) -> None:
    groups = acting(sentry)
    groups[0]["logicType"] = "most"
    (entry,) = yaml.safe_load(here.run("import", put(sentry, actionFilters=groups)).data)
    assert entry["filterMatch"] == {"raw": "most"}


def test_an_owner_who_has_left_is_left_out(here: Here, sentry: SentrySimulator) -> None:
    ran = here.run("import", put(sentry, owner="user:3004"))
    assert ran.data == ENTRY
    assert "owner: left out" in ran.words


@pytest.mark.parametrize(
    ("kind", "identifier", "scope"), [("user", "3001", "member:read"), ("team", "801", "org:read")]
)
def test_a_scope_that_the_token_lacks_is_named(
    here: Here, sentry: SentrySimulator, kind: str, identifier: str, scope: str
) -> None:
    made = put(sentry, actionFilters=mailing(sentry, kind, identifier))
    token = sentry.state["tokens"]["SENTRY_TOKEN"]
    area = scope.partition(":")[0]
    token["scopes"] = [one for one in token["scopes"] if not one.startswith(area)]
    ran = here.run("import", made)
    assert (ran.exit_code, ran.data) == (4, "")
    assert f"give the token the scope {scope}" in ran.words


def test_a_name_that_preview_would_refuse_is_told_with_what_to_write(
    here: Here, sentry: SentrySimulator
) -> None:
    slack = {"targetType": "specific", "targetIdentifier": "C01", "targetDisplay": "#alerts"}
    groups = acting(sentry, type="slack", integrationId="51", config=slack)
    made = put(sentry, actionFilters=groups)
    sentry.state["integrations"].append({**sentry.state["integrations"][0], "id": "99"})
    ran = here.run("import", made)
    assert 'action:\n        slack: {workspace: Raxx, channel: "#alerts"}' in ran.data.replace(
        "'", '"'
    )
    assert "preview will refuse this entry" in ran.words
    assert "write the ID in place of the name" in ran.words


def test_nothing_is_written_to_sentry(here: Here, sentry: SentrySimulator) -> None:
    before = len(sentry.requests)
    here.run("import", put(sentry))
    assert {request["method"] for request in sentry.requests[before:]} == {"GET"}


def test_what_is_printed_can_be_pasted_below_the_rules_of_the_stack_file(
    here: Here, sentry: SentrySimulator
) -> None:
    printed = here.run("import", put(sentry)).data
    text = (Path(__file__).parents[2] / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    below = "  raxx-alerts:configVarChecks:\n"
    config = yaml.safe_load(text.replace(below, printed + below))["config"]
    own = {key.removeprefix("raxx-alerts:"): as_text(value) for key, value in config.items()}
    settings = Settings.load(own, "raxx-alerts")
    assert [rule.key for rule in settings.alert_rules] == ["skipped_no_postmark_token", "by-hand"]


OLD_RULE = {
    "id": "77",
    "name": "by hand",
    "actionMatch": "any",
    "filterMatch": "all",
    "frequency": 60,
    "conditions": [
        {
            "id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition",
            "comparisonType": "count",
            "value": "0",
            "interval": "5m",
        }
    ],
    "filters": [
        {
            "id": "sentry.rules.filters.event_attribute.EventAttributeFilter",
            "attribute": "message",
            "match": "co",
            "value": "skipped_no_postmark_token",
        }
    ],
    "actions": [
        {
            "id": "sentry.mail.actions.NotifyEmailAction",
            "targetType": "Member",
            "targetIdentifier": "3001",
        }
    ],
    "environment": None,
    "owner": None,
    "dateCreated": "2026-05-30T08:00:00.000001Z",
}


def test_an_old_rule_is_printed_as_an_entry_too(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(OLD_RULE), encoding="utf-8")
    assert here.run("import", "--rule-json", str(file)).data == ENTRY


def test_an_old_rule_comes_from_the_standard_input_as_well(deployed: Project) -> None:
    ran = deployed.run("import", "--rule-json", "-", stdin=json.dumps(OLD_RULE))
    assert (ran.exit_code, ran.data) == (0, ENTRY)


def test_of_several_alerts_of_an_old_rules_name_the_ids_are_offered(
    here: Here, sentry: SentrySimulator, tmp_path: Path
) -> None:
    made, _ = put(sentry), put(sentry)
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(OLD_RULE), encoding="utf-8")
    words = here.run("import", "--rule-json", str(file)).words
    assert f"Next: add 'alert: {made}', or the ID of another, to the entry" in words


def test_the_alert_that_an_old_rule_has_become_is_no_namesake(
    here: Here, sentry: SentrySimulator, tmp_path: Path
) -> None:
    put(sentry)
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(OLD_RULE), encoding="utf-8")
    assert "same name" not in here.run("import", "--rule-json", str(file)).words


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("no json", 2, "is not the JSON of a rule"),
        ("[]", 2, "is not the JSON of a rule"),
        (
            json.dumps({**OLD_RULE, "conditions": [{"id": "sentry.rules.conditions.x.Y"}]}),
            1,
            "conditions: ",
        ),
    ],
)
def test_what_is_no_rule_that_an_alert_can_be_is_told(
    here: Here, tmp_path: Path, text: str, code: int, told: str
) -> None:
    file = tmp_path / "rule.json"
    file.write_text(text, encoding="utf-8")
    ran = here.run("import", "--rule-json", str(file))
    assert (ran.exit_code, ran.data) == (code, "")
    assert told in ran.words


@pytest.mark.parametrize("arguments", [[], ["60001", "--rule-json", "-"]])
def test_an_alert_or_a_rule_must_be_given_and_not_both(here: Here, arguments: list[str]) -> None:
    assert here.run("import", *arguments).exit_code == 2
