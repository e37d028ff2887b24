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
@click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    help="Accepted for consistency: the output is always JSON.",
)
def command(rule: str, stack: str | None) -> None:
    """Print the JSON that would be sent to Sentry for RULE (its key or name).

    No network, no secret. What only Sentry knows, its IDs, is shown in angle brackets. Without
    --stack, every stack file is searched.
    """
    declared = next(iter(declarations(rule, stack).values()))
    show_json(draft(declared.rule, declared.settings.project_of(declared.rule)))
    say("IDs in <angle brackets> are looked up in Sentry at deployment.")
