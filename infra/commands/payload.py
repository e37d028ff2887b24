"""`payload NAME`: the document that Sentry would be sent, without asking Sentry anything."""

from __future__ import annotations

import click

from infra.commands.console import say, show_json
from infra.commands.options import stack_option
from infra.config.stack_files import Declaration, declarations
from infra.monitors import to_document as monitor_document
from infra.monitors.monitor import Monitor
from infra.monitors.secrets import fill_secrets
from infra.rules.canonical import Document
from infra.rules.to_document import draft


@click.command("payload")
@click.argument("name")
@stack_option
@click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    help="Accepted for consistency: the output is always JSON.",
)
def command(name: str, stack: str | None) -> None:
    """Print the JSON that would be sent to Sentry for a rule or monitor.

    NAME is its key or its name. No network, no secret. What only Sentry or the vault knows is shown
    in angle brackets. Without --stack, every stack file is searched.
    """
    declared = [next(iter(found.values())) for found in declarations(name, stack)]
    documents = [_document(one) for one in declared]
    show_json(documents[0] if len(documents) == 1 else documents)
    say("IDs in <angle brackets> are looked up in Sentry at deployment.")
    if any(isinstance(one.entry, Monitor) and one.entry.vault_paths for one in declared):
        say("Texts from the vault are read at deployment.")


def _document(declared: Declaration) -> Document:
    if isinstance(declared.entry, Monitor):
        drafted = monitor_document.draft(declared.entry)
        return fill_secrets(drafted, lambda path: f"<text of {path} in the vault>")
    return draft(declared.entry, declared.project)
