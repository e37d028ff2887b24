"""`lint` tells every problem of every stack file, with exit codes, and asks nobody."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.command_line import ROOT, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a copy of the project with its stack files and docs."""
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.sandbox.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "infra", tmp_path / "infra")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    path = project / "Pulumi.prod.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_stack_files_of_this_repository_have_no_problem() -> None:
    ran = run("lint")
    assert (ran.exit_code, ran.data, ran.words) == (
        0,
        "",
        "0 errors, 0 warnings in 2 stack files.\n",
    )


def test_an_error_exits_with_2(project: Path) -> None:
    change(project, "within: 5m", "within: 5min")
    assert run("lint", root=project).exit_code == 2


def test_a_warning_alone_exits_with_0(project: Path) -> None:
    change(project, "frequency: 60 min", "frequency: 3 min")
    ran = run("lint", root=project)
    assert (ran.exit_code, "[short-frequency]" in ran.data) == (0, True)


def test_json_is_a_list_even_of_nothing() -> None:
    assert json.loads(run("lint", "--format", "json").data) == []


def test_json_is_for_scripts_even_with_problems(project: Path) -> None:
    change(project, "within: 5m", "within: 5min")
    (one,) = json.loads(run("lint", "--format", "json", root=project).data)
    assert (one["file"], one["check"]) == ("Pulumi.prod.yaml", "value")


def test_github_is_told_nothing_of_nothing() -> None:
    assert run("lint", "--format", "github").data == ""


def test_a_project_file_that_is_no_yaml_is_told_with_its_place(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: [\n", encoding="utf-8")
    ran = run("lint", root=project)
    assert (ran.exit_code, "error: Pulumi.yaml:2:1: is not YAML" in ran.words) == (2, True)


def test_it_loads_neither_pulumi_nor_any_client() -> None:
    code = (
        "import sys; from infra.lint.files import findings; findings(); "
        "print([m for m in ('pulumi', 'requests', 'infisical_sdk') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
