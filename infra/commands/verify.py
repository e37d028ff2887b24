"""`verify`: is every alert rule that was deployed live in Sentry, as it was deployed?"""

from __future__ import annotations

import click

from infra.commands.console import Exit, data, say, show_json, waiting, worst
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import rule_document, tell_differences, tell_errors, tell_steps
from infra.config.stack_files import settings_of
from infra.operate.next_steps import steps_for_rules
from infra.operate.stack_outputs import read_deployed
from infra.operate.survey import RuleSeen, look_at_rules
from infra.services import Services


@click.command("verify")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Ask Sentry for every alert rule of the stack; print the name and ID of each.

    Exits with 1 when one is missing, drifted or disabled.
    """
    with waiting("Asking Sentry …"):
        deployed = read_deployed(stack)
        seen = look_at_rules(deployed, Services(settings_of(deployed.stack).connections, say))
    if as_json:
        show_json([rule_document(rule) for rule in seen])
    else:
        console = data()
        for rule in seen:
            console.print(_line(rule), markup=False)
    errors = tell_errors([rule.error for rule in seen])
    tell_differences(seen)
    steps = steps_for_rules(deployed.stack, seen)
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _line(seen: RuleSeen) -> str:
    good = seen.standing is not None and seen.standing.in_order
    mark = "✓" if good else "✗" if seen.standing else "?"
    status = "" if seen.status == "live" else f"  {seen.status}"
    return f"{mark} {seen.rule.id}  {seen.rule.name}{status}"
