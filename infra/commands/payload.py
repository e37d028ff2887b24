"""`payload RULE`: the document that Sentry would be sent, without asking Sentry anything."""

from __future__ import annotations

import click

from infra.commands.console import say, show_json
from infra.commands.options import stack_option
from infra.config.stack_files import declarations
from infra.rules.to_document import draft


@click.command("payload")
@click.argument("rule")
@stack_option
@click.option("--json", is_flag=True, expose_value=False, help="As it is without: JSON.")
def command(rule: str, stack: str | None) -> None:
    """Print the JSON that Sentry would be sent for RULE (its key or its name).

    No network, no secret. What only Sentry knows, its IDs, is shown in angle brackets. Without
    --stack every stack file is looked through.
    """
    declared = next(iter(declarations(rule, stack).values()))
    show_json(draft(declared.rule, declared.settings.project_of(declared.rule)))
    say("Sentry fills in the IDs that stand in <angle brackets>.")
