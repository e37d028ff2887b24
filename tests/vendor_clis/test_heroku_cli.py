"""Heroku's command line reads and sets config vars on the simulator, and the program sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.project import Project
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vendor_clis.vendor_cli import VendorCli

pytestmark = pytest.mark.long

APP = ("--app", "raxx-api-prod")
VAR = "POSTMARK_SERVER_TOKEN"
WRONG = {"unset": "", "too short": "abc", "invalid": tokens.POSTMARK_TOKEN_REVOKED}
"""Values of the config var, by what the program's check says of them."""


@pytest.fixture
def project(
    tmp_path: Path, sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator
) -> Project:
    """Give a deployed project whose check is of the app's token."""
    root = tmp_path / "project"
    root.mkdir()
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    project = Project(root, urls)
    project.deploy()
    return project


def test_the_config_vars_of_an_app_are_read(heroku_cli: VendorCli) -> None:
    assert heroku_cli.read("config", *APP) == {
        "LOG_LEVEL": "info",
        VAR: tokens.POSTMARK_TOKEN,
        "WEB_CONCURRENCY": "2",
    }


def test_one_config_var_is_read(heroku_cli: VendorCli) -> None:
    assert heroku_cli.print("config:get", VAR, *APP) == f"{tokens.POSTMARK_TOKEN}\n"


def test_a_config_var_that_is_not_set_is_an_empty_line(heroku_cli: VendorCli) -> None:
    assert heroku_cli.print("config:get", "NOT_SET", *APP) == "\n"


def test_a_config_var_is_set_and_the_others_stay(heroku_cli: VendorCli) -> None:
    before = heroku_cli.read("config", *APP)
    heroku_cli.print("config:set", "LOG_LEVEL=debug", *APP)
    assert heroku_cli.read("config", *APP) == before | {"LOG_LEVEL": "debug"}


def test_the_release_that_a_change_makes_is_told(heroku_cli: VendorCli) -> None:
    assert "done, v4" in heroku_cli.run("config:set", "LOG_LEVEL=debug", *APP).words


def test_an_app_that_is_not_there_is_refused_in_herokus_words(heroku_cli: VendorCli) -> None:
    ran = heroku_cli.run("config", "--app", "nowhere")
    assert ran.exit_code != 0
    assert "Couldn't find that app." in ran.words


@pytest.mark.parametrize("seen", WRONG)
def test_the_programs_check_sees_the_wrong_value_that_was_set(
    project: Project, heroku_cli: VendorCli, seen: str
) -> None:
    heroku_cli.print("config:set", f"{VAR}={WRONG[seen]}", *APP)
    ran = project.run("check")
    assert (ran.exit_code, ran.data) == (1, f"✗ raxx-api-prod {VAR}: {seen}\n")


def test_the_programs_check_sees_that_the_right_value_was_set(
    project: Project, heroku_cli: VendorCli
) -> None:
    heroku_cli.print("config:set", f"{VAR}=abc", *APP)
    heroku_cli.print("config:set", f"{VAR}={tokens.POSTMARK_TOKEN}", *APP)
    ran = project.run("check")
    assert ran.exit_code == 0, ran.data + ran.words
