"""docs/lint.md has a section for each check, all under the same headings."""

from __future__ import annotations

import re

import pytest

from infra.config.stack_files import ROOT
from infra.lint.codes import DOCS, ERRORS, WARNINGS

SECTIONS = re.split(r"^## ", (ROOT / DOCS).read_text(encoding="utf-8"), flags=re.M)[1:]


def test_each_check_has_a_section_in_the_order_of_the_checks() -> None:
    assert [section.split("\n")[0] for section in SECTIONS] == [*ERRORS, *WARNINGS]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split("\n")[0])
def test_a_section_says_what_why_and_how_to_put_it_right(section: str) -> None:
    assert re.findall(r"^\*\*(.+?)\.\*\*", section, flags=re.M) == ["What", "Why", "Put right"]
