"""`diff STACK_A STACK_B`: how the rules of two stack files differ; asks no service."""

from __future__ import annotations

from typing import Any

import click

from infra.base.plural import count
from infra.base.terminal_text import escape
from infra.commands.console import data, say, show_json
from infra.commands.exit_codes import Exit
from infra.commands.options import json_option
from infra.config.comparison import Comparison, compare
from infra.config.stack_files import settings_of
from infra.rules.alert_rule import AlertRule


@click.command("diff")
@click.argument("first", metavar="STACK_A")
@click.argument("second", metavar="STACK_B")
@json_option
def command(first: str, second: str, as_json: bool) -> Exit:
    """Show how the rules that STACK_A declares differ from those of STACK_B.

    No network, no secret. A rule is the same one in both stacks if it has the same key, else if it
    has the same name. Exits as diff(1) does: 0 for the same rules, 1 for others, 2 for trouble.
    """
    found = compare(settings_of(first), settings_of(second))
    if as_json:
        show_json(_document(found, first, second))
    else:
        _show(found, first, second)
    return Exit.IN_ORDER if found.is_empty else Exit.WRONG


def _show(found: Comparison, first: str, second: str) -> None:
    lines = [f"{_label(rule)}: only in {first}" for rule in found.only_first]
    lines += [f"{_label(rule)}: only in {second}" for rule in found.only_second]
    for key, differences in found.differing.items():
        lines += [
            f"{key}: {one.field}: {first} {one.first}, {second} {one.second}" for one in differences
        ]
    for line in lines:
        data().print(line, markup=False)
    say(f"{count(found.same, 'rule')} the same in {first} and {second}.")


def _label(rule: AlertRule) -> str:
    return f"{rule.key} ({escape(rule.name)})"


def _document(found: Comparison, first: str, second: str) -> dict[str, Any]:
    return {
        "stacks": [first, second],
        "only_in": {
            first: [rule.key for rule in found.only_first],
            second: [rule.key for rule in found.only_second],
        },
        "differing": {
            key: [{"field": one.field, first: one.first, second: one.second} for one in differences]
            for key, differences in found.differing.items()
        },
        "same": found.same,
    }
