"""Entries are put into a file by its text: whatever a person wrote there stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infra.config.entry_insertion import NoPlaceError, with_items
from infra.config.yaml_reader import value_of
from tests.engine.conftest import ROOT

RULES = ("config", "raxx:alertRules")
FILES = ("config", "raxx:ruleFiles")
NEW = {"key": "new", "filter": {"message": {"contains": "x"}}, "created": "2026-05-30"}
LINES = """\
    - key: new
      filter:
        message: {contains: x}
      created: "2026-05-30"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("config:\n  raxx:alertRules: []\n", f"config:\n  raxx:alertRules:\n{LINES}"),
        (
            "config:\n  raxx:alertRules: [] # none yet\n  raxx:other: 1\n",
            f"config:\n  raxx:alertRules: # none yet\n{LINES}  raxx:other: 1\n",
        ),
        ("config:\n  raxx:alertRules:\n", f"config:\n  raxx:alertRules:\n{LINES}"),
        ("config:\n  raxx:alertRules: null\n", f"config:\n  raxx:alertRules:\n{LINES}"),
        (
            "config:\n  raxx:alertRules:\n    - key: a\n",
            f"config:\n  raxx:alertRules:\n    - key: a\n{LINES}",
        ),
        (
            "config:\n  raxx:alertRules:\n    - key: a # one\n      # of a\n\n  # of b\n  b: 1\n",
            "config:\n  raxx:alertRules:\n    - key: a # one\n      # of a\n"
            f"{LINES}\n  # of b\n  b: 1\n",
        ),
        (
            "config:\n  a: 1\n# the end\n",
            f"config:\n  a: 1\n  raxx:alertRules:\n{LINES}# the end\n",
        ),
        ("config: {}\n", f"config:\n  raxx:alertRules:\n{LINES}"),
        ("", f"config:\n  raxx:alertRules:\n{LINES}"),
        ("# ours\n", f"# ours\nconfig:\n  raxx:alertRules:\n{LINES}"),
        (
            "encryptionsalt: v1\nconfig:\n    a: 1",
            "encryptionsalt: v1\nconfig:\n    a: 1\n    raxx:alertRules:\n"
            + "".join(f"  {line}\n" for line in LINES.splitlines()),
        ),
        (
            "config:\n  raxx:alertRules:\n  - key: a\n    text: |\n      - b\n  c: 1\n",
            "config:\n  raxx:alertRules:\n  - key: a\n    text: |\n      - b\n"
            + "".join(f"{line[2:]}\n" for line in LINES.splitlines())
            + "  c: 1\n",
        ),
    ],
)
def test_an_entry_is_put_behind_those_that_are_there(before: str, after: str) -> None:
    assert with_items(before, RULES, [NEW]) == after


def test_a_list_of_rules_goes_on_as_it_is_indented() -> None:
    before = "# of web\n- key: a\n\n- key: b # last\n"
    lines = "".join(f"{line[4:]}\n" for line in LINES.splitlines())
    assert with_items(before, (), [NEW]) == before + lines
    assert with_items("[]\n", (), [NEW]) == lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a.yaml]", "[a.yaml, rules/b.yaml]"),
        ("[a.yaml,\n    c.yaml, ] # two", "[a.yaml,\n    c.yaml, rules/b.yaml] # two"),
        ("\n    - a.yaml # first", "\n    - a.yaml # first\n    - rules/b.yaml"),
    ],
)
def test_a_file_is_named_beside_those_that_are_named(before: str, after: str) -> None:
    text = with_items(f"config:\n  raxx:ruleFiles: {before}\n", FILES, ["rules/b.yaml"])
    assert text == f"config:\n  raxx:ruleFiles: {after}\n"


@pytest.mark.parametrize(
    "text",
    [
        "config:\n  raxx:alertRules: [{key: a}]\n",
        "config: {raxx:alertRules: []}\n",
        'config:\n  raxx:alertRules: "[]"\n',
        "a: &x []\nconfig:\n  raxx:alertRules: *x\n",
        "config:\n  raxx:alertRules:\n    - text: |+\n        a\n\n  b: 1\n",
    ],
)
def test_a_list_that_only_a_rewrite_could_add_to_is_refused(text: str) -> None:
    with pytest.raises(NoPlaceError):
        with_items(text, RULES, [NEW])


def test_the_line_breaks_of_another_system_stay() -> None:
    before = "\ufeffconfig:\r\n  raxx:alertRules: []\r\n"
    changed = with_items(before, RULES, [NEW])
    assert changed.startswith("\ufeffconfig:\r\n  raxx:alertRules:\r\n    - key: new\r\n")
    assert changed.count("\n") == changed.count("\r\n")


@pytest.mark.parametrize("name", ["Pulumi.prod.yaml", "Pulumi.sandbox.yaml"])
def test_the_projects_own_files_take_an_entry_and_keep_each_line(name: str) -> None:
    before = (ROOT / name).read_text(encoding="utf-8")
    after = with_items(before, ("config", "raxx-alerts:alertRules"), [NEW])
    assert after.replace(LINES, "") == before


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
_values: st.SearchStrategy[Any] = st.recursive(
    _texts | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_entries = st.lists(st.dictionaries(st.sampled_from("abc"), _values, min_size=1), max_size=3)


@given(_entries, _entries, st.sampled_from([None, False, True]), st.integers(2, 6))
def test_a_file_says_what_it_said_and_the_new_entries(
    old: list[Any], new: list[Any], flow: bool | None, indent: int
) -> None:
    document = {"config": {"raxx:alertRules": old, "raxx:other": "x"}}
    text = yaml.safe_dump(document, default_flow_style=flow, indent=indent, sort_keys=False)
    said = value_of(text)
    try:
        changed = with_items(text, RULES, new)
    except NoPlaceError:
        assert flow is not False
        return
    assert value_of(changed)["config"]["raxx:other"] == "x"
    assert value_of(changed)["config"]["raxx:alertRules"] == [
        *said["config"]["raxx:alertRules"],
        *new,
    ]
