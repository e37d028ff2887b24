"""`explain NAME`: what a rule or monitor does, and whom it notifies; asks no service."""

from __future__ import annotations

from typing import Any

import click

from infra.base.terminal_text import escape
from infra.commands.console import data, show_json
from infra.commands.options import json_option, stack_option
from infra.config.explanation import as_data, explain, sentences
from infra.config.monitor_explanation import explain_monitor, monitor_as_data, monitor_sentences
from infra.config.stack_files import Declaration, declarations
from infra.monitors.monitor import Monitor


@click.command("explain")
@click.argument("name")
@stack_option
@json_option
def command(name: str, stack: str | None, as_json: bool) -> None:
    """Explain in plain words what a rule or monitor does, as its stack file declares it.

    NAME is its key or its name. No network, no secret. Without --stack, every stack file is
    searched.
    """
    explained = [
        (_explain(next(iter(found.values()))), found) for found in declarations(name, stack)
    ]
    if as_json:
        parts = [said | {"stacks": list(found)} for (said, _), found in explained]
        show_json(parts[0] if len(parts) == 1 else parts)
        return
    console = data()
    for number, ((said, lines), found) in enumerate(explained):
        stacks = f"stack{'' if len(found) == 1 else 's'} {', '.join(found)}"
        before = "\n" if number else ""
        console.print(
            f"{before}{escape(said['name'])}\n({_noun(said)}key {said['key']}, {stacks})\n",
            markup=False,
        )
        for line in lines:
            console.print(line, markup=False)


def _explain(declared: Declaration) -> tuple[dict[str, Any], list[str]]:
    if isinstance(declared.entry, Monitor):
        monitor = explain_monitor(declared.entry, declared.settings)
        return monitor_as_data(monitor), monitor_sentences(monitor)
    rule = explain(declared.entry, declared.settings)
    return as_data(rule), sentences(rule)


def _noun(said: dict[str, Any]) -> str:
    return f"{said['kind']} monitor, " if "kind" in said else ""
