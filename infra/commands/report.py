"""`report`: one self-contained HTML page of what is managed, checked and firing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from infra.base.errors import ConfigError
from infra.commands.console import say, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import survey_document, tell_errors, tell_steps
from infra.operate.html_report import page
from infra.operate.next_steps import next_steps
from infra.operate.survey import survey


@click.command("report")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page to this file instead of stdout.",
)
@stack_option
@json_option
def command(output: Path | None, stack: str | None, as_json: bool) -> Exit:
    """Write a self-contained HTML page; it needs no network and contains no secret.

    Exits as `status` does; the page is written in any case.
    """
    with waiting("Asking Sentry, Heroku and the validators …"):
        opened = open_stack(stack)
        found = survey(*opened)
    steps = next_steps(found)
    if as_json:
        show_json(survey_document(found, steps))
    else:
        _write(page(found, steps, datetime.now(UTC), opened.deployed.dashboard), output)
    errors = tell_errors(found.errors)
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _write(html: str, output: Path | None) -> None:
    if output is None:
        click.echo(html)
        return
    try:
        output.write_text(html, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{output}: {error.strerror}", "--output with another file") from None
    say(f"Written to {output}")
