"""Promises of foreign text on a terminal: one line, nothing that rewrites the screen, no secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.base.redaction import remember_secret
from infra.base.terminal_text import printable, quoted


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain words, — and é", "plain words, — and é"),
        ("two\r\nlines\tand  more\n", "two lines and more"),
        ("bell\x07", r"bell\x07"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x08b", r"a\x08b"),
        ("right\u202eleft", r"right\u202eleft"),
        ("zero\u200bwidth\u200djoiner", r"zero\u200bwidth\u200djoiner"),
        ("half a pair \ud800", r"half a pair \ud800"),
        ("", ""),
    ],
)
def test_foreign_text_cannot_write_on_the_terminal(foreign: str, shown: str) -> None:
    assert printable(foreign) == shown


def test_foreign_text_of_the_limit_is_shown_whole() -> None:
    assert printable("x" * 300) == "x" * 300


def test_foreign_text_over_the_limit_is_cut_and_says_so() -> None:
    assert printable("x" * 301) == "x" * 299 + "…"


def test_the_limit_can_be_chosen() -> None:
    assert printable("abcdef", 4) == "abc…"


def test_escapes_count_towards_the_limit() -> None:
    assert len(printable("\x07" * 100, 60)) == 60


@given(st.text())
def test_whatever_comes_is_shown_as_one_printable_line(foreign: str) -> None:
    shown = printable(foreign)
    assert shown.isprintable()
    assert len(shown) <= 300


@pytest.mark.parametrize("shown_of_it", range(1, 26))
def test_a_secret_at_the_cut_is_hidden_before_it_is_cut(shown_of_it: int) -> None:
    secret = "Zx9-fake-token-0123456789"
    remember_secret(secret)
    text = "." * (300 - shown_of_it) + secret + "!" * 300
    assert not any(letter in printable(text) for letter in "Zx9fk")


def test_a_secret_that_holds_line_breaks_is_hidden_before_they_become_spaces() -> None:
    remember_secret("Zx9\n\nfake")
    assert printable("it is Zx9\n\nfake") == "it is [redacted]"


def test_a_secret_that_quotes_would_escape_is_hidden() -> None:
    remember_secret("Zx9\\fake")
    assert quoted("Zx9\\fake") == "'[redacted]'"
