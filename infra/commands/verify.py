"""`verify`: is every alert rule that was deployed live in Sentry, as it was deployed?"""

from __future__ import annotations

import click

from infra.base.terminal_text import escape
from infra.commands.console import data, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import rule_document, tell_differences, tell_errors, tell_steps
from infra.operate.next_steps import steps_for_rules
from infra.operate.survey import RuleSeen, look_at_rules


@click.command("verify")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Ask Sentry for every alert rule of the stack; print the name and ID of each.

    Exits with 1 when one is missing, drifted or disabled.
    """
    with waiting("Asking Sentry …"):
        opened = open_stack(stack)
        seen = look_at_rules(opened.deployed, opened.services)
    if as_json:
        show_json([rule_document(rule) for rule in seen])
    else:
        console = data()
        for rule in seen:
            console.print(_line(rule), markup=False)
    errors = tell_errors([rule.error for rule in seen])
    tell_differences(seen)
    steps = steps_for_rules(opened.deployed.stack, seen)
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _line(seen: RuleSeen) -> str:
    good = seen.standing is not None and seen.standing.in_order
    mark = "✓" if good else "✗" if seen.standing else "?"
    status = "" if seen.status == "live" else f"  {seen.status}"
    return f"{mark} {seen.rule.id}  {escape(seen.rule.name)}{status}"
