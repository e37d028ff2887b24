"""Promises of what two stacks of the project may declare: never the same alert."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.base.errors import ConfigError
from infra.config.rival_stacks import expect_no_clash
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from tests.factories import config, entry


def write(folder: Path, stack: str, **changes: Any) -> None:
    """Write a stack file; `None` leaves a key out."""
    clean = {
        "sentryOrganization": "moosequest",
        "sentryProject": "trademaster-raptor",
        "alertRules": [entry()],
    }
    kept = {k: v for k, v in (clean | changes).items() if v is not None}
    document = {"config": {f"raxx-alerts:{key}": value for key, value in kept.items()}}
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")


def expect_none(folder: Path, **changes: Any) -> None:
    settings = Settings.load(config(**changes), "raxx-alerts")
    expect_no_clash(settings, "staging", "raxx-alerts", folder)


def test_a_rule_of_another_stack_for_the_same_project_is_refused_with_both_places(
    tmp_path: Path,
) -> None:
    write(tmp_path, "prod", alertRules=[entry(name="other", key="other"), entry()])
    with pytest.raises(ConfigError) as refused:
        expect_none(tmp_path)
    assert refused.value.message.splitlines() == [
        "Pulumi.staging.yaml declares alerts of another stack:",
        "  raxx-alerts:alertRules[0].name: 'disk full' is a rule of Pulumi.prod.yaml for project "
        "'trademaster-raptor' too; both would manage the same alert",
    ]


def test_every_rule_that_two_stacks_declare_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "prod", alertRules=[entry(), entry(name="two", key="two")])
    write(tmp_path, "demo", sentryUrl="https://sentry.io/")
    with pytest.raises(ConfigError) as refused:
        expect_none(tmp_path, alertRules=[entry(), entry(name="two", key="two")])
    told = refused.value.message.splitlines()[1:]
    assert [line.split(" for ")[0] for line in told] == [
        "  raxx-alerts:alertRules[0].name: 'disk full' is a rule of Pulumi.demo.yaml",
        "  raxx-alerts:alertRules[0].name: 'disk full' is a rule of Pulumi.prod.yaml",
        "  raxx-alerts:alertRules[1].name: 'two' is a rule of Pulumi.prod.yaml",
    ]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"sentryProject": "other-project"},
        {"sentryOrganization": "another"},
        {"sentryUrl": "https://de.sentry.io"},
        {"alertRules": [entry(name="another name")]},
        {"alertRules": [entry(project="other-project")]},
        {"alertRules": None},
    ],
)
def test_a_stack_for_another_place_or_of_other_names_is_no_clash(
    tmp_path: Path, elsewhere: dict[str, Any]
) -> None:
    write(tmp_path, "prod", **elsewhere)
    expect_none(tmp_path)


def test_a_stack_does_not_clash_with_its_own_file(tmp_path: Path) -> None:
    write(tmp_path, "staging")
    expect_none(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[", "just words", "config: none", "config: {a: 1}", "a: \xff", "[" * 5000]
)
def test_what_is_wrong_with_another_stacks_file_is_not_this_stacks_concern(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_bytes(text.encode("latin-1"))
    expect_none(tmp_path)


@pytest.mark.parametrize("rules", [None, "text", 5, [None, 5, {}], {"name": "disk full"}])
def test_rules_of_another_stack_that_are_no_rules_are_passed_over(
    tmp_path: Path, rules: Any
) -> None:
    write(tmp_path, "prod", alertRules=rules)
    expect_none(tmp_path)


def test_a_rule_that_the_other_stack_keeps_in_a_file_of_its_own_is_refused_too(
    tmp_path: Path,
) -> None:
    write(tmp_path, "prod", alertRules=[], ruleFiles=["rules/*.yaml"])
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "disk.yaml").write_text(yaml.safe_dump([entry()]), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"is a rule of Pulumi\.prod\.yaml"):
        expect_none(tmp_path)


def test_a_rule_in_a_file_of_its_own_is_refused_with_its_place_there(tmp_path: Path) -> None:
    write(tmp_path, "prod")
    (tmp_path / "a.yaml").write_text(yaml.safe_dump([entry()]), encoding="utf-8")
    whole, places = load_rule_files(config(alertRules=[], ruleFiles=["a.yaml"]), tmp_path)
    settings = Settings.load(whole, "raxx-alerts", places)
    with pytest.raises(ConfigError, match=r"\n  a\.yaml\[0\]\.name: 'disk full' is a rule of"):
        expect_no_clash(settings, "staging", "raxx-alerts", tmp_path, places)


def test_a_rule_of_the_same_project_is_refused_however_the_project_is_written(
    tmp_path: Path,
) -> None:
    write(tmp_path, "prod", sentryProject="other", alertRules=[entry(project="trademaster-raptor")])
    with pytest.raises(ConfigError, match=r"is a rule of Pulumi\.prod\.yaml"):
        expect_none(tmp_path)


def test_what_both_stacks_have_from_the_project_is_the_same_place(tmp_path: Path) -> None:
    shared = {"sentryOrganization": "moosequest", "sentryProject": {"value": "trademaster-raptor"}}
    project = {"name": "raxx-alerts", "config": shared}
    (tmp_path / "Pulumi.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    write(tmp_path, "prod", sentryOrganization=None, sentryProject=None)
    with pytest.raises(ConfigError, match=r"is a rule of Pulumi\.prod\.yaml"):
        expect_none(tmp_path)


BACKUP: dict[str, Any] = {"name": "nightly backup", "cron": {"schedule": "0 3 * * *"}}


def test_a_monitor_of_another_stack_for_the_same_project_is_refused_with_both_places(
    tmp_path: Path,
) -> None:
    write(tmp_path, "prod", alertRules=[], monitors=[{"name": "x", "raw": {}}, BACKUP])
    with pytest.raises(ConfigError) as refused:
        expect_none(tmp_path, monitors=[BACKUP])
    assert refused.value.message.splitlines() == [
        "Pulumi.staging.yaml declares monitors of another stack:",
        "  raxx-alerts:monitors[0].name: 'nightly backup' is a monitor of Pulumi.prod.yaml for "
        "project 'trademaster-raptor' too; both would manage the same monitor",
    ]


@pytest.mark.parametrize("claim", [7102, "https://moosequest.sentry.io/monitors/7102/"])
def test_a_monitor_that_another_stack_adopts_by_its_id_is_refused(
    tmp_path: Path, claim: object
) -> None:
    elsewhere = {**BACKUP, "name": "another", "project": "web", "monitor": "7102"}
    write(tmp_path, "prod", alertRules=[], monitors=[elsewhere])
    with pytest.raises(ConfigError, match=r"\[0\]\.monitor: 7102 is the ID of a monitor"):
        expect_none(tmp_path, monitors=[{**BACKUP, "monitor": claim}])


def test_a_raw_monitor_is_the_one_of_its_type(tmp_path: Path) -> None:
    raw = {"name": BACKUP["name"], "raw": {"type": "monitor_check_in_failure", "dataSources": []}}
    write(tmp_path, "prod", alertRules=[], monitors=[raw])
    with pytest.raises(ConfigError, match="'nightly backup' is a monitor of"):
        expect_none(tmp_path, monitors=[BACKUP])


@pytest.mark.parametrize(
    "elsewhere",
    [
        {**BACKUP, "name": "another"},
        {**BACKUP, "project": "web"},
        {"name": BACKUP["name"], "uptime": {"url": "https://api.raxx.app/"}},
        {"name": "another", "cron": BACKUP["cron"], "monitor": "7103"},
        None,
        "text",
    ],
)
def test_a_monitor_of_another_name_project_type_or_id_is_no_clash(
    tmp_path: Path, elsewhere: object
) -> None:
    write(tmp_path, "prod", alertRules=[], monitors=[elsewhere])
    expect_none(tmp_path, monitors=[{**BACKUP, "monitor": "7102"}])


def test_a_rule_and_a_monitor_of_one_name_are_no_clash(tmp_path: Path) -> None:
    write(tmp_path, "prod", alertRules=[entry(name=BACKUP["name"], key="backup")])
    expect_none(tmp_path, monitors=[BACKUP])


def test_rules_and_monitors_of_another_stack_are_told_together(tmp_path: Path) -> None:
    write(tmp_path, "prod", monitors=[BACKUP])
    with pytest.raises(ConfigError) as refused:
        expect_none(tmp_path, monitors=[BACKUP])
    assert refused.value.message.splitlines()[0] == (
        "Pulumi.staging.yaml declares alerts and monitors of another stack:"
    )
    assert "give the rule or monitor another name" in str(refused.value)
