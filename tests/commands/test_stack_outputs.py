"""What is deployed comes from the stack's outputs; each way of not getting them says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.base.errors import AlertsError, ConfigError, UnauthorizedError, UnavailableError
from infra.operate.deployed import Deployed
from infra.operate.stack_outputs import read_deployed
from tests.commands.project import STACK, Project

NOT_LOGGED_IN = "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"
NO_FOLDER = 'unable to open state directory "file:///x": stat /x: no such file or directory'
NO_HOST = "could not reach the service: dial tcp: lookup api.pulumi.com: no such host"


@pytest.fixture(autouse=True)
def _on_path(undeployed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{undeployed.bin}{os.pathsep}{os.environ['PATH']}")


def refused(project: Project, stack: str | None = None) -> AlertsError:
    with pytest.raises(AlertsError) as caught:
        read_deployed(stack, project.root)
    return caught.value


def test_the_selected_stack_is_read_where_none_is_named(deployed: Project) -> None:
    found = read_deployed(None, deployed.root)
    assert isinstance(found, Deployed)
    assert (found.stack, [rule.key for rule in found.managed_rules]) == (
        STACK,
        ["skipped_no_postmark_token"],
    )


def test_a_stack_that_is_named_is_read_without_looking_which_one_is_selected(
    deployed: Project,
) -> None:
    deployed.say(selected="")
    assert read_deployed(STACK, deployed.root).stack == STACK


def test_without_a_selected_stack_the_way_to_select_one_is_told(deployed: Project) -> None:
    deployed.say(selected="")
    error = refused(deployed)
    assert isinstance(error, ConfigError)
    assert error.next_step == "pulumi stack select NAME, or --stack NAME"


def test_a_stack_that_pulumi_does_not_know_is_named(deployed: Project) -> None:
    error = refused(deployed, "nowhere")
    assert isinstance(error, ConfigError)
    assert "'nowhere'" in error.message


def test_a_stack_with_nothing_deployed_asks_for_an_update(undeployed: Project) -> None:
    error = refused(undeployed)
    assert isinstance(error, ConfigError)
    assert error.next_step == "pulumi up --stack sandbox"


def test_without_the_cli_its_installation_is_the_next_step(
    undeployed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(undeployed.root))
    error = refused(undeployed)
    assert isinstance(error, ConfigError)
    assert "https://www.pulumi.com/docs/install/" in error.next_step


def test_a_cli_that_cannot_run_is_told_in_words(
    undeployed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Path(undeployed.root) / "broken"
    broken.mkdir()
    (broken / "pulumi").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    (broken / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(broken))
    assert "pulumi version: exit code 3" in refused(undeployed).message


def test_nobody_logged_in_is_no_authorisation(undeployed: Project) -> None:
    undeployed.say(refusal={"words": NOT_LOGGED_IN, "code": 3})
    error = refused(undeployed)
    assert isinstance(error, UnauthorizedError)
    assert error.next_step.startswith("pulumi login")


@pytest.mark.parametrize("words", [NO_FOLDER, NO_HOST])
def test_a_backend_that_cannot_be_read_is_a_service_that_could_not_be_asked(
    undeployed: Project, words: str
) -> None:
    undeployed.say(refusal={"words": words, "code": 255})
    assert isinstance(refused(undeployed), UnavailableError)


def test_any_other_failure_shows_the_words_of_the_cli(undeployed: Project) -> None:
    undeployed.say(refusal={"words": "the project file is odd", "code": 1})
    assert refused(undeployed).message == "Pulumi: the project file is odd"
