"""Promises of rules in files of their own: none is silently left out, mistakes name the file."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.base.errors import ConfigError
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.yaml_reader import read
from tests.config.test_yaml_reader import WORDS
from tests.factories import config, entry


def named(name: str, **changes: Any) -> dict[str, Any]:
    return entry(key=name, name=name, **changes)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project with two files of rules."""
    write(tmp_path, "b.yaml", [named("three")])
    write(tmp_path, "a.yaml", [named("one"), named("two")])
    return tmp_path


def write(root: Path, name: str, document: object) -> None:
    path = root / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


def loaded(root: Path, *files: str) -> Settings:
    whole, places = load_rule_files(config(alertRules=[named("zero")], ruleFiles=list(files)), root)
    return Settings.load(whole, "raxx-alerts", places)


def refusal(root: Path, *files: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(root, *files)
    return str(caught.value)


def test_the_rules_of_files_come_after_those_of_the_stack_file(root: Path) -> None:
    rules = loaded(root, "rules/b.yaml", "rules/a.yaml").alert_rules
    assert [rule.key for rule in rules] == ["zero", "three", "one", "two"]


def test_a_pattern_stands_for_its_files_by_name(root: Path) -> None:
    rules = loaded(root, "rules/*.yaml").alert_rules
    assert [rule.key for rule in rules] == ["zero", "one", "two", "three"]


def test_a_file_that_is_named_twice_is_read_once(root: Path) -> None:
    assert len(loaded(root, "rules/a.yaml", "rules/*.yaml").alert_rules) == 4


def test_without_files_the_config_stays_as_it_is(root: Path) -> None:
    assert load_rule_files(config(), root) == (config(), {})


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("rules/c.yaml", "ruleFiles[0]: 'rules/c.yaml': there is no such file"),
        ("rules/*.yml", "ruleFiles[0]: 'rules/*.yml': there is no such file"),
        ("../a.yaml", "ruleFiles[0]: '../a.yaml' leads out of the project"),
        ("/etc/passwd", "ruleFiles[0]: '/etc/passwd' leads out of the project"),
        ("", "ruleFiles[0]: '' is not a path"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(root: Path, pattern: str, reason: str) -> None:
    assert reason in refusal(root, pattern)


@pytest.mark.parametrize("document", [{"rules": []}, "rules", None, {}])
def test_a_file_of_no_entries_is_refused(root: Path, document: object) -> None:
    write(root, "a.yaml", document)
    told = "rules/a.yaml: is neither a list of rules nor a mapping of lists"
    assert told in refusal(root, "rules/a.yaml")


def test_a_key_of_a_file_that_is_no_list_is_refused(root: Path) -> None:
    write(root, "a.yaml", {"alertRules": {}})
    assert "rules/a.yaml: alertRules is not a list" in refusal(root, "rules/a.yaml")


def test_a_file_that_is_no_yaml_is_refused_with_the_place(root: Path) -> None:
    (root / "rules/a.yaml").write_text("- name: [", encoding="utf-8")
    assert "rules/a.yaml:1:10: is not YAML" in refusal(root, "rules/a.yaml")


@pytest.mark.parametrize("word", [word for word, _ in WORDS])
def test_a_word_means_in_a_rule_file_what_it_means_in_the_stack_file(root: Path, word: str) -> None:
    entries = f"- key: moved\n  filter: {{message: {{contains: {word}}}}}\n"
    (root / "rules/a.yaml").write_text(entries, encoding="utf-8")
    whole, _ = load_rule_files({"alertRules": [], "ruleFiles": ["rules/a.yaml"]}, root)
    assert whole["alertRules"] == read(entries).value


def test_a_key_that_is_written_twice_is_refused_as_in_the_stack_file(root: Path) -> None:
    (root / "rules/a.yaml").write_text("- name: one\n  key: a\n  name: two\n", encoding="utf-8")
    told = "rules/a.yaml:3:3: 'name' is written twice, first on line 1"
    assert told in refusal(root, "rules/a.yaml")


def test_a_mistake_names_the_file_and_the_place_in_it(root: Path) -> None:
    write(root, "a.yaml", [named("one"), named("two", frequency="60")])
    assert "\n  rules/a.yaml[1].frequency: '60' is not a duration" in refusal(root, "rules/a.yaml")


def test_a_mistake_in_the_stack_file_names_its_key(root: Path) -> None:
    broken = config(alertRules=[named("zero", frequency="60")], ruleFiles=["rules/a.yaml"])
    whole, places = load_rule_files(broken, root)
    with pytest.raises(ConfigError, match=r"\n  raxx-alerts:alertRules\[0\]\.frequency: '60'"):
        Settings.load(whole, "raxx-alerts", places)


def test_a_value_that_reads_like_a_place_is_shown_as_it_is(root: Path) -> None:
    write(root, "a.yaml", [named("one", frequency="alertRules[1]")])
    text = refusal(root, "rules/a.yaml")
    assert "\n  rules/a.yaml[0].frequency: 'alertRules[1]' is not a duration" in text


def test_a_name_in_two_files_is_refused_with_both_places(root: Path) -> None:
    write(root, "b.yaml", [named("one")])
    text = refusal(root, "rules/*.yaml")
    assert "rules/a.yaml[0].name and rules/b.yaml[0].name: 2 rules have the name 'one'" in text


def test_a_config_that_is_no_list_is_left_to_the_settings(root: Path) -> None:
    broken = {"alertRules": json.dumps({"a": 1}), "ruleFiles": json.dumps(["rules/a.yaml"])}
    assert load_rule_files(broken, root) == (broken, {})


def test_a_file_may_have_rules_and_monitors(root: Path) -> None:
    monitor = {"name": "nightly backup", "cron": {"schedule": "0 3 * * *"}}
    write(root, "a.yaml", {"alertRules": [named("one")], "monitors": [monitor]})
    whole, places = load_rule_files(config(alertRules=[], ruleFiles=["rules/a.yaml"]), root)
    assert (whole["alertRules"], whole["monitors"]) == ([named("one")], [monitor])
    assert str(places["monitors"][0]) == "rules/a.yaml:monitors[0]"


def test_a_mistake_in_a_file_of_both_names_the_list_in_it(root: Path) -> None:
    write(root, "a.yaml", {"alertRules": [named("one", frequency="60")]})
    assert "\n  rules/a.yaml:alertRules[0].frequency: '60'" in refusal(root, "rules/a.yaml")
