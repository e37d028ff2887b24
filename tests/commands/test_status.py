"""`status` shows the rules, the config vars, what is firing, and the next command to run."""

from __future__ import annotations

import json

import pytest

from tests.commands.command_line import ROOT, run
from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.commands.test_check import holds
from tests.factories import entry
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

pytestmark = pytest.mark.usefixtures("in_process")

KEY = "skipped_no_postmark_token"


def words_of(line: str) -> list[str]:
    return line.split()


def test_a_rule_has_one_row_with_id_status_and_when_it_last_triggered(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"][-1]["lastTriggered"] = "2026-11-20T02:11:00.000000Z"
    row = next(line for line in here.run("status").data.splitlines() if line.startswith(KEY))
    rule_id = here.project.outputs["managed_rules"][0]["id"]
    assert row.split() == [KEY, rule_id, "live", "2026-11-20", "02:11", "UTC", "none"]


def test_a_config_var_has_one_row_with_its_postmark_server(here: Here) -> None:
    rows = here.run("status").data.splitlines()
    (row,) = [line for line in rows if line.startswith("raxx-api-prod")]
    assert row.split()[1:] == ["POSTMARK_SERVER_TOKEN", "ok", "raxx-transactional", "(4711001)"]


def test_an_open_issue_is_shown_with_its_events_and_its_link(
    here: Here, sentry: SentrySimulator
) -> None:
    for _ in range(3):
        issue = store_event(sentry.state, "skipped_no_postmark_token: not sent")
    ran = here.run("status")
    assert f"{issue['shortId']}, 3 events" in ran.data
    assert f"https://moosequest.sentry.io/issues/{issue['id']}/" in ran.data
    assert ran.exit_code == 1


def test_an_issue_of_other_events_is_not_shown(here: Here, sentry: SentrySimulator) -> None:
    store_event(sentry.state, "something else")
    assert here.run("status").exit_code == 0


def test_where_all_is_in_order_no_command_is_proposed(here: Here) -> None:
    ran = here.run("status")
    assert (ran.exit_code, ran.words) == (0, "")


def test_a_declared_rule_that_no_finished_update_had_is_told_and_to_be_deployed(
    here: Here,
) -> None:
    known = entry(key=KEY, name="skipped_no_postmark_token — email silent failure")
    here.project.configure(alertRules=[known, entry(key="new_rule", name="new rule")])
    ran = here.run("status")
    assert ran.exit_code == 1
    assert "new_rule: not deployed" in ran.words
    assert "Next: pulumi up --stack sandbox" in ran.words


def test_a_firing_rule_whose_config_var_is_wrong_is_to_be_fixed(
    here: Here, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    store_event(sentry.state, "skipped_no_postmark_token: not sent")
    holds(heroku, None)
    assert here.run("status").words == f"  Next: python -m infra fix {KEY} --stack sandbox\n"


def test_a_firing_rule_whose_config_var_is_good_is_to_be_resolved(
    here: Here, sentry: SentrySimulator
) -> None:
    store_event(sentry.state, "skipped_no_postmark_token: not sent")
    assert here.run("status").words == f"  Next: python -m infra resolve {KEY} --stack sandbox\n"


def test_a_missing_rule_still_shows_what_is_firing(here: Here, sentry: SentrySimulator) -> None:
    store_event(sentry.state, "skipped_no_postmark_token: not sent")
    sentry.state["workflows"].clear()
    ran = here.run("status")
    assert "missing" in ran.data
    assert "1 event" in ran.data
    assert "Next: pulumi up --stack sandbox" in ran.words


def test_what_a_server_names_an_issue_cannot_rewrite_the_terminal(
    here: Here, sentry: SentrySimulator
) -> None:
    issue = store_event(sentry.state, "skipped_no_postmark_token: not sent")
    issue["shortId"] = "[bold]X\x1b[2J"
    ran = here.run("status")
    assert "[bold]X\\x1b[2J, 1 event" in ran.data


def test_as_json_it_gives_rules_checks_and_the_next_commands(
    here: Here, sentry: SentrySimulator
) -> None:
    store_event(sentry.state, "skipped_no_postmark_token: not sent")
    found = json.loads(here.run("status", "--json").data)
    assert [issue["events"] for issue in found["rules"][0]["issues"]] == [1]
    assert found["checks"][0]["status"] == "ok"
    assert found["next"] == [f"python -m infra resolve {KEY} --stack sandbox"]


def test_a_pipe_gets_no_colour_and_no_word_of_waiting(deployed: Project) -> None:
    ran = deployed.run("status")
    assert (ran.exit_code, ran.words) == (0, "")
    assert "\x1b" not in ran.data


def test_colours_are_for_a_terminal_that_has_not_refused_them(deployed: Project) -> None:
    coloured = deployed.run("status", FORCE_COLOR="1", TERM="xterm")
    plain = deployed.run("status", FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")
    assert ["\x1b[32mlive" in ran.data for ran in (coloured, plain)] == [True, False]


def test_a_command_that_needs_no_outputs_does_not_load_pulumi() -> None:
    ran = run("payload", KEY, "--stack", "sandbox", root=ROOT, PYTHONPROFILEIMPORTTIME="1")
    assert ran.exit_code == 0
    assert "pulumi" not in {line.rpartition("|")[2].strip() for line in ran.words.splitlines()}
