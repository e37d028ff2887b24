"""`import --all` writes an entry for every alert that no stack manages, and nothing else."""

from __future__ import annotations

import copy
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.config.settings import Settings
from infra.config.stack_files import settings_of
from tests.commands.command_line import Ran
from tests.commands.in_process import Here
from tests.commands.project import STACK, TOKENS
from tests.commands.terminal import OnTerminal
from tests.commands.test_import import acting, mailing, put
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("_without_monitors")

RULE = "skipped_no_postmark_token"
PAGE = "/organizations/moosequest/monitors/alerts/"

TWO = """\
    - key: another
      name: Another
      project: other-project
      filter:
        message: {contains: skipped_no_postmark_token}
      condition: {atLeast: 1, within: 5m}
      action: {email: ops@raxx.app}
      frequency: 60 min
      created: "2026-05-30"
    - key: by-hand
      name: by hand
      filter:
        message: {contains: skipped_no_postmark_token}
      condition: {atLeast: 1, within: 5m}
      action: {emailTeam: sre}
      frequency: 60 min
      created: "2026-05-30"
"""


def stack_text(here: Here) -> str:
    return here.project.stack_file.read_text("utf-8")


def write_stack(here: Here, change: Callable[[str], str]) -> str:
    """Change the stack file's text, as an editor would; return what it says then."""
    text = change(stack_text(here))
    here.project.stack_file.write_text(text, encoding="utf-8")
    return text


def keys(here: Here) -> list[str]:
    return [rule.key for rule in here.project.settings.alert_rules]


def move(here: Here, *arguments: str, code: int = 0) -> Ran:
    ran = here.run("import", "--all", *arguments)
    assert ran.exit_code == code, ran.words
    return ran


def put_two(sentry: SentrySimulator) -> list[str]:
    """Put an alert of each project beside the rule's own; return their IDs by name."""
    team = mailing(sentry, "team", "801")
    made = put(sentry, name="by hand", actionFilters=team)
    return [made, put(sentry, name="Another", detectorIds=["7103"])]


def several(sentry: SentrySimulator, count: int, projects: int = 2, **changes: Any) -> list[str]:
    """Put so many alerts on so many projects' monitors; return their IDs."""
    with sentry.lock:
        model = copy.deepcopy(sentry.state["workflows"][0])
        detector = sentry.state["detectors"][0]
        for number in range(projects):
            id_, slug = str(700 + number), f"project-{number:02}"
            sentry.state["projects"].append({"id": id_, "slug": slug})
            own = {"id": f"{8000 + number}", "projectId": id_}
            sentry.state["detectors"].append(detector | own)
        made = [
            model
            | {
                "id": str(70000 + number),
                "name": f"alert {number:04}",
                "detectorIds": [f"{8000 + number % projects}"],
                "dateCreated": "2026-05-30T08:00:00.000001Z",
            }
            | changes
            for number in range(count)
        ]
        sentry.state["workflows"] += made
    return [alert["id"] for alert in made]


def test_every_alert_is_written_below_the_rules_by_name_and_comments_stay(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    before = write_stack(here, lambda text: text.replace("config:\n", "config:\n  # ours\n"))
    move(here)
    after = stack_text(here)
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    indented = [line[2:] for line in TWO.splitlines()]  # as the file's own rules are
    assert [line for line in indented if line not in before.splitlines()] == added
    assert "  # ours\n" in after
    assert keys(here) == [RULE, "another", "by-hand"]


def test_it_ends_with_what_the_preview_will_say_and_the_next_command(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    words = move(here).words
    assert "The entries of 2 alerts are in Pulumi.sandbox.yaml (" in words
    assert "pulumi preview will say: 2 alerts adopted, none changed." in words
    assert words.endswith("  Next: pulumi preview --stack sandbox\n")


def test_a_second_run_finds_nothing_left_and_changes_nothing(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    move(here)
    before = stack_text(here)
    assert move(here).words == "Every alert and monitor has an entry already.\n"
    assert stack_text(here) == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    before = stack_text(here)
    ran = move(here, "--dry-run")
    assert stack_text(here) == before
    assert ran.data.startswith("--- a/Pulumi.sandbox.yaml\n+++ b/Pulumi.sandbox.yaml\n@@ ")
    assert "+  - key: another\n" in ran.data
    assert "would go into Pulumi.sandbox.yaml" in ran.words
    assert ran.words.endswith("  Next: the same command without --dry-run\n")


def test_nothing_is_written_to_sentry(here: Here, sentry: SentrySimulator) -> None:
    put_two(sentry)
    sentry.requests.clear()
    move(here)
    assert {request["method"] for request in sentry.requests} == {"GET"}


@pytest.mark.expects_refusal
def test_a_project_that_is_not_there_is_refused(here: Here) -> None:
    assert "no-project" in move(here, "--project", "no-project", code=4).words


def test_the_alerts_of_other_stacks_are_left_to_them(here: Here, sentry: SentrySimulator) -> None:
    made, _ = put_two(sentry)
    (row,) = here.project.outputs["managed_rules"]
    other = here.project.outputs | {"managed_rules": [{**row, "id": made, "key": "theirs"}]}
    here.project.say(outputs={STACK: here.project.outputs, "other": other})
    move(here)
    assert keys(here) == [RULE, "another"]


def test_the_same_number_on_another_server_is_another_alert(
    here: Here, sentry: SentrySimulator
) -> None:
    made, _ = put_two(sentry)
    (row,) = here.project.outputs["managed_rules"]
    rows = {"managed_rules": [{**row, "id": made}], "dashboard": "https://x.invalid/"}
    other = here.project.outputs | rows
    here.project.say(outputs={STACK: here.project.outputs, "other": other})
    move(here)
    assert keys(here) == [RULE, "another", "by-hand"]


def test_a_stack_that_is_not_deployed_yet_takes_all_but_what_it_declares(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    here.project.say(outputs={STACK: {}})
    move(here)
    assert keys(here) == [RULE, "another", "by-hand"]


def test_alerts_of_one_name_are_told_apart_by_their_ids(
    here: Here, sentry: SentrySimulator
) -> None:
    same = [put(sentry), put(sentry), put(sentry, detectorIds=["7113"])]
    assert "3 alerts adopted, none changed" in move(here).words
    rules = here.project.settings.alert_rules[1:]
    assert [(rule.key, rule.alert) for rule in rules] == [
        ("by-hand", same[0]),
        ("by-hand-2", same[1]),
        ("by-hand-3", same[2]),
    ]


def test_an_alert_of_a_deployed_rules_name_is_known_by_its_id(
    here: Here, sentry: SentrySimulator
) -> None:
    made = put(sentry, name=sentry.state["workflows"][0]["name"])
    move(here)
    assert here.project.settings.alert_rules[1].alert == made


def test_an_alert_whose_name_a_rule_without_a_key_has_is_left_with_what_to_do(
    here: Here, sentry: SentrySimulator
) -> None:
    (rule,) = yaml.safe_load(stack_text(here))["config"]["raxx-alerts:alertRules"]
    here.project.configure(
        alertRules=[{key: value for key, value in rule.items() if key != "key"}],
        configVarChecks=[],
    )
    put(sentry, name=rule["name"])
    put(sentry)
    words = move(here, code=1).words
    assert "is left out: rule skipped_no_postmark_token-email-silent-failure" in words
    assert "write 'key: skipped_no_postmark_token-email-silent-failure' into that entry" in words
    assert "1 alert adopted, none changed" in words


def test_alerts_that_a_new_rule_may_mean_are_left_until_it_says_which(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, name=sentry.state["workflows"][0]["name"])
    here.project.say(outputs={STACK: {}})
    before = stack_text(here)
    words = move(here, code=1).words
    assert "write 'alert: ID' into that entry, or deploy it, first (it may mean alert" in words
    assert (words.count("is left out"), stack_text(here)) == (2, before)


def test_an_alert_that_another_stack_file_declares_is_left(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry)
    other = yaml.safe_load(stack_text(here))
    (rule,) = other["config"]["raxx-alerts:alertRules"]
    other["config"]["raxx-alerts:alertRules"] = [{**rule, "name": "by hand"}]
    path = here.project.root / "Pulumi.other.yaml"
    path.write_text(yaml.safe_dump(other), encoding="utf-8")
    assert "Pulumi.other.yaml declares a rule of its name" in move(here, code=1).words


def test_an_alert_of_a_project_that_no_rule_can_be_about_is_left(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    (error,) = [row for row in sentry.state["detectors"] if row["id"] == "7103"]
    sentry.state["detectors"].append({**error, "id": "7109"})
    words = move(here, code=1).words
    assert "'Another' is left out: Sentry project other-project has 2 error monitors" in words
    assert keys(here) == [RULE, "by-hand"]


def test_what_a_preview_would_not_find_by_name_is_written_by_id(
    here: Here, sentry: SentrySimulator
) -> None:
    slack = {"targetType": "specific", "targetIdentifier": "C01", "targetDisplay": "#alerts"}
    put(sentry, actionFilters=acting(sentry, type="slack", integrationId="51", config=slack))
    sentry.state["integrations"].append({**sentry.state["integrations"][0], "id": "99"})
    words = move(here).words
    assert "written by ID, as raw" in words
    assert "1 alert adopted, none changed" in words


def test_scripts_get_what_is_said_of_an_entry_too(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, owner="user:3004")
    found = json.loads(move(here, "--json").data)
    assert "owner: left out" in found["notes"]["by-hand"][0]


def test_more_than_the_stack_file_has_room_for_goes_into_a_file_for_each_project(
    here: Here, sentry: SentrySimulator
) -> None:
    several(sentry, 300, projects=3)
    words = move(here).words
    assert "are in 3 files of rules, one for each project (with them the config in" in words
    assert re.search(r"would take \d+ of the 128 KiB that Pulumi allows\)\.\n", words)
    config = yaml.safe_load(stack_text(here))["config"]
    files = [f"rules/project-{number:02}.yaml" for number in range(3)]
    assert config["raxx-alerts:ruleFiles"] == files
    first = (here.project.root / files[0]).read_text("utf-8")
    assert first.startswith("- key: alert-0000\n  name: alert 0000\n  project: project-00\n")
    assert len(keys(here)) == 301


def test_alerts_of_all_and_of_no_projects_have_files_of_their_own(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, name="a", detectorIds=["7190"])
    put(sentry, name="b", detectorIds=[])
    put(sentry, name="c", detectorIds=["7103", "7113"])
    move(here, "--into", "rules/")
    found = sorted(path.name for path in (here.project.root / "rules").iterdir())
    assert found == ["all-projects.yaml", "no-project.yaml", "other-project.yaml"]


def test_a_person_may_name_the_file(here: Here, sentry: SentrySimulator) -> None:
    put_two(sentry)
    before = stack_text(here)
    move(here, "--into", str(here.project.root / "more" / "alerts.yaml"))
    named = "  raxx-alerts:ruleFiles:\n    - more/alerts.yaml\n"
    assert stack_text(here) == before.replace("encryptionsalt", f"{named}encryptionsalt")
    assert keys(here) == [RULE, "another", "by-hand"]


def test_a_rule_file_that_the_stack_names_is_added_to_below_what_is_there(
    here: Here, sentry: SentrySimulator
) -> None:
    path = here.project.root / "rules" / "other-project.yaml"
    path.parent.mkdir()
    (rule,) = yaml.safe_load(stack_text(here))["config"]["raxx-alerts:alertRules"]
    own = f"# ours\n- {json.dumps({**rule, 'key': 'own', 'name': 'own'})} # theirs\n"
    path.write_text(own, encoding="utf-8")
    here.project.configure(ruleFiles=["rules/*.yaml"])
    put(sentry, name="own")
    before = stack_text(here)
    here.project.say(outputs={STACK: here.project.outputs})
    put_two(sentry)
    move(here, "--into", "rules", "--project", "other-project")
    assert path.read_text("utf-8").startswith(f"{own}- key: another\n")
    assert stack_text(here) == before


def test_a_file_that_the_stack_does_not_name_is_not_written_over(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    path = here.project.root / "rules.yaml"
    path.write_text("[]\n", encoding="utf-8")
    words = move(here, "--into", "rules.yaml", code=2).words
    assert "rules.yaml is there already, and the stack's ruleFiles do not name it" in words
    assert path.read_text("utf-8") == "[]\n"


def test_a_file_that_another_stack_would_take_in_is_refused(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    other = yaml.safe_load(stack_text(here))
    other["config"] |= {"raxx-alerts:ruleFiles": ["rules/**/*.yaml"]}
    other["config"] |= {"raxx-alerts:sentryOrganization": "another"}
    (here.project.root / "Pulumi.other.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    words = move(here, "--into", "rules", code=2).words
    assert "rules/other-project.yaml is a rule file of Pulumi.other.yaml too" in words
    assert "--into rules/sandbox" in words
    assert not (here.project.root / "rules").exists()


def test_a_stack_file_that_would_be_too_large_for_pulumi_is_not_written(
    here: Here, sentry: SentrySimulator
) -> None:
    several(sentry, 550)
    before = stack_text(here)
    words = move(here, "--into", "Pulumi.sandbox.yaml", code=2).words
    assert "with 550 alerts more the config in Pulumi.sandbox.yaml would take" in words
    assert stack_text(here) == before


@pytest.mark.parametrize("into", ["../rules", "/rules"])
def test_a_folder_outside_of_the_project_is_refused(
    here: Here, sentry: SentrySimulator, into: str
) -> None:
    put_two(sentry)
    assert "leads out of the project" in move(here, "--into", into, code=2).words


def test_a_stack_file_with_its_rules_on_one_line_gets_rule_files(
    here: Here, sentry: SentrySimulator
) -> None:
    put_two(sentry)
    document = yaml.safe_load(stack_text(here))
    rules = document["config"].pop("raxx-alerts:alertRules")
    text = (
        yaml.safe_dump({"config": document["config"]})
        + f"  raxx-alerts:alertRules: {json.dumps(rules)}\n"
    )
    here.project.stack_file.write_text(text, encoding="utf-8")
    assert "Pulumi.sandbox.yaml has no place for them" in move(here).words
    assert len(keys(here)) == 3


def test_a_stopped_run_is_done_by_the_next_one(here: Here, sentry: SentrySimulator) -> None:
    put_two(sentry)
    before = stack_text(here)
    move(here, "--into", "rules")
    after = stack_text(here)
    here.project.stack_file.write_text(before, encoding="utf-8")  # the rule files came first
    move(here, "--into", "rules")
    assert stack_text(here) == after


def test_scripts_get_json(here: Here, sentry: SentrySimulator) -> None:
    made, other = put_two(sentry)
    found = json.loads(move(here, "--json").data)
    assert [entry["key"] for entry in found.pop("alertRules")] == ["another", "by-hand"]
    assert found == {
        "files": ["Pulumi.sandbox.yaml"],
        "adopted": {"another": other, "by-hand": made},
        "changed": {},
        "created": [],
        "refused": {},
        "notes": {},
        "left": [],
        "monitors": [],
        "adoptedMonitors": {},
        "monitorNotes": {},
        "leftMonitors": [],
    }


def test_the_old_api_has_no_alerts_to_take_over(here: Here) -> None:
    here.project.configure(sentryApi="rules")
    assert "sentryApi: rules has no alerts" in move(here, code=2).words


@pytest.mark.parametrize(
    "arguments",
    [
        ["--all", "60001"],
        ["--all", "--rule-json", "-"],
        ["60001", "--dry-run"],
        ["60001", "--into", "rules"],
        ["60001", "--project", "a", "--project", "b"],
    ],
)
def test_options_that_do_not_go_together_are_refused(here: Here, arguments: list[str]) -> None:
    assert here.run("import", *arguments).exit_code == 2


@pytest.mark.parametrize("count", [250, pytest.param(1000, marks=pytest.mark.long)])
def test_alerts_are_asked_for_in_pages_and_whatever_they_name_once(
    here: Here, sentry: SentrySimulator, count: int
) -> None:
    several(sentry, count - 1, projects=20)  # beside the rule's own
    sentry.requests.clear()
    begun = time.monotonic()
    words = move(here).words
    assert f"{count - 1} alerts adopted, none changed" in words
    asked = [str(request["path"]).split("/")[5] for request in sentry.requests]
    pages = -(-count // 100)
    once = {"detectors": 1, "projects": 1, "members": 1}
    assert {kind: asked.count(kind) for kind in asked} == {"workflows": pages, **once}
    assert time.monotonic() - begun < 30  # 3 s for 1,000 where nothing else is at work


@pytest.mark.parametrize("fault", ["503", "401", "403", "half-body"])
@pytest.mark.parametrize("path", ["workflows", "detectors", "projects", "members", "teams"])
def test_where_sentry_does_not_answer_nothing_is_written(
    here: Here, sentry: SentrySimulator, fault: str, path: str
) -> None:
    put_two(sentry)
    before = stack_text(here)
    where = f"/api/0/organizations/moosequest/{path}/"
    order = {"method": "GET", "path": where, "times": 9, "fault": fault}
    sentry.faults += parse_faults([order])
    ran = here.run("import", "--all")
    if (path, fault) == ("projects", "403"):  # a right that no rule needs: one project at a time
        assert ran.exit_code == 0, ran.words
        return
    assert ran.exit_code in (3, 4)
    assert stack_text(here) == before


@pytest.mark.parametrize(("slowly", "shown"), [("slow:700", True), ("", False)])
def test_a_terminal_shows_how_far_it_is_after_a_second(
    here: Here, sentry: SentrySimulator, slowly: str, shown: bool
) -> None:
    several(sentry, 100)
    sentry.state["pageSize"] = 25
    where = "/api/0/organizations/moosequest/workflows/"
    order = {"method": "GET", "path": where, "times": 9, "fault": slowly}
    sentry.faults += parse_faults([order] if slowly else [])
    terminal = OnTerminal(here.project, ["import", "--all"], TERM="xterm", COLUMNS="300")
    assert terminal.exit_code() == 0, terminal.shown
    assert ("Reading alerts: " in terminal.shown) is shown
    assert "100 alerts adopted, none changed" in terminal.shown


def loaded(root: Path) -> Settings:
    return settings_of(STACK, root)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_stack(
    here: Here, sentry: SentrySimulator, sent: signal.Signals
) -> None:
    several(sentry, 60, projects=2)
    path = f"{here.project.bin}{os.pathsep}{os.environ['PATH']}"
    for delay in (0.8, 1.2):
        process = subprocess.Popen(
            [sys.executable, "-m", "infra", "import", "--all", "--into", "rules"],
            cwd=here.project.root,
            env={"PATH": path, "HOME": str(here.project.root), **TOKENS},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        time.sleep(delay)
        process.send_signal(sent)
        process.communicate()
        assert len(loaded(here.project.root).alert_rules) in (1, 61)
    here.run("import", "--all", "--into", "rules")
    assert len(loaded(here.project.root).alert_rules) == 61
