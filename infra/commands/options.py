"""The options that several commands have."""

from __future__ import annotations

import click

stack_option = click.option(
    "--stack",
    envvar="PULUMI_STACK",
    metavar="NAME",
    help="The stack; left out, the one that is selected (`pulumi stack select`).",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
