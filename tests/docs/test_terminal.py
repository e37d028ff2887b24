"""Promises of the shell that a page's commands are typed at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.page import blocks
from tests.docs.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Give a shell in an empty folder, where `db.example.com` is another name."""
    names = {"db.example.com": "127.0.0.1"}
    return Terminal(tmp_path, {"PATH": os.environ["PATH"]}, names)


def follow(terminal: Terminal, lines: str, info: str = "console") -> str:
    (block,) = blocks(f"```{info}\n{lines}\n```")
    return terminal.follow(block)


def test_folder_and_exports_last_from_command_to_command(terminal: Terminal) -> None:
    follow(terminal, "$ mkdir below && cd below\n$ export COLOUR='two words'\n$ here=gone")
    assert follow(terminal, '$ echo "${PWD##*/} $COLOUR $here"') == "below two words \n"


def test_a_variable_that_is_unset_stays_so(terminal: Terminal) -> None:
    follow(terminal, "$ export COLOUR=red\n$ unset COLOUR")
    assert follow(terminal, '$ echo "${COLOUR-none}"') == "none\n"


def test_what_goes_to_stderr_is_printed_too(terminal: Terminal) -> None:
    assert follow(terminal, "$ echo warned >&2\nwarned") == "warned\n"


def test_a_name_of_the_page_is_the_one_here_and_is_put_back(terminal: Terminal) -> None:
    follow(terminal, "$ host=db.example.com; echo ${#host} $host\n9 db.example.com")


def test_a_command_that_fails_is_told_with_its_place(terminal: Terminal) -> None:
    with pytest.raises(AssertionError, match=r"line 3: exit 3\nexit code 3, not 0"):
        follow(terminal, "$ true\n$ exit 3\n$ touch never")
    assert not (terminal.folder / "never").exists()


def test_a_command_that_is_to_fail_and_does_not_is_told(terminal: Terminal) -> None:
    follow(terminal, "$ exit 7", info="console exit=7")
    with pytest.raises(AssertionError, match="exit code 0, not 7"):
        follow(terminal, "$ true", info="console exit=7")


def test_output_that_the_page_has_otherwise_is_told(terminal: Terminal) -> None:
    with pytest.raises(AssertionError, match=r"(?s)line 2: echo two.*-one\n\+two"):
        follow(terminal, "$ echo two\none")


def test_a_question_gets_no_answer(terminal: Terminal) -> None:
    assert follow(terminal, "$ read answer || echo nobody\nnobody")
