"""`lint`: every problem of every stack file, with its place; asks no service."""

from __future__ import annotations

from typing import Literal

import click

from infra.commands.console import say, show_json
from infra.commands.exit_codes import Exit
from infra.config.stack_files import stack_names
from infra.lint.files import findings
from infra.lint.report import as_github, as_json, as_text, summary


@click.command("lint")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for scripts, or as GitHub's annotations.",
)
def command(form: Literal["text", "json", "github"]) -> int:
    """Check every Pulumi.*.yaml; needs no network, secret or login.

    Errors are what Pulumi, the program or Sentry would refuse; warnings are probably not meant.
    Exit code 2 with any error, 0 with warnings alone. docs/lint.md explains each check.
    """
    found = findings()
    if form == "json":
        show_json(as_json(found))
    elif found:
        click.echo(as_github(found) if form == "github" else as_text(found))
    say(summary(found, len(stack_names())))
    return Exit.USAGE if any(one.severity == "error" for one in found) else Exit.IN_ORDER
