"""Promises of reading a stack's config without the engine: what `Pulumi.yaml` adds is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.base.errors import ConfigError
from infra.config.stack_files import descriptions, project_values, settings_of, stack_names
from tests.engine.cli import find_cli, pulumi_in

SHARED: list[tuple[str, Any]] = [
    ("{value: moosequest}", "moosequest"),
    ("{type: string, description: Whose, value: moosequest}", "moosequest"),
    ("{type: string, default: moosequest}", "moosequest"),
    ("moosequest", "moosequest"),
    ("yes", "yes"),
    ("{value: true}", "true"),
    ("{value: 012}", "10"),
    ("[a, b]", ["a", "b"]),
    ("{type: object, value: {A: /b}}", {"A": "/b"}),
]
"""What stands behind a key in `Pulumi.yaml`, and what a stack has of it (CLI 3.260.0)."""

PROJECT = """
name: raxx-alerts
runtime: python
config:
  sentryOrganization: moosequest
  raxx-alerts:sentryProject:
    type: string
    description: Whose events alert
    value: raptor
  vaultPaths:
    type: object
    value: {SENTRY_AUTH_TOKEN: /shared, HEROKU_API_KEY: /shared}
  alertRules: []
  another:sentryUrl: https://another.example
"""


def project(root: Path, text: str, **stacks: str) -> None:
    (root / "Pulumi.yaml").write_text(text, encoding="utf-8")
    for name, config in stacks.items():
        (root / f"Pulumi.{name}.yaml").write_text(f"config: {{{config}}}\n", encoding="utf-8")


def text_of_key(said: str) -> str:
    return f"name: raxx-alerts\nruntime: python\nconfig:\n  it: {said}\n"


@pytest.mark.parametrize(("said", "value"), SHARED)
def test_a_value_of_the_project_is_read_as_the_engine_reads_it(
    tmp_path: Path, said: str, value: Any
) -> None:
    project(tmp_path, text_of_key(said))
    assert project_values(tmp_path) == {"it": value}


@pytest.mark.engine
def test_the_engine_reads_each_value_of_the_project_so(tmp_path: Path) -> None:
    if find_cli() is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi")
    keys = "".join(f"  it{number}: {said}\n" for number, (said, _) in enumerate(SHARED))
    project(tmp_path, f"name: raxx-alerts\nruntime: python\nconfig:\n{keys}", test="")
    (tmp_path / "backend").mkdir()
    pulumi = pulumi_in(tmp_path, tmp_path / "backend")
    pulumi("stack", "init", "test")
    shown = json.loads(pulumi("config", "--json", "--stack", "test"))
    values = [shown[f"raxx-alerts:it{number}"] for number in range(len(SHARED))]
    assert [one.get("objectValue", one["value"]) for one in values] == [v for _, v in SHARED]


def test_a_stack_has_what_its_file_leaves_out_from_the_project(tmp_path: Path) -> None:
    project(tmp_path, PROJECT, web="raxx-alerts:sentryProject: web")
    settings = settings_of("web", tmp_path)
    assert (settings.sentry_organization, settings.sentry_project) == ("moosequest", "web")
    assert settings.sentry_url == "https://sentry.io"


def test_a_mapping_of_the_stack_file_replaces_all_of_the_projects(tmp_path: Path) -> None:
    project(tmp_path, PROJECT, web="raxx-alerts:vaultPaths: {SENTRY_AUTH_TOKEN: /own}")
    assert settings_of("web", tmp_path).vault_paths == {"SENTRY_AUTH_TOKEN": "/own"}


def test_a_mistake_in_the_projects_values_is_told_like_one_of_the_stack(tmp_path: Path) -> None:
    project(tmp_path, PROJECT.replace("raptor", "No Slug"), web="")
    with pytest.raises(ConfigError, match="raxx-alerts:sentryProject: 'No Slug'"):
        settings_of("web", tmp_path)


def test_only_keys_with_a_description_have_one(tmp_path: Path) -> None:
    project(tmp_path, PROJECT)
    assert descriptions(tmp_path) == {"sentryProject": "Whose events alert"}


def test_a_stack_may_have_a_dot_in_its_name(tmp_path: Path) -> None:
    project(tmp_path, PROJECT, **{"eu.web": ""})
    assert stack_names(tmp_path) == ["eu.web"]
    assert settings_of("eu.web", tmp_path).sentry_project == "raptor"
