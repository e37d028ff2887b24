"""A stack gets further entries, and nothing that it or all stacks have is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.base.errors import ConfigError
from infra.config.file_changes import write
from infra.config.stack_additions import StackFiles, config_bytes, match_rule_files
from infra.config.stack_files import settings_of
from tests.engine.conftest import ROOT
from tests.factories import entry

OWN = {"sentryOrganization": "moosequest", "sentryProject": "trademaster-raptor"}


def named(name: str) -> dict[str, Any]:
    return entry(key=name, name=name)


def lay_out(root: Path, shared: dict[str, Any], own: dict[str, Any]) -> StackFiles:
    """Write a project with values for all stacks, and a stack's own."""
    shutil.copy(ROOT / "Pulumi.yaml", root)
    document = yaml.safe_load((root / "Pulumi.yaml").read_text("utf-8"))
    for key, value in shared.items():
        document["config"][key]["default"] = value
    (root / "Pulumi.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    config = {f"raxx-alerts:{key}": value for key, value in (OWN | own).items()}
    (root / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}), encoding="utf-8")
    return StackFiles("dev", root)


def keys(root: Path) -> list[str]:
    return [rule.key for rule in settings_of("dev", root).alert_rules]


def test_rule_files_of_all_stacks_are_named_beside_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(yaml.safe_dump([named("all")]), encoding="utf-8")
    files = lay_out(tmp_path, {"ruleFiles": ["all.yaml"]}, {"alertRules": []})
    for change in files.add({}, {"new.yaml": {"alertRules": [named("new")]}}):
        write(change)
    assert keys(tmp_path) == ["all", "new"]


def test_the_rules_of_all_stacks_stay_where_the_stack_file_has_none(tmp_path: Path) -> None:
    files = lay_out(tmp_path, {"alertRules": [named("all")]}, {})
    assert not files.takes({"alertRules": [named("new")]})
    for change in files.add({}, {"new.yaml": {"alertRules": [named("new")]}}):
        write(change)
    assert keys(tmp_path) == ["all", "new"]


def test_rule_files_are_written_before_the_file_that_names_them(tmp_path: Path) -> None:
    files = lay_out(tmp_path, {}, {"alertRules": []})
    added = {f"{name}.yaml": {"alertRules": [named(name)]} for name in ("b", "a")}
    changes = files.add({}, added)
    assert [change.path.name for change in changes] == ["b.yaml", "a.yaml", "Pulumi.dev.yaml"]


@pytest.mark.parametrize("path", ["/etc/rules.yaml", "../rules.yaml", "a/../../rules.yaml"])
def test_a_path_outside_of_the_project_is_refused(tmp_path: Path, path: str) -> None:
    files = lay_out(tmp_path, {}, {"alertRules": []})
    with pytest.raises(ConfigError, match="leads out of the project"):
        files.add({}, {path: {"alertRules": [named("a")]}})


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("rules/*.yaml", {"rules/a.yaml"}),
        ("rules/**/*.yaml", {"rules/a.yaml", "rules/web/b.yaml"}),
        ("rules/a.yaml", {"rules/a.yaml"}),
        ("**", set()),
        ("", set()),
        ("/rules/*.yaml", set()),
        ("../*", set()),
    ],
)
def test_a_pattern_covers_a_file_whether_or_not_it_is_there(pattern: str, found: set[str]) -> None:
    assert match_rule_files([pattern], ["rules/a.yaml", "rules/web/b.yaml"]) == found


def test_the_size_is_that_of_the_variable_that_pulumi_hands_over() -> None:
    """29,267 bytes of `PULUMI_CONFIG` were seen for these with the CLI 3.260.0."""
    one = {
        **{"key": "checkout-fails", "name": 'checkout <fails> — ü & "quoted"'},
        **{"filter": {"message": {"contains": "x\\y"}}},
        **{"condition": {"atLeast": 1, "within": "5m"}, "action": {"email": "ops@raxx.app"}},
        **{"frequency": "60 min", "created": "2026-05-30"},
    }
    size = config_bytes(
        {"sentryOrganization": "m", "alertRules": [one]}, {"alertRules": [one] * 99}
    )
    assert 0 <= 29_267 - size < 50  # the project's name before each key
