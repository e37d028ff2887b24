"""What is wrong with a stack file as such: its YAML, its keys, tokens in it, and rival stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.lint import files
from infra.lint.codes import Finding
from tests.lint.files import clean, codes, found, marked, rule, written

HEAD = "config:\n  raxx-alerts:sentryOrganization: moosequest\n"
CLEAN = HEAD + "  raxx-alerts:sentryProject: p\n  raxx-alerts:alertRules: []\n"
GUID = "01234567-89ab-cdef-0123-456789abcdef"


def one(text: str, root: Path) -> Finding:
    (only,) = found(text, root)
    return only


def test_a_file_that_is_no_yaml_is_one_finding_with_its_place(tmp_path: Path) -> None:
    finding = one("config:\n\tx: 1\n", tmp_path)
    assert (finding.check, finding.span[:2]) == ("yaml", (2, 1))


@pytest.mark.parametrize("text", ["- a\n", "just text\n"])
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str) -> None:
    assert "yaml" in codes(found(text, tmp_path))


@pytest.mark.parametrize("text", ["", "config:\n", "config: {}\n"])
def test_an_empty_file_lacks_what_every_stack_needs(tmp_path: Path, text: str) -> None:
    missing = [f.path for f in found(text, tmp_path)]
    assert missing == ["alertRules", "sentryOrganization", "sentryProject"]


def test_a_key_that_is_written_twice_is_told_at_the_second(tmp_path: Path) -> None:
    finding = one(CLEAN + "  raxx-alerts:sentryProject: q\n", tmp_path)
    assert (finding.check, finding.span.line) == ("duplicate-key", 5)


def test_an_unquoted_date_is_told_with_what_becomes_of_it(tmp_path: Path) -> None:
    text = written(clean(alertRules=[rule(created="2026-05-30")]))
    finding = one(text.replace('"2026-05-30"', "2026-05-30"), tmp_path)
    assert (finding.check, marked(finding)) == ("unquoted-date", "2026-05-30")


def test_an_issue_that_yaml_takes_for_a_comment_is_underlined(tmp_path: Path) -> None:
    text = written(clean(alertRules=[rule(issue="#3135")]))
    finding = one(text.replace('"#3135"', "#3135\n"), tmp_path)
    assert (finding.check, marked(finding)) == ("value", "#3135")


def test_the_end_of_a_value_that_yaml_takes_for_a_comment_is_underlined(tmp_path: Path) -> None:
    finding = one(CLEAN + "  raxx-alerts:userAgent: ops #3135\n", tmp_path)
    assert (finding.check, marked(finding)) == ("lost-comment", "#3135")


def test_a_comment_with_a_space_is_a_comment(tmp_path: Path) -> None:
    assert found(CLEAN + "  raxx-alerts:userAgent: ops # of the team\n", tmp_path) == []


def test_a_key_without_a_namespace_is_read_as_pulumi_reads_it_and_told(tmp_path: Path) -> None:
    finding = one(CLEAN.replace("raxx-alerts:sentryProject", "sentryProject"), tmp_path)
    assert (finding.check, finding.severity) == ("implicit-namespace", "warning")


def test_a_misspelt_namespace_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    finding = one(CLEAN + "  raxx-alert:sentryUrl: https://x\n", tmp_path)
    assert finding.text == "no program reads it (did you mean 'raxx-alerts:sentryUrl'?)"


@pytest.mark.parametrize("key", ["a:b:c", "''"])
def test_what_is_no_config_key_is_told(tmp_path: Path, key: str) -> None:
    assert "namespace" in codes(found(f"{CLEAN}  {key}: x\n", tmp_path))


def test_keys_of_another_program_are_nobodys_business(tmp_path: Path) -> None:
    assert found(CLEAN + "  aws:region: eu-west-1\n", tmp_path) == []


def test_what_pulumi_keeps_in_the_file_is_no_unknown_key(tmp_path: Path) -> None:
    assert found(CLEAN + "encryptionsalt: v1:abc\nsecretsprovider: default\n", tmp_path) == []


def test_an_unknown_key_at_the_top_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    finding = one(CLEAN + "confg: {}\n", tmp_path)
    assert (finding.check, "did you mean 'config'?" in finding.text) == ("unknown-key", True)


def test_what_may_come_from_an_environment_of_pulumis_is_not_missing(tmp_path: Path) -> None:
    assert found(f"environment: [shared]\n{HEAD}", tmp_path) == []


def test_what_only_pulumi_can_decrypt_is_not_missing(tmp_path: Path) -> None:
    text = f"{HEAD}  raxx-alerts:sentryProject:\n    secure: v1:abc\n  raxx-alerts:alertRules: []\n"
    assert found(text, tmp_path) == []


@pytest.mark.parametrize("token", ["sntryu_0123456789", "HRKU-0123-4567", GUID])
def test_a_token_in_the_file_is_told(tmp_path: Path, token: str) -> None:
    text = f"{CLEAN}  other:token: {token}\n"
    assert codes(found(text, tmp_path)) == ["secret"]


def test_an_id_that_a_filter_looks_for_is_no_token(tmp_path: Path) -> None:
    text = written(clean(alertRules=[rule(filter={"message": {"contains": GUID}})]))
    assert found(text, tmp_path) == []


def stacks(root: Path, **texts: str) -> list[Finding]:
    (root / "Pulumi.yaml").write_text("name: raxx-alerts\nconfig: {}\n", encoding="utf-8")
    (root / "docs").mkdir()
    (root / "docs/page.md").touch()
    for name, text in texts.items():
        (root / f"Pulumi.{name}.yaml").write_text(text, encoding="utf-8")
    return files.findings(root)


def test_two_stacks_that_would_manage_one_alert_are_told(tmp_path: Path) -> None:
    (only,) = stacks(tmp_path, a=written(clean()), b=written(clean()))
    assert (only.check, only.file, only.path) == (
        "rival-stacks",
        "Pulumi.b.yaml",
        "alertRules[0].name",
    )


@pytest.mark.parametrize(
    "other", [{"sentryProject": "q"}, {"sentryUrl": "https://sentry.example.com"}]
)
def test_stacks_of_other_projects_and_servers_are_no_rivals(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    assert stacks(tmp_path, a=written(clean()), b=written(clean(**other))) == []


def test_stacks_whose_rules_name_one_project_are_rivals(tmp_path: Path) -> None:
    moved = clean(sentryProject="q", alertRules=[rule(project="trademaster-raptor")])
    (only,) = stacks(tmp_path, a=written(clean()), b=written(moved))
    assert only.check == "rival-stacks"


def test_a_stack_that_writes_the_usual_server_is_a_rival_of_one_that_leaves_it_out(
    tmp_path: Path,
) -> None:
    named = clean(sentryUrl="https://sentry.io/")
    (only,) = stacks(tmp_path, a=written(clean(sentryUrl=None)), b=written(named))
    assert only.check == "rival-stacks"


def test_rules_without_a_name_make_no_rivals(tmp_path: Path) -> None:
    nameless = written(clean(alertRules=[rule(name=None)], configVarChecks=None))
    assert "rival-stacks" not in codes(stacks(tmp_path, a=nameless, b=nameless))


def test_a_file_that_is_no_text_is_told_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.b.yaml").write_bytes(b"config: \xff\n")
    found_in = {
        one.file: one.check for one in stacks(tmp_path, a=written(clean(sentryProject=None)))
    }
    assert found_in == {"Pulumi.a.yaml": "missing-key", "Pulumi.b.yaml": "yaml"}


def with_rule_file(root: Path, text: str, **overrides: Any) -> list[Finding]:
    (root / "rules").mkdir()
    (root / "rules/a.yaml").write_text(text, encoding="utf-8")
    return found(written(clean(ruleFiles=["rules/*.yaml"], **overrides)), root)


def test_a_rule_in_a_file_of_its_own_is_judged_in_that_file(tmp_path: Path) -> None:
    bad = rule(key="b", name="b", condition={"atLeast": 1, "within": "5min"})
    listed = as_list(rule(key="c", name="c"), bad)
    (only,) = with_rule_file(tmp_path, listed, alertRules=[], configVarChecks=None)
    assert (only.file, only.path, marked(only)) == (
        "rules/a.yaml",
        "rules/a.yaml[1].condition.within",
        '"5min"',
    )


def test_a_check_finds_its_rule_in_a_rule_file(tmp_path: Path) -> None:
    assert with_rule_file(tmp_path, as_list(rule()), alertRules=[]) == []


def test_rules_of_two_files_that_overlap_are_told_where_they_stand(tmp_path: Path) -> None:
    (only,) = with_rule_file(tmp_path, as_list(rule(key="b", name="b")))
    assert (only.check, only.file, "alertRules[0] ('disk full')" in only.text) == (
        "overlap",
        "rules/a.yaml",
        True,
    )


def test_a_rule_file_that_is_not_there_is_told_at_its_name(tmp_path: Path) -> None:
    finding = one(written(clean(ruleFiles=["rules/none.yaml"])), tmp_path)
    assert (finding.check, "there is no such file" in finding.text) == ("value", True)


def as_list(*rules: dict[str, Any]) -> str:
    return json.dumps(rules, indent=2)
