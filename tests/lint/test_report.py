"""How findings are told: to a person, to a script, and to GitHub."""

from __future__ import annotations

import json

import pytest

from infra.base.redaction import remember_secret
from infra.config.yaml_reader import Span
from infra.lint.codes import ERRORS, WARNINGS, Finding
from infra.lint.report import as_github, as_json, as_text, summary


def finding(**overrides: object) -> Finding:
    source = "      condition: {atLeast: 1, within: 5min}"
    clean = Finding("Pulumi.prod.yaml", Span(17, 39, 43), "value", "a.b", "it is wrong", source)
    return clean._replace(**overrides)  # type: ignore[arg-type]


def test_a_person_sees_place_problem_check_and_the_text_underlined() -> None:
    assert as_text([finding()]) == (
        "Pulumi.prod.yaml:17:39: error: a.b: it is wrong [value]\n"
        "  17 |       condition: {atLeast: 1, within: 5min}\n"
        "     |                                       ^^^^"
    )


def test_a_warning_says_so() -> None:
    assert ": warning: " in as_text([finding(check="overlap")])


def test_a_finding_of_the_whole_file_has_no_line_below_it() -> None:
    assert as_text([finding(path="", source="")]) == (
        "Pulumi.prod.yaml:17:39: error: it is wrong [value]"
    )


def test_the_carets_stand_below_wide_letters_too() -> None:
    source = "name: 警报 5min"
    text = as_text([finding(source=source, span=Span(1, 10, 14))])
    _, line, carets = text.split("\n")
    assert carets.index("^") - line.index("n") == len("name: ") + 2 * 2 + 1


def test_a_line_cannot_write_on_the_terminal() -> None:
    text = as_text([finding(source="x: \x1b[2J\u202e5min", span=Span(1, 4, 9))])
    assert all(line.isprintable() for line in text.split("\n"))


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    source = "x" * 500 + "5min" + "y" * 500
    _, line, carets = as_text([finding(source=source, span=Span(1, 501, 505))]).split("\n")
    assert (len(line) < 150, line[carets.index("^") :][:4]) == (True, "5min")


def test_what_is_remembered_as_secret_is_shown_in_no_form() -> None:
    remember_secret("sntryu_0123456789")
    leaky = finding(text="'sntryu_0123456789' is wrong", source="a: sntryu_0123456789")
    forms = (as_text([leaky]), as_github([leaky]), json.dumps(as_json([leaky])))
    assert ["0123456789" in form for form in forms] == [False] * 3


def test_a_script_gets_every_part_by_name() -> None:
    assert as_json([finding()]) == [
        {
            "file": "Pulumi.prod.yaml",
            "line": 17,
            "column": 39,
            "endColumn": 43,
            "severity": "error",
            "check": "value",
            "path": "a.b",
            "message": "a.b: it is wrong",
            "docs": "docs/lint.md#value",
        }
    ]


def test_github_gets_an_annotation_of_the_line() -> None:
    assert as_github([finding()]) == (
        "::error file=Pulumi.prod.yaml,line=17,col=39,endColumn=43,"
        "title=value (docs/lint.md#value)::a.b: it is wrong"
    )


@pytest.mark.parametrize(
    ("written", "escaped"),
    [("100 %", "100 %25"), ("a::b", "a::b"), ("a,b", "a,b"), ("::set-env::", "::set-env::")],
)
def test_a_message_cannot_end_githubs_command(written: str, escaped: str) -> None:
    assert as_github([finding(path="", text=written)]).partition(")::")[2] == escaped


def test_a_file_name_cannot_add_properties_to_githubs_command() -> None:
    line = as_github([finding(file="a,line=1::b%.yaml")])
    assert line.startswith("::error file=a%2Cline=1%3A%3Ab%25.yaml,line=17,")


def test_no_finding_takes_more_than_one_line_of_githubs() -> None:
    assert "\n" not in as_github([finding(text="one\ntwo\r\nthree")])


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], "0 errors, 0 warnings in 2 stack files."),
        ([finding()], "1 error, 0 warnings in 2 stack files."),
        ([finding(), finding(check="overlap")], "1 error, 1 warning in 2 stack files."),
    ],
)
def test_the_last_line_counts(found: list[Finding], told: str) -> None:
    assert summary(found, 2) == told


def test_no_check_is_an_error_and_a_warning() -> None:
    assert not ERRORS.keys() & WARNINGS.keys()
