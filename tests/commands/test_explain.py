"""`explain RULE` says what a rule does, and asks nobody."""

from __future__ import annotations

import json

from tests.commands.command_line import run

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
