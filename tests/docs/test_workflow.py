"""The GitHub workflows: pinned, with few rights, and asking only for what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.__main__ import _COMMANDS

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").iterdir())
RULES, TESTS = FILES
INPUTS = {"command", "stack-name", "diff", "comment-on-pr", "expect-no-changes"}
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
