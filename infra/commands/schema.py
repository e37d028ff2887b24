"""`schema`: the JSON schema of a stack file, for editors; asks nobody."""

from __future__ import annotations

import click

from infra.commands.console import show_json
from infra.config.json_schema import stack_file_schema
from infra.config.stack_files import descriptions, project_name


@click.command("schema")
def command() -> None:
    """Print the JSON schema of Pulumi.<stack>.yaml.

    Editors read the copy docs/stack-file.schema.json, which the stack files name in their first
    line: `python -m infra schema > docs/stack-file.schema.json` renews it.
    """
    show_json(stack_file_schema(project_name(), descriptions()))
