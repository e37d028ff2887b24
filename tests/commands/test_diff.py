"""`diff STACK_A STACK_B` says in words which rules differ, and asks nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.command_line import Ran, run
from tests.factories import entry

CONFIG = {
    "raxx-alerts:sentryOrganization": "moosequest",
    "raxx-alerts:sentryProject": "trademaster-raptor",
}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a project's folder without a stack."""
    for name in ("infra", "Pulumi.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def declare(folder: Path, stack: str, *rules: dict[str, Any], **config: str) -> None:
    """Write a stack file."""
    more = {f"raxx-alerts:{key}": value for key, value in config.items()}
    document = {"config": {**CONFIG, "raxx-alerts:alertRules": [*rules], **more}}
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")


def differ(folder: Path, *options: str) -> Ran:
    """Compare the stacks staging and prod."""
    return run("diff", "staging", "prod", *options, root=folder)


def test_the_same_rules_are_no_difference(folder: Path) -> None:
    for stack in ("staging", "prod"):
        declare(folder, stack, entry())
    assert differ(folder) == Ran(0, "", "1 rule the same in staging and prod.\n")


def test_a_field_that_differs_is_shown_with_both_values(folder: Path) -> None:
    declare(folder, "staging", entry(frequency="30 min"))
    declare(folder, "prod", entry(frequency="60 min", action={"emailTeam": "sre"}))
    assert differ(folder) == Ran(
        1,
        "disk_full: action: staging email ops@raxx.app, prod email team sre\n"
        "disk_full: frequency: staging 30 min, prod 60 min\n",
        "0 rules the same in staging and prod.\n",
    )


def test_a_rule_that_one_stack_lacks_is_named_with_the_stack_that_has_it(folder: Path) -> None:
    declare(folder, "staging", entry(), entry(key="a", name="only here"))
    declare(folder, "prod", entry(), entry(key="b", name="only there"))
    ran = differ(folder)
    assert ran.data == "a (only here): only in staging\nb (only there): only in prod\n"
    assert ran.exit_code == 1


def test_a_rule_of_another_key_is_known_by_its_name(folder: Path) -> None:
    declare(folder, "staging", entry(key="old_key", frequency="30 min"))
    declare(folder, "prod", entry(key="new_key", frequency="60 min"))
    assert differ(folder).data == "old_key: frequency: staging 30 min, prod 60 min\n"


def test_a_key_comes_before_a_name(folder: Path) -> None:
    declare(folder, "staging", entry(key="a", name="one"), entry(key="b", name="two"))
    declare(folder, "prod", entry(key="a", name="two"), entry(key="b", name="one"))
    assert differ(folder).data.splitlines() == [
        "a: name: staging one, prod two",
        "b: name: staging two, prod one",
    ]


def test_each_stacks_own_project_is_the_same(folder: Path) -> None:
    declare(folder, "staging", entry(), sentryProject="other-project")
    declare(folder, "prod", entry())
    assert differ(folder).exit_code == 0


def test_a_rule_that_is_elsewhere_than_its_stack_differs(folder: Path) -> None:
    declare(folder, "staging", entry(project="other-project"))
    declare(folder, "prod", entry(enabled=False))
    assert differ(folder).data == (
        "disk_full: project: staging other-project, prod the stack's own\n"
        "disk_full: status: staging live, prod disabled\n"
    )


def test_scripts_get_every_difference_by_name(folder: Path) -> None:
    declare(folder, "staging", entry(), entry(key="a", name="only here"))
    declare(folder, "prod", entry(frequency="60 min"))
    ran = differ(folder, "--json")
    assert (ran.exit_code, json.loads(ran.data)) == (
        1,
        {
            "stacks": ["staging", "prod"],
            "only_in": {"staging": ["a"], "prod": []},
            "differing": {
                "disk_full": [{"field": "frequency", "staging": "30 min", "prod": "60 min"}]
            },
            "same": 0,
        },
    )


def test_a_stack_without_a_file_is_trouble(folder: Path) -> None:
    declare(folder, "staging", entry())
    ran = differ(folder)
    assert (ran.exit_code, ran.data) == (2, "")
    assert "prod" in ran.words


def test_a_name_cannot_rewrite_the_terminal(folder: Path) -> None:
    declare(folder, "staging", entry(name="a \u202e[bold]b"))
    declare(folder, "prod")
    assert "\u202e" not in differ(folder).data
