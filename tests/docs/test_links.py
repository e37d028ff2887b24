"""Every link of a page leads to a file, and to a heading, that is there; footnotes have a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.conftest import ROOT

_FENCED = re.compile(r"^ *```.*?^ *```$", re.M | re.S)
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.M)
_FOOTNOTE = re.compile(r"\[\^(\w+)\](?!:)")
_FOOTNOTE_TEXT = re.compile(r"^\[\^(\w+)\]: \S", re.M)


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(prose(page)))
    return {title.replace(" ", "-") for title in kept}


def broken(page: Path) -> list[str]:
    """Return the links within the project that lead nowhere."""
    problems = []
    for link in _LINK.findall(_CODE.sub("", prose(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            problems.append(link)
    return problems


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert broken(page) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_each_footnote_has_a_text_and_each_text_is_cited(page: Path) -> None:
    text = prose(page)
    assert set(_FOOTNOTE.findall(text)) == set(_FOOTNOTE_TEXT.findall(text))
