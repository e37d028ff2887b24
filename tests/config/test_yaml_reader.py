"""Promises of reading a stack file: the engine's own understanding, and the place of each part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.config.stack_files import as_text
from infra.config.yaml_reader import Span, UnreadableError, read
from tests.engine.cli import find_cli, pulumi_in

WORDS: list[tuple[str, Any]] = [
    ("yes", "yes"),
    ("on", "on"),
    ("y", "y"),
    ("No", "No"),
    ("TRUE", True),
    ("false", False),
    ("~", None),
    ("Null", None),
    ("0o14", 12),
    ("014", 12),
    ("08", 8),
    ("1_000", 1000),
    ("0x1f", 31),
    ("-0x1f", -31),
    ("0b11", 3),
    ("+5", 5),
    ("60:00", "60:00"),
    ("1e3", 1000),
    (".5", 0.5),
    ("1.50", 1.5),
    ("1e400", "1e400"),
    ("NaN", "NaN"),
    ("2026-05-30", "2026-05-30 00:00:00 +0000 UTC"),
    ("2026-5-3", "2026-05-03 00:00:00 +0000 UTC"),
    ("2026-05-30T10:00:00Z", "2026-05-30 10:00:00 +0000 UTC"),
    ("2026-13-45", "2026-13-45"),
    ('"2026-05-30"', "2026-05-30"),
    ("'014'", "014"),
    ("5m", "5m"),
]
"""Plain words and what the engine makes of them (CLI 3.260.0)."""


def unreadable(text: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(("word", "value"), WORDS)
def test_a_word_is_read_as_the_engine_reads_it(word: str, value: Any) -> None:
    assert read(f"a: [{word}]").value == {"a": [value]}


@pytest.mark.skipif(find_cli() is None, reason="there is no Pulumi CLI here")
def test_the_real_engine_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: words\nruntime: python\n", encoding="utf-8")
    listed = ", ".join(word for word, _ in WORDS)
    text = f"config:\n  words:all: [{listed}]\n  words:top: 1_000\n  words:other: True\n"
    pulumi = pulumi_in(tmp_path, tmp_path)
    pulumi("stack", "init", "test")
    (tmp_path / "Pulumi.test.yaml").write_text(text, encoding="utf-8")
    shown = json.loads(pulumi("config", "--json", "--stack", "test"))
    theirs = {key.removeprefix("words:"): entry for key, entry in shown.items()}
    ours = {key.removeprefix("words:"): value for key, value in read(text).value["config"].items()}
    assert theirs["all"]["objectValue"] == ours["all"]
    assert [theirs[key]["value"] for key in ("top", "other")] == [
        as_text(ours[key]) for key in ("top", "other")
    ]


def test_each_part_has_its_place() -> None:
    places = read("a:\n  - {b: 1, c: 'x y'}\n").places
    assert places["a", 0, "c"].value == Span(2, 15, 20)


def test_each_key_has_its_place() -> None:
    assert read("a:\n  - {b: 1, c: 'x y'}\n").places["a", 0, "c"].key == Span(2, 12, 13)


def test_a_value_that_is_a_comment_to_yaml_is_where_the_comment_is() -> None:
    assert read("a: 1\nissue: #3135\n").places[("issue",)].value == Span(2, 8, 13)


def test_a_value_that_is_not_there_is_where_its_key_is() -> None:
    assert read("a: 1\nissue:\nb: 2\n").places[("issue",)].value == Span(2, 1, 6)


def test_what_an_anchor_brings_in_is_where_it_is_written() -> None:
    places = read("a: &x {k: 1}\nb: {<<: *x, l: 2}\n").places
    assert places["b", "k"].value == Span(1, 11, 12)


def test_merged_keys_give_way_to_a_mappings_own() -> None:
    document = read("a: &x {k: 1, m: 3}\nb: {k: 2, <<: *x}\n").value
    assert document["b"] == {"k": 2, "m": 3}


def test_an_alias_is_read_as_what_it_names() -> None:
    assert read("a: &x [1]\nb: *x\n").value == {"a": [1], "b": [1]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x [*x]\n", 1),
        (
            "a: &a [x]\n"
            + "".join(f"{n}: &{n} [{', '.join([f'*{chr(ord(n) - 1)}'] * 10)}]\n" for n in "bcdefg"),
            None,
        ),
        ("a: &a {x: 1}\n" + "b: &b {<<: [" + ", ".join(["*a"] * 5000) + "]}\n", None),
    ],
)
def test_aliases_that_blow_the_file_up_are_refused(text: str, line: int | None) -> None:
    error = unreadable(text)
    assert "aliases" in error.text
    assert line in (None, error.span.line)


@pytest.mark.parametrize(
    ("text", "span", "told"),
    [
        ("a:\n\tb: 1\n", Span(2, 1, 2), "there is a tab here; YAML indents with spaces only"),
        ("a: 1\n---\nb: 2\n", Span(2, 1, 2), "a second document begins here"),
        ("a: [1\nb: 2\n", Span(2, 2, 3), "is not YAML: "),
        ("a: {b: 1\n", Span(2, 1, 2), "is not YAML: "),
        ("a: 1\nb: x\x1b\n", Span(2, 5, 6), "the character U+001B is not allowed"),
        ("? [a]\n: 1\n", Span(1, 3, 6), "a key must be a word"),
        ("a: *nobody\n", Span(1, 4, 5), "is not YAML: "),
        ("[" * 3000, Span(1, 1, 2), "nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(text: str, span: Span, told: str) -> None:
    error = unreadable(text)
    assert (error.span, told in error.text) == (span, True)


def test_an_empty_file_says_nothing() -> None:
    assert read("").value is None
