"""The GitHub workflows: pinned, with few rights, and asking only for what there is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.__main__ import _COMMANDS
from infra.program.resources import rule_properties
from infra.providers import SentryAlertRuleProvider
from tests.factories import rule

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").iterdir())
RULES, TESTS = FILES
INPUTS = {"command", "stack-name", "expect-no-changes"}
"""Those of its inputs that are used, looked up in pulumi/actions: action.yml (v7.0.0)."""


def workflow(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(file)["jobs"].values() for step in job["steps"]]


each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_file
def test_every_action_is_pinned_by_its_commit_beside_its_version(file: Path) -> None:
    uses = re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))
    loose = [use for use in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", use)]
    assert (bool(uses), loose) == (True, [])


def test_an_action_has_one_commit_in_all_workflows() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in FILES)
    pins = set(re.findall(r"uses: ((\S+)@\S+ # \S+)", text))
    assert len(pins) == len({action for _, action in pins})


@each_file
def test_a_workflow_may_read_the_repository_and_no_more(file: Path) -> None:
    assert workflow(file)["permissions"] == {"contents": "read"}


def test_only_the_preview_may_write_and_only_its_comment() -> None:
    own = {
        name: job["permissions"]
        for file in FILES
        for name, job in workflow(file)["jobs"].items()
        if "permissions" in job
    }
    assert own == {"preview": {"contents": "read", "pull-requests": "write"}}


@each_file
def test_a_checkout_leaves_no_token_behind(file: Path) -> None:
    checkouts = [step for step in steps(file) if "actions/checkout" in step.get("uses", "")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}] * len(checkouts)


def test_pulumis_action_is_given_inputs_that_it_has() -> None:
    given = [set(s.get("with", {})) for s in steps(RULES) if "pulumi/actions" in s.get("uses", "")]
    assert set().union(*given) == INPUTS


def test_it_runs_commands_that_there_are() -> None:
    run = " ".join(step.get("run", "") for step in steps(RULES))
    found = set(re.findall(r"-m infra (\S+)", run))
    assert found == {"escalate", "lint", "report"} & set(_COMMANDS)


def test_a_secret_is_given_to_no_step_but_those_that_ask_with_it() -> None:
    for name, job in workflow(RULES)["jobs"].items():
        outside = {key: value for key, value in job.items() if key != "steps"}
        assert "secrets." not in str(outside), name
    assert "secrets." not in str(workflow(RULES)["env"])
    given = [step for step in steps(RULES) if "secrets." in str(step)]
    asking = [s.get("run", "") or s["with"]["command"] for s in given]
    assert [text.removeprefix(".venv/bin/python -m ")[:14] for text in asking] == [
        *("pulumi preview", "up", "preview", "infra escalate", "infra report -"),
    ]
    assert len({json.dumps(step["env"]) for step in given}) == 1


PREVIEW = workflow(RULES)["jobs"]["preview"]["steps"]
PLANNED = next(step for step in PREVIEW if step.get("name") == "Can every rule be planned?")


def test_a_rule_that_cannot_be_planned_fails_the_pull_request(
    provider: SentryAlertRuleProvider, told: list[str], tmp_path: Path
) -> None:
    properties = rule_properties(
        rule(action={"email": "nobody@raxx.app"}), "moosequest", "trademaster-raptor"
    )
    provider.check({}, properties)
    ends = [
        shell(PLANNED["run"], tmp_path, printed) for printed in ("\n".join(told), "1 to create")
    ]
    assert ends == [1, 0]


def test_a_preview_that_fails_fails_the_pull_request(tmp_path: Path) -> None:
    script = next(step for step in PREVIEW if "tee" in step.get("run", ""))
    stand_in(tmp_path, "pulumi", "echo it says why; exit 255")
    assert script["shell"] == "bash"
    assert shell(script["run"], tmp_path) == 255
    assert (tmp_path / "preview.txt").read_text("utf-8") == "it says why\n"


def test_the_comment_says_what_the_preview_printed(tmp_path: Path) -> None:
    text = "~ frequency: 30 min => 60 min\n<ID of user 3>\n```\n"
    calls = comment(tmp_path, text, comments="")
    assert calls[-1].startswith("api repos/raxx/alerts/issues/7/comments --field body=@")
    assert f"~~~~~~~~~~\n{text}~~~~~~~~~~\n" in (tmp_path / "body").read_text("utf-8")


def test_a_pull_request_has_one_comment_however_often_it_is_pushed_to(tmp_path: Path) -> None:
    (_, change) = comment(tmp_path, "1 to create\n", comments="echo 41")
    assert change.startswith("api --method PATCH repos/raxx/alerts/issues/comments/41 --field")


def test_a_preview_that_is_too_long_for_a_comment_keeps_its_end(tmp_path: Path) -> None:
    comment(tmp_path, "a rule\n" * 20_000 + "Resources: 500 to create\n", comments="")
    body = (tmp_path / "body").read_text("utf-8")
    assert len(body) < 65_536
    assert "… (the beginning is in the log of the job)\na rule\n" in body
    assert "Resources: 500 to create\n~~~~~~~~~~\n" in body


def comment(folder: Path, printed: str, comments: str) -> list[str]:
    """Show a preview on a pull request; return how `gh` was called. Its body is kept."""
    file = f'printf "%s\\n" "$*" >> {folder}/calls\nfor last in "$@"; do :; done\n'
    keep = (
        f'case $last in body=@*) cp "${{last#body=@}}" {folder}/body;; *) {comments or ":"};; esac'
    )
    stand_in(folder, "gh", file + keep)
    assert shell(f"{ROOT}/.ci/comment preview.txt", folder, printed) == 0
    return (folder / "calls").read_text("utf-8").splitlines()


def stand_in(folder: Path, name: str, script: str) -> None:
    """Write a program that does as a script says, where `shell` looks first."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def shell(script: str, folder: Path, printed: str | None = None) -> int:
    """Run a step's script as GitHub does; return its exit code.

    Args:
        script: the step's `run`.
        folder: where it runs, and where programs are looked for first.
        printed: what the preview printed before.
    """
    if printed is not None:
        (folder / "preview.txt").write_text(printed, encoding="utf-8")
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        **{"GITHUB_REPOSITORY": "raxx/alerts", "NUMBER": "7", "PULUMI_STACK": "prod"},
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(  # noqa: S603
        command, cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


def test_stack_files_are_checked_on_every_pull_request() -> None:
    lint = workflow(RULES)["jobs"]["lint"]
    assert lint["if"] == "github.event_name == 'pull_request'"
    assert lint["steps"][-1]["run"] == "python -m infra lint --format github"


@each_file
def test_it_makes_targets_that_there_are(file: Path) -> None:
    targets = re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    made = re.findall(r"make (\S+)", " ".join(step.get("run", "") for step in steps(file)))
    assert made
    assert set(made) <= set(targets)


def test_the_tests_need_no_secret_so_that_a_fork_has_them() -> None:
    text = TESTS.read_text(encoding="utf-8")
    assert re.findall(r"secrets\.|vars\.", text) == []


def test_the_tests_run_on_every_python_there_is_support_for_and_on_macos() -> None:
    matrix = workflow(TESTS)["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert [more["os"] for more in matrix["include"]] == ["macos-latest"]


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="no actionlint on PATH")
@each_file
def test_actionlint_has_no_complaint(file: Path) -> None:
    found = subprocess.run(["actionlint", file], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert found.stdout == ""
