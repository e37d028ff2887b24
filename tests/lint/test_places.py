"""Every complaint of the program is lint's too, and stands inside the entry that it is about."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from infra.config.settings import Settings
from infra.lint.codes import Finding
from infra.lint.files import Project, judge
from infra.rules.actions import Action
from infra.rules.filters import Filter
from infra.rules.kinds import kinds
from tests.config.test_fuzz_config import GOOD, PATHS, mutants, values, words
from tests.factories import as_text
from tests.lint.files import DEFAULTS, NAMESPACE, clean, marked, written

PROJECT = Project(Path("nowhere"), NAMESPACE, DEFAULTS)
PLAIN = {key: value for key, value in GOOD.items() if key != "vaultPaths"}


def errors(text: str) -> list[Finding]:
    return [one for one in judge("Pulumi.test.yaml", text, PROJECT)[1] if one.severity == "error"]


def complaints(data: dict[str, Any]) -> set[str]:
    """Return what the program complains of, as the engine hands the config to it."""
    config = DEFAULTS | {key: as_text(value) for key, value in data.items()}
    return {str(problem) for problem in Settings.examine(config)[1]}


def area(text: str, path: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where the entry that a path begins with stands, by PyYAML's own marks."""
    top = re.match(r"(\w+)(?:\[(\d+)\])?", path)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    (_, config), *_ = node.value
    for key, value in config.value:
        if top and key.value == f"{NAMESPACE}:{top[1]}":
            listed = isinstance(value, yaml.SequenceNode) and top[2] is not None
            entry = value.value[int(top[2])] if listed else value
            start = entry if listed else key
            return _at(start.start_mark), _at(entry.end_mark)
    return _at(node.start_mark), _at(node.end_mark)


def _at(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a good config with one to three parts changed, all of it fit to be written as YAML."""
    data = copy.deepcopy(PLAIN)
    paths = [path for path in PATHS if path[0] in PLAIN]
    for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3)):
        here: Any = data
        try:
            for step in path[:-1]:
                here = here[step]
            match draw(st.sampled_from(["replace", "remove", "misspell"])):
                case "replace":
                    here[path[-1]] = draw(words | st.integers() | st.lists(words, max_size=2))
                case "remove":
                    del here[path[-1]]
                case "misspell":
                    here[f"{path[-1]}x"] = here.pop(path[-1])
        except (AttributeError, TypeError, KeyError, IndexError):
            continue  # an earlier change took this path away
    return data


@given(mutants())
@example({key: as_text(value) for key, value in GOOD.items()})
def test_lint_complains_of_what_the_program_complains_of(data: dict[str, str]) -> None:
    # A colon makes it no config key at all, and YAML takes no longer one without a question mark.
    data = {key: value for key, value in data.items() if ":" not in key and len(key) < 1000}
    told = {f"{one.path}: {one.text}" for one in errors(written(data)) if one.check != "secret"}
    assert told == complaints(data)


@given(changed(), st.sampled_from([None, True, False]))
def test_each_complaint_stands_inside_the_entry_that_it_is_about(
    data: dict[str, Any], flow: bool | None
) -> None:
    keyed = {f"{NAMESPACE}:{key}": value for key, value in data.items()}
    text = yaml.safe_dump({"config": keyed}, default_flow_style=flow, allow_unicode=True, width=70)
    for one in errors(text):
        start, end = area(text, one.path.rpartition(" and ")[2])
        assert start <= (one.span.line, one.span.column) <= end, one


@given(changed())
def test_each_complaint_underlines_something(data: dict[str, Any]) -> None:
    for one in errors(written(data)):
        assert marked(one).strip(), one


@pytest.mark.parametrize(
    ("changes", "underlined"),
    [
        ({"condition": {"atLeast": 1, "within": "5min"}}, '"5min"'),
        ({"condition": {"atLeast": 1, "within": "5m", "whithin": 1}}, '"whithin"'),
        ({"frequency": 60}, "60"),
        ({"filter": {"message": {"contain": "x"}}}, '"contain"'),
        ({"action": [{"email": "ops@raxx.app"}, {"email": "ops"}]}, '"ops"'),
        ({"action": []}, "[]"),
        ({"condition": {"atLeast": 1}}, "{"),
        ({"created": "yesterday"}, '"yesterday"'),
    ],
)
def test_what_is_wrong_is_what_is_underlined(changes: dict[str, Any], underlined: str) -> None:
    (rule,) = clean()["alertRules"]
    (one,) = errors(written(clean(alertRules=[rule | changes])))
    assert marked(one) == underlined


def test_a_secret_that_nothing_reads_is_underlined_at_its_name() -> None:
    (one,) = errors(written(clean(vaultPaths={"SENTRY_TOKEN": "/a/b"})))
    assert marked(one) == '"SENTRY_TOKEN"'


@given(st.recursive(values, lambda inner: st.dictionaries(words, inner, max_size=3)))
def test_no_stack_file_makes_lint_fail(value: Any) -> None:
    for config in (value, {f"{NAMESPACE}:alertRules": value}, {f"{NAMESPACE}:vaultPaths": value}):
        judge("Pulumi.test.yaml", written_as_is({"config": config}), PROJECT)


@given(
    st.sampled_from(sorted({kind.type for kind in kinds(Filter).values()} - {""} | {"x"})),
    values | st.dictionaries(st.sampled_from(["value", "match", "filters"]), values, max_size=3),
    values,
    st.sampled_from(["all", "any", "none"]),
    st.sampled_from(sorted({kind.type for kind in kinds(Action).values()} - {""} | {"x"})),
)
def test_no_raw_part_makes_lint_fail(
    type_: str, some: Any, result: Any, match: str, action_type: str
) -> None:
    part = {"raw": {"type": type_, "comparison": some, "conditionResult": result}}
    data = {"additionalFields": some, "tags": result, "settings": [some]}
    config = {"targetType": result, "targetDisplay": some, "targetIdentifier": some}
    action = {"raw": {"type": action_type, "data": data, "config": config}}
    parts = {"condition": [{"newIssue": True}, part], "filter": [part, part], "action": [action]}
    rule = clean()["alertRules"][0] | parts | {"conditionMatch": match, "filterMatch": match}
    found = errors(written(clean(alertRules=[rule])))
    # YAML takes no key of a thousand letters, and Sentry not every character.
    assert all(one.check == "yaml" or "Sentry cannot store" in one.text for one in found)


@given(st.text(st.sampled_from("ab:-[]{}#&*!|>'\"%@`,?\t\n \\<0é\u2028\x00")))
def test_no_text_makes_lint_fail(text: str) -> None:
    judge("Pulumi.test.yaml", text, PROJECT)


def written_as_is(value: Any) -> str:
    return written({}).replace('"config": {}', f'"config": {as_text(value)}')
