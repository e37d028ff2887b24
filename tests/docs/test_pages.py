"""Each command that a page shows is run by a test of this folder, or is excused with a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

import infra.__main__ as command_line
from tests.docs.page import blocks
from tests.engine.conftest import ROOT

PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
NOT_RUN = {
    "README.md": "clones the project, runs all tests, and needs a Sentry of the reader's own",
    "docs/decisions/dependencies.md": "asks package registries",
    "docs/sentry-api-rules.md": "installs a package and its plugin: tests/rules_api, in a venv",
}
"""Pages whose console blocks no test runs, and why."""

PROMPTS = {
    "docs/runbooks/skipped_no_postmark_token.md": "`fix` prompts: docs/fixing.md has it without",
}
"""Pages that show a command outside of a console block, and why."""

_FENCED = re.compile(r"^ *```(\S*).*?\n(.*?)^ *```", re.M | re.S)
_INLINE = re.compile(r"`python -m infra ([a-z-]+)([^`]*)`")


def run() -> set[str]:
    """Return the pages whose blocks the tests of this folder read."""
    found = set()
    for module in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("page"), [ast.Constant(str(name)), *_]):
                    found.add(f"docs/{name}")
                case ast.Call(ast.Name("under"), [ast.Constant(str(name)), *_]):
                    found.add(f"docs/team/{name}")
    return found


def test_each_page_with_console_blocks_is_run_or_excused() -> None:
    shown = {name for name, text in PAGES.items() if blocks(text)}
    assert shown - run() == set(NOT_RUN)


@pytest.mark.parametrize("name", command_line._COMMANDS)
def test_each_command_is_run_as_a_page_shows_it(name: str) -> None:
    typed = [s.command for page in run() for block in blocks(PAGES[page]) for s in block.steps]
    assert any(f"python -m infra {name}" in command for command in typed)


def test_a_command_that_is_shown_outside_of_a_console_block_is_excused() -> None:
    outside = {
        name
        for name, text in PAGES.items()
        for info, inside in _FENCED.findall(text)
        if info != "console" and re.search(r"^ *\$ ", inside, re.M)
    }
    assert outside == set(PROMPTS)


@pytest.mark.parametrize(
    ("name", "rest"), sorted({found for text in PAGES.values() for found in _INLINE.findall(text)})
)
def test_a_command_within_a_sentence_has_these_options(name: str, rest: str) -> None:
    command = command_line.main.get_command(click.Context(command_line.main), name)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", rest)) <= known
