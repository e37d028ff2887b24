"""`verify`: is every rule and monitor that was deployed live in Sentry, as it was deployed?"""

from __future__ import annotations

import click

from infra.base.terminal_text import escape
from infra.commands.console import data, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import (
    monitor_document,
    rule_document,
    tell_differences,
    tell_errors,
    tell_monitor_differences,
    tell_steps,
)
from infra.operate.deployed import ManagedMonitor, ManagedRule
from infra.operate.monitor_survey import look_at_monitors
from infra.operate.next_steps import steps_for_rules
from infra.operate.survey import look_at_rules


@click.command("verify")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Ask Sentry for every alert rule and monitor of the stack; print the name and ID of each.

    Exits with 1 when one is missing, drifted or disabled.
    """
    with waiting("Asking Sentry …"):
        opened = open_stack(stack)
        seen = look_at_rules(opened.deployed, opened.services)
        monitors = look_at_monitors(*opened)
    if as_json:
        documents = [rule_document(rule) for rule in seen]
        show_json(documents + [monitor_document(monitor) for monitor in monitors])
    else:
        console = data()
        for rule in seen:
            good = None if rule.standing is None else not rule.moved
            console.print(_line(good, rule.rule, rule.status), markup=False)
        for monitor in monitors:
            good = None if monitor.status is None else not monitor.moved
            status = monitor.status or "unknown"
            console.print(_line(good, monitor.monitor, status), markup=False)
    errors = tell_errors([*(one.error for one in seen), *(one.error for one in monitors)])
    tell_differences(seen)
    tell_monitor_differences(monitors)
    steps = steps_for_rules(opened.deployed.stack, [*seen, *monitors])
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _line(good: bool | None, deployed: ManagedRule | ManagedMonitor, status: str) -> str:
    mark = {True: "✓", False: "✗", None: "?"}[good]
    shown = "" if status == "live" else f"  {status}"
    return f"{mark} {deployed.id}  {escape(deployed.name)}{shown}"
