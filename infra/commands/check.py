"""`check`: look anew at the config vars behind the alert rules."""

from __future__ import annotations

from typing import Any

import click

from infra import checks
from infra.commands.console import Exit, data, say, show_json, waiting, worst
from infra.commands.options import json_option, stack_option
from infra.services import Services
from infra.stack_files import settings_of
from infra.stack_outputs import read_deployed
from infra.survey import CheckSeen, distinct, look_at_checks


@click.command("check")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Look whether every config var of the stack is set, long enough and valid.

    Exits with 1 when one is not. No value is ever printed.
    """
    with waiting("Asking Heroku and the validators …"):
        deployed = read_deployed(stack)
        seen = look_at_checks(deployed, Services(settings_of(deployed.stack)))
    if as_json:
        show_json([as_document(check) for check in seen])
    else:
        console = data()
        for check in seen:
            console.print("\n".join(_lines(check)), markup=False)
    errors = list(distinct(check.finding.error for check in seen))
    for error in errors:
        say(f"error: {error}")
    return worst(errors, wrong=tell_what_is_wrong(seen))


def as_document(seen: CheckSeen) -> dict[str, Any]:
    """Return what is known of a config var, for scripts."""
    server = seen.finding.server
    return {
        "app": seen.check.app,
        "config_var": seen.check.config_var,
        "guards": seen.check.guards,
        "status": seen.finding.status,
        "server": server.name if server else None,
        "server_id": server.id if server else None,
        "delivers": seen.finding.delivers if server else None,
    }


def tell_what_is_wrong(seen: list[CheckSeen]) -> bool:
    """Tell which values are wrong, and the next command of each; False where none is."""
    wrong = [entry for entry in seen if entry.wrong]
    for entry in wrong:
        check = entry.check
        say(checks.sentence(check.app, check.config_var, entry.finding, check.guards) or "")
    return bool(wrong)


def _lines(seen: CheckSeen) -> list[str]:
    finding, place = seen.finding, f"{seen.check.app} {seen.check.config_var}"
    if finding.error:
        return [f"? {place}: {finding.status}"]
    if finding.status != checks.OK:
        return [f"✗ {place}: {finding.status}"]
    lines = [f"✓ {place}: set"]
    if server := finding.server:
        lines.append(f"✓ Postmark token valid server={server.name} id={server.id}")
        if not finding.delivers:
            lines.append("✗ it is a sandbox server, which takes mail and delivers none")
    return lines
