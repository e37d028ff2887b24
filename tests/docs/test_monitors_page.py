"""docs/monitors.md says what the models take, and its examples are taken without a warning."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from pydantic import BaseModel

from infra.config.json_schema import stack_file_schema
from infra.config.monitor_descriptions import MONITOR_WORDS
from infra.config.stack_files import descriptions
from infra.lint.files import Project, judge
from infra.monitors.monitor import Monitor
from tests.docs.monitors_page import END, LEFT_OUT, PAGE, START, default_of, rendered
from tests.lint.files import DEFAULTS, NAMESPACE, clean, rule, written

TEXT = PAGE.read_text(encoding="utf-8")
ENTRIES: list[dict[str, Any]] = [
    entry
    for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
    for entry in yaml.safe_load(block)
]
RULES = [entry for entry in ENTRIES if "condition" in entry]
MONITORS = [entry for entry in ENTRIES if "condition" not in entry]
STACK = clean(
    alertRules=[
        *RULES,
        rule(monitors=[Monitor.model_validate(entry).key for entry in MONITORS]),
    ],
    monitors=MONITORS,
)


def test_the_page_has_the_tables_of_every_kind_as_they_are_now() -> None:
    assert TEXT.count(START) == TEXT.count(END) == 1
    assert rendered(TEXT) == TEXT, "run make kinds"


def test_the_examples_show_every_kind() -> None:
    assert {Monitor.model_validate(entry).kind for entry in MONITORS} == {
        *("cron", "uptime", "metric", "raw")
    }


def test_lint_has_nothing_to_say_of_the_examples() -> None:
    project = Project(PAGE.parents[1], NAMESPACE, DEFAULTS)
    found = judge("Pulumi.test.yaml", written(STACK), project)[1]
    assert [one.message for one in found if one.check != "runbook"] == []


def test_the_schema_takes_the_examples() -> None:
    schema = Draft7Validator(stack_file_schema(NAMESPACE, descriptions()))
    keyed = {f"{NAMESPACE}:{key}": value for key, value in STACK.items()}
    assert [error.message for error in schema.iter_errors({"config": keyed})] == []


def test_the_file_of_rules_and_monitors_that_large_stacks_shows_is_taken(tmp_path: Path) -> None:
    text = (PAGE.parent / "large-stacks.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(alertRules:.*?)```", text, re.S)
    (tmp_path / "team.yaml").write_text(shown, encoding="utf-8")
    stack = clean(alertRules=[], configVarChecks=None, ruleFiles=["team.yaml"])
    project = Project(tmp_path, NAMESPACE, DEFAULTS)
    assert judge("Pulumi.test.yaml", written(stack), project)[1] == []


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (model, name)
        for model, words in MONITOR_WORDS.items()
        for name in words
        if default_of(model, name) and default_of(model, name) != "true"
    ],
)
def test_editors_are_told_the_default_that_the_model_has(model: type[BaseModel], name: str) -> None:
    assert MONITOR_WORDS[model][name].partition(LEFT_OUT)[2] == default_of(model, name)
