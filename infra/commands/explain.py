"""`explain RULE`: when it fires, whom it notifies and how often; asks no service."""

from __future__ import annotations

import click

from infra.base.terminal_text import escape
from infra.commands.console import data, show_json
from infra.commands.options import json_option, stack_option
from infra.config.explanation import as_data, explain, sentences
from infra.config.stack_files import declarations


@click.command("explain")
@click.argument("rule")
@stack_option
@json_option
def command(rule: str, stack: str | None, as_json: bool) -> None:
    """Explain in plain words what RULE (its key or name) does, as its stack file declares it.

    No network, no secret. Without --stack, every stack file is searched.
    """
    found = declarations(rule, stack)
    declared = next(iter(found.values()))
    said = explain(declared.rule, declared.settings)
    if as_json:
        show_json(as_data(said) | {"stacks": list(found)})
        return
    console = data()
    stacks = f"stack{'' if len(found) == 1 else 's'} {', '.join(found)}"
    console.print(f"{escape(said.name)}\n(key {said.key}, {stacks})\n", markup=False)
    for sentence in sentences(said):
        console.print(sentence, markup=False)
