"""`payload RULE` prints what Sentry would be sent, and asks nobody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.command_line import ROOT, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a copy of the project with its stack files."""
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.sandbox.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "infra", tmp_path / "infra")
    return tmp_path


def test_it_prints_the_document_of_a_rule_named_by_its_key(project: Path) -> None:
    document = json.loads(run("payload", "skipped_no_postmark_token", root=project).data)
    assert document["triggers"]["conditions"] == [
        {
            "type": "event_frequency_count",
            "comparison": {"value": 0, "interval": "5m"},
            "conditionResult": True,
        }
    ]


def test_json_may_be_asked_for_and_is_the_same(project: Path) -> None:
    plain = run("payload", "skipped_no_postmark_token", root=project)
    assert run("payload", "skipped_no_postmark_token", "--json", root=project) == plain
    assert plain.exit_code == 0


def test_what_only_sentry_knows_stands_in_angle_brackets(project: Path) -> None:
    document = json.loads(run("payload", "skipped_no_postmark_token", root=project).data)
    target = document["actionFilters"][0]["actions"][0]["config"]["targetIdentifier"]
    assert target == "<ID of user ops@raxx.app>"


def test_a_rule_that_nobody_declares_is_refused_as_usage(project: Path) -> None:
    ran = run("payload", "no_such_rule", root=project)
    assert (ran.exit_code, ran.data) == (2, "")


def test_stacks_that_say_different_things_ask_for_one_of_them(project: Path) -> None:
    path = project / "Pulumi.sandbox.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("60 min", "61 min"), encoding="utf-8")
    ran = run("payload", "skipped_no_postmark_token", root=project)
    assert "name one with --stack" in ran.words


def test_a_stack_without_a_file_is_named_with_those_that_have_one(project: Path) -> None:
    ran = run("payload", "skipped_no_postmark_token", "--stack", "nowhere", root=project)
    assert "there is no stack 'nowhere'; stacks: prod, sandbox" in ran.words


def with_monitor(project: Path, **own: Any) -> None:
    file = project / "Pulumi.sandbox.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    document["config"]["raxx-alerts:monitors"].append({"name": "api is up", **own})
    file.write_text(yaml.safe_dump(document), encoding="utf-8")


def test_it_prints_the_document_of_a_monitor_without_its_secrets(project: Path) -> None:
    headers = {"Authorization": {"vault": "/Team/PROBE"}}
    with_monitor(project, uptime={"url": "https://api.raxx.app/", "headers": headers})
    ran = run("payload", "api-is-up", root=project)
    (source,) = json.loads(ran.data)["dataSources"]
    assert source["headers"] == [["Authorization", "<text of /Team/PROBE in the vault>"]]
    assert "Texts from the vault are read at deployment." in ran.words


def test_a_monitor_without_a_text_in_the_vault_is_not_said_to_have_one(project: Path) -> None:
    with_monitor(project, cron={"every": "1 h", "configFrom": "checkIns"}, owner={"team": "sre"})
    ran = run("payload", "api is up", root=project)
    assert json.loads(ran.data)["owner"] == "team:<ID of team sre>"
    assert ("configFrom" in ran.data, "vault" in ran.words) == (False, False)
