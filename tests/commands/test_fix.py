"""`fix`: from an unset token to a resolved issue, from wherever it was stopped."""

from __future__ import annotations

import json

import pytest

from tests.commands.project import Project
from tests.commands.terminal import INTERRUPT, OnTerminal
from tests.commands.test_resolve import BEFORE, MESSAGE, RULE, statuses
from tests.heroku.test_releases import use_release_phase, writes
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

pytestmark = pytest.mark.usefixtures("in_process")

PROMPT = "POSTMARK_SERVER_TOKEN of raxx-api-prod:"
HANDS_FREE = ("fix", "--stdin", "--yes", "--watch", "0s")


@pytest.fixture
def project(deployed: Project, sentry: SentrySimulator, heroku: HerokuSimulator) -> Project:
    """Give a project whose app has lost its token, and whose rule fires."""
    heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"] = ""
    store_event(sentry.state, MESSAGE, BEFORE)
    return deployed


def test_the_whole_remediation_takes_one_command(project: Project, sentry: SentrySimulator) -> None:
    terminal = OnTerminal(project, ["fix", "--watch", "0s"])
    terminal.answer(PROMPT, f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("Go on?", "y\n")
    assert (terminal.exit_code(), statuses(sentry)[MESSAGE]) == (0, "resolved")


@pytest.mark.usefixtures("heroku")
def test_each_step_is_told(project: Project) -> None:
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    steps = [line.partition("  ")[0] for line in ran.words.splitlines() if " of 4" in line]
    assert steps == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]


def test_scripts_are_told_in_json(project: Project) -> None:
    ran = project.run(*HANDS_FREE, "--json", stdin=tokens.POSTMARK_TOKEN)
    found = json.loads(ran.data)
    assert (found["rule"], found["resolved"], found["missing"]) == (RULE, True, [])


def test_what_is_in_order_is_not_set_again(
    deployed: Project, heroku: HerokuSimulator, sentry: SentrySimulator
) -> None:
    store_event(sentry.state, MESSAGE, BEFORE)
    ran = deployed.run("fix", RULE)
    assert (ran.exit_code, writes(heroku)) == (0, 0)
    assert statuses(sentry)[MESSAGE] == "resolved"


@pytest.mark.usefixtures("sentry")
def test_quiet_time_that_has_passed_is_not_watched_again(deployed: Project) -> None:
    ran = deployed.run("fix", "--watch", "1h")
    assert "watching for 0 s" in ran.words


def test_an_event_while_it_watches_keeps_the_issue_open(
    project: Project, sentry: SentrySimulator
) -> None:
    terminal = OnTerminal(project, ["fix", "--watch", "1h", "--yes"])
    terminal.answer(PROMPT, f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("3 of 4", "")
    store_event(sentry.state, MESSAGE, "2099-01-01T00:00:00.000000Z")
    assert (terminal.exit_code(), statuses(sentry)[MESSAGE]) == (1, "unresolved")
    assert "has had 1 event since the value took effect" in terminal.shown


def test_a_failing_release_phase_ends_it(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    use_release_phase(heroku, "fails", reads=1)
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (1, "unresolved")
    assert "release v4 of raxx-api-prod failed" in ran.words


def test_an_alert_that_is_gone_keeps_nobody_from_setting_the_token(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    sentry.state["workflows"].clear()
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (1, 1)
    assert "pulumi up creates it again" in ran.words


def test_a_sentry_that_is_down_keeps_nobody_from_setting_the_token(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": "403", "times": 99}])
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (4, 1)


@pytest.mark.parametrize("service", ["heroku", "postmark"])
def test_while_a_service_is_down_nothing_is_set(
    project: Project, heroku: HerokuSimulator, postmark: PostmarkSimulator, service: str
) -> None:
    down = {"heroku": heroku, "postmark": postmark}[service]
    down.faults = parse_faults([{"method": "*", "path": "*", "fault": "reset", "times": 99}])
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (3, 0)


# Stopped, and run again.


@pytest.mark.parametrize("how", ["interrupt", "kill"])
@pytest.mark.parametrize("where", [PROMPT, "waiting until it succeeds", "3 of 4"])
def test_stopped_anywhere_it_goes_on_where_it_was(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator, where: str, how: str
) -> None:
    use_release_phase(heroku, "succeeds", reads=3)
    terminal = OnTerminal(project, ["fix", "--watch", "1h", "--yes"])
    if where != PROMPT:
        terminal.answer(PROMPT, f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer(where, INTERRUPT if how == "interrupt" else "")
    if how == "kill":
        terminal.kill()
    else:
        assert terminal.exit_code() == 1
        assert "Run the same command again" in terminal.shown
    ran = project.run(*HANDS_FREE, stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (0, 1), ran.words
    assert statuses(sentry)[MESSAGE] == "resolved"


def test_while_its_release_runs_the_token_is_not_asked_for_again(
    project: Project, heroku: HerokuSimulator
) -> None:
    use_release_phase(heroku, "succeeds", reads=999)
    terminal = OnTerminal(project, ["fix", "--yes"])
    terminal.answer(PROMPT, f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("waiting until it succeeds", INTERRUPT)
    terminal.exit_code()
    heroku.state["apps"][0]["pendingReads"] = 0
    assert project.run("fix", "--watch", "0s").exit_code == 0
