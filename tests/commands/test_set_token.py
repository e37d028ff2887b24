"""`set-token`: validated before and after, written once, waited for, and never shown."""

from __future__ import annotations

import json

import pytest

from tests.commands.project import Project
from tests.commands.terminal import OnTerminal
from tests.heroku.test_releases import use_release_phase, writes
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator

pytestmark = pytest.mark.usefixtures("in_process")

NEW = tokens.POSTMARK_TOKEN_SANDBOX
PLACE = "POSTMARK_SERVER_TOKEN of raxx-api-prod"
QUESTION = f"Setting {PLACE} makes a release and restarts its dynos. Go on?"


@pytest.fixture
def project(deployed: Project, heroku: HerokuSimulator) -> Project:
    """Give a project whose app has no token."""
    heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"] = "\n"
    return deployed


def held(heroku: HerokuSimulator) -> object:
    """Return what the app has, as the state names it."""
    return heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"]


def test_a_value_from_stdin_is_set(project: Project, heroku: HerokuSimulator) -> None:
    ran = project.run("set-token", "--stdin", "--yes", stdin=f"{tokens.POSTMARK_TOKEN}\n")
    assert (ran.exit_code, held(heroku)) == (0, {"$token": "POSTMARK_TOKEN"})
    assert ran.data.splitlines() == [
        "✓ raxx-api-prod POSTMARK_SERVER_TOKEN: set, release v4",
        "✓ Postmark token valid server=raxx-transactional id=4711001",
    ]


def test_scripts_are_told_in_json(project: Project) -> None:
    ran = project.run("set-token", "--stdin", "--yes", "--json", stdin=tokens.POSTMARK_TOKEN)
    assert json.loads(ran.data) == {
        "app": "raxx-api-prod",
        "config_var": "POSTMARK_SERVER_TOKEN",
        "written": True,
        "release": {"version": 4, "status": "succeeded"},
        "server": "raxx-transactional",
        "server_id": "4711001",
    }


def test_a_prompt_shows_nothing_of_what_is_typed(project: Project, heroku: HerokuSimulator) -> None:
    terminal = OnTerminal(project, ["set-token"])
    terminal.answer(f"{PLACE}:", f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("Go on?", "y\n")
    assert (terminal.exit_code(), held(heroku)) == (0, {"$token": "POSTMARK_TOKEN"})
    assert tokens.POSTMARK_TOKEN[:6] not in terminal.shown


def test_the_restart_is_told_before_it_is_asked_for(project: Project) -> None:
    terminal = OnTerminal(project, ["set-token"])
    terminal.answer(f"{PLACE}:", f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("Go on?", "n\n")
    assert terminal.exit_code() == 1
    assert QUESTION in terminal.shown


def test_after_a_no_nothing_is_written(project: Project, heroku: HerokuSimulator) -> None:
    terminal = OnTerminal(project, ["set-token"])
    terminal.answer(f"{PLACE}:", f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("Go on?", "\n")
    terminal.exit_code()
    assert writes(heroku) == 0


def test_a_value_from_the_vault_is_set(
    project: Project, heroku: HerokuSimulator, infisical: InfisicalSimulator
) -> None:
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/MooseQuest/postmark"] = {"SERVER_TOKEN": {"$token": "POSTMARK_TOKEN"}}
    ran = project.run(
        "set-token",
        "--vault",
        "/MooseQuest/postmark/SERVER_TOKEN",
        "--yes",
        INFISICAL_API_URL=infisical.url,
        INFISICAL_PROJECT_ID=infisical.state["project"]["id"],
        INFISICAL_CLIENT_ID=tokens.INFISICAL_CLIENT_ID,
        INFISICAL_CLIENT_SECRET=tokens.INFISICAL_CLIENT_SECRET,
        CF_ACCESS_CLIENT_ID=tokens.CF_ACCESS_CLIENT_ID,
        CF_ACCESS_CLIENT_SECRET=tokens.CF_ACCESS_CLIENT_SECRET,
    )
    assert (ran.exit_code, held(heroku)) == (0, {"$token": "POSTMARK_TOKEN"}), ran.words


def test_a_value_that_is_there_is_not_written(deployed: Project, heroku: HerokuSimulator) -> None:
    ran = deployed.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (0, 0)
    assert "nothing written, no restart" in ran.words


def test_a_value_that_postmark_refuses_is_not_written(
    project: Project, heroku: HerokuSimulator
) -> None:
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN_REVOKED)
    assert (ran.exit_code, ran.data, writes(heroku)) == (1, "", 0)
    assert "Postmark refuses the token that was given; nothing was changed" in ran.words


def test_a_sandbox_token_is_warned_of(project: Project) -> None:
    ran = project.run("set-token", "--stdin", "--yes", stdin=NEW)
    assert "raxx-sandbox is a sandbox server: it accepts mail but delivers none" in ran.words


def test_a_failing_release_phase_is_told(project: Project, heroku: HerokuSimulator) -> None:
    use_release_phase(heroku, "fails", reads=1)
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, ran.data) == (1, "")
    assert "release v4 of raxx-api-prod failed" in ran.words


def test_a_release_that_takes_longer_than_allowed_is_told(
    project: Project, heroku: HerokuSimulator
) -> None:
    use_release_phase(heroku, "succeeds", reads=999)
    ran = project.run("set-token", "--stdin", "--yes", "--wait", "1s", stdin=tokens.POSTMARK_TOKEN)
    assert ran.exit_code == 1
    assert "run the same command again: it writes nothing twice" in ran.words


# Nothing to ask on, nothing to ask for.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set-token"], "pipe it in with --stdin, or name its place in the vault with --vault"),
        (["set-token", "--stdin"], "add --yes"),
        (["set-token", "WEB_CONCURRENCY"], "it checks: raxx-api-prod/POSTMARK_SERVER_TOKEN"),
        (["set-token", "--wait", "10"], "write it as 30s, 10m or 1h"),
        (["set-token", "--value", "x"], "No such option"),
    ],
)
def test_a_command_that_cannot_go_on_is_usage(
    project: Project, heroku: HerokuSimulator, arguments: list[str], words: str
) -> None:
    ran = project.run(*arguments)
    assert (ran.exit_code, writes(heroku)) == (2, 0)
    assert words in ran.words


def test_one_of_several_config_vars_is_named(project: Project) -> None:
    add_staging(project)
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert ran.exit_code == 2
    assert "raxx-api-staging/POSTMARK_SERVER_TOKEN" in ran.words


def test_one_of_several_config_vars_is_asked_for_on_a_terminal(
    project: Project, heroku: HerokuSimulator
) -> None:
    add_staging(project)
    terminal = OnTerminal(project, ["set-token", "--yes"])
    terminal.answer("Which one", "2\n")
    terminal.answer("raxx-api-staging:", f"{tokens.POSTMARK_TOKEN}\n")
    assert terminal.exit_code() == 0
    assert held(heroku) == "\n"


def add_staging(project: Project) -> None:
    """Check the staging app too, as if it had been deployed."""
    said = json.loads((project.root / "stacks.json").read_text(encoding="utf-8"))
    (check,) = said["outputs"]["sandbox"]["checks"]
    said["outputs"]["sandbox"]["checks"].append(check | {"app": "raxx-api-staging"})
    project.say(outputs=said["outputs"])


# Services that do not do as asked.


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (tokens.HEROKU_TOKEN_READ_PROTECTED, "give the token the scope write-protected"),
        (tokens.HEROKU_TOKEN_UNPROTECTED, "give the token the scope read-protected"),
        (tokens.SENTRY_TOKEN, "is expired, revoked or mistyped"),
        ("", "HEROKU_API_KEY is not set"),
    ],
)
def test_a_heroku_token_that_may_not_is_told_what_it_lacks(
    project: Project, heroku: HerokuSimulator, token: str, words: str
) -> None:
    ran = project.run(
        "set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN, HEROKU_API_KEY=token
    )
    assert (ran.exit_code, held(heroku)) == (4, "\n")
    assert words in ran.words


@pytest.mark.parametrize("fault", ["503", "html", "reset"])
@pytest.mark.parametrize("service", ["heroku", "postmark"])
def test_a_service_that_is_down_changes_nothing(
    project: Project,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    service: str,
    fault: str,
) -> None:
    down = {"heroku": heroku, "postmark": postmark}[service]
    down.faults = parse_faults([{"method": "*", "path": "*", "fault": fault, "times": 99}])
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, held(heroku)) == (3, "\n")
    assert "Next:" in ran.words


def test_a_slow_heroku_is_waited_for(project: Project, heroku: HerokuSimulator) -> None:
    heroku.faults = parse_faults([{"method": "*", "path": "*", "fault": "slow:300", "times": 99}])
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert ran.exit_code == 0


def test_a_write_whose_answer_is_lost_is_found(project: Project, heroku: HerokuSimulator) -> None:
    heroku.faults = parse_faults([{"method": "PATCH", "path": "*", "fault": "reset-after-write"}])
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (0, 1)


def test_stopped_while_the_release_runs_it_can_be_run_again(
    project: Project, heroku: HerokuSimulator
) -> None:
    use_release_phase(heroku, "succeeds", reads=999)
    terminal = OnTerminal(project, ["set-token", "--yes"])
    terminal.answer(f"{PLACE}:", f"{tokens.POSTMARK_TOKEN}\n")
    terminal.answer("waiting until it succeeds", "")
    terminal.kill()
    heroku.state["apps"][0]["pendingReads"] = 0
    ran = project.run("set-token", "--stdin", "--yes", stdin=tokens.POSTMARK_TOKEN)
    assert (ran.exit_code, writes(heroku)) == (0, 1)
