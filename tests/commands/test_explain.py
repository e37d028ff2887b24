"""`explain RULE` says what a rule does, and asks nobody."""

from __future__ import annotations

import json
from typing import Any

from tests.commands.command_line import run
from tests.commands.project import Project

KEY = "skipped_no_postmark_token"


def test_a_rule_is_found_by_its_key() -> None:
    ran = run("explain", KEY)
    assert (ran.exit_code, "at least 1 event within 5 minutes" in ran.data) == (0, True)


def test_a_rule_is_found_by_its_name() -> None:
    assert run("explain", "skipped_no_postmark_token — email silent failure").exit_code == 0


def test_the_stacks_that_declare_it_are_named() -> None:
    assert f"(key {KEY}, stacks prod, sandbox)" in run("explain", KEY).data


def test_one_stack_can_be_asked_for() -> None:
    assert f"(key {KEY}, stack prod)" in run("explain", KEY, "--stack", "prod").data


def test_scripts_get_every_part_by_name() -> None:
    said = json.loads(run("explain", KEY, "--json").data)
    assert (said["groups"], said["stacks"]) == (
        [{"where": f"message contains {KEY}", "told": "email ops@raxx.app"}],
        ["prod", "sandbox"],
    )


def test_a_rule_that_nobody_declares_is_refused_with_the_one_that_was_meant() -> None:
    ran = run("explain", "skiped_no_postmark_token")
    assert (ran.exit_code, ran.data) == (2, "")
    assert f"did you mean '{KEY}'?" in ran.words


MONITOR = {"key": "backup", "name": "nightly backup", "cron": {"every": "1 h", "slug": "backup"}}


def put_monitor(deployed: Project, **changes: Any) -> None:
    deployed.configure(monitors=[MONITOR | changes])


def test_a_monitor_is_found_by_its_key_and_by_its_name(undeployed: Project) -> None:
    put_monitor(undeployed)
    told = [run("explain", name, root=undeployed.root) for name in ("backup", "nightly backup")]
    assert [ran.data for ran in told] == [told[0].data] * 2
    assert told[0].data.splitlines()[:2] == [
        "nightly backup",
        "(cron monitor, key backup, stack sandbox)",
    ]


def test_a_rule_and_a_monitor_of_one_key_are_both_explained(undeployed: Project) -> None:
    put_monitor(undeployed, key=KEY)
    said = json.loads(run("explain", KEY, "--json", root=undeployed.root).data)
    assert [one["name"] for one in said] == [
        "skipped_no_postmark_token — email silent failure",
        "nightly backup",
    ]
    assert run("explain", KEY, root=undeployed.root).data.count(f"key {KEY}, stack") == 2
