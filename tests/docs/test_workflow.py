"""The GitHub workflow: inputs that Pulumi's action has, and commands that this program has."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.__main__ import _COMMANDS

FILE = Path(__file__).parents[2] / ".github" / "workflows" / "alert-rules.yml"
INPUTS = {"command", "stack-name", "diff", "comment-on-pr", "expect-no-changes"}
"""Those of its inputs that are used, looked up in pulumi/actions: action.yml (v7.0.0)."""


def steps() -> list[dict[str, Any]]:
    workflow = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_pulumis_action_is_given_inputs_that_it_has() -> None:
    given = [set(s.get("with", {})) for s in steps() if "pulumi/actions" in s.get("uses", "")]
    assert set().union(*given) == INPUTS


def test_it_runs_commands_that_there_are() -> None:
    run = " ".join(step.get("run", "") for step in steps())
    found = set(re.findall(r"-m infra (\S+)", run))
    assert found == {"escalate", "lint", "report"} & set(_COMMANDS)


def test_stack_files_are_checked_on_every_pull_request() -> None:
    lint = yaml.safe_load(FILE.read_text(encoding="utf-8"))["jobs"]["lint"]
    assert lint["if"] == "github.event_name == 'pull_request'"
    assert lint["steps"][-1]["run"] == "python -m infra lint --format github"


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="no actionlint on PATH")
def test_actionlint_has_no_complaint() -> None:
    found = subprocess.run(["actionlint", FILE], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert found.stdout == ""
