"""`check`: check the config vars behind the alert rules."""

from __future__ import annotations

import click

from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import check_document, tell_errors
from infra.heroku import config_var_status
from infra.operate.survey import CheckSeen, look_at_checks


@click.command("check")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Check that every config var of the stack is set, long enough and valid.

    Exits with 1 when one is not. No value is ever printed.
    """
    with waiting("Asking Heroku and the validators …"):
        opened = open_stack(stack, alerts=False)
        seen = look_at_checks(opened.deployed, opened.services)
    if as_json:
        show_json([check_document(check) for check in seen])
    else:
        console = data()
        for look in seen:
            console.print("\n".join(_lines(look)), markup=False)
    errors = tell_errors([look.finding.error for look in seen])
    for look in seen:
        if look.wrong:
            check = look.check
            say(
                config_var_status.sentence(check.app, check.config_var, look.finding, check.guards)
                or ""
            )
    return worst(errors, wrong=any(look.wrong for look in seen))


def _lines(seen: CheckSeen) -> list[str]:
    finding, place = seen.finding, f"{seen.check.app} {seen.check.config_var}"
    if finding.error:
        return [f"? {place}: {finding.status}"]
    if finding.status != config_var_status.OK:
        return [f"✗ {place}: {finding.status}"]
    lines = [f"✓ {place}: set"]
    if server := finding.server:
        lines.append(f"✓ Postmark token valid server={server.name} id={server.id}")
        if not finding.delivers:
            lines.append("✗ it is a sandbox server, which accepts mail but delivers none")
    return lines
