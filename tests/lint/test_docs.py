"""docs/lint.md has a section for each check, and no page shows a rule that lint warns of."""

from __future__ import annotations

import re

import pytest

from infra.config.stack_files import ROOT
from infra.lint.codes import DOCS, ERRORS, WARNINGS
from infra.lint.files import Project, judge
from tests.lint.files import DEFAULTS, NAMESPACE

SECTIONS = re.split(r"^## ", (ROOT / DOCS).read_text(encoding="utf-8"), flags=re.M)[1:]
RULES = re.findall(
    r"^```yaml\n( +- (?:key|name): .*?)^```",
    (ROOT / "docs/writing-rules.md").read_text(encoding="utf-8"),
    flags=re.M | re.S,
)
STACK = f"""\
config:
  {NAMESPACE}:sentryOrganization: moosequest
  {NAMESPACE}:sentryProject: trademaster-raptor
  {NAMESPACE}:alertRules:
"""


def test_each_check_has_a_section_in_the_order_of_the_checks() -> None:
    assert [section.split("\n")[0] for section in SECTIONS] == [*ERRORS, *WARNINGS]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split("\n")[0])
def test_a_section_says_what_why_and_how_to_put_it_right(section: str) -> None:
    assert re.findall(r"^\*\*(.+?)\.\*\*", section, flags=re.M) == ["What", "Why", "Put right"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.split("\n")[0].strip())
def test_a_rule_that_the_docs_show_passes_without_a_warning(rule: str) -> None:
    project = Project(ROOT, NAMESPACE, DEFAULTS)
    assert judge("Pulumi.test.yaml", STACK + rule, project)[1] == []


def test_the_docs_show_rules_in_the_form_that_is_looked_for() -> None:
    assert len(RULES) >= 4
