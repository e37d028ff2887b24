"""`status`: what is managed, whether it is live, what is firing, and the next command to run."""

from __future__ import annotations

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.base.plural import count
from infra.base.terminal_text import printable
from infra.commands.console import data, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import (
    survey_document,
    tell_differences,
    tell_errors,
    tell_steps,
    tell_undeployed,
)
from infra.operate.next_steps import next_steps
from infra.operate.survey import CheckSeen, RuleSeen, Survey, survey
from infra.operate.times import last_triggered

_STYLES = {
    "live": "green",
    "ok": "green",
    "drifted": "yellow",
    "disabled": "yellow",
    "unknown": "magenta",
}
"""Every other status needs attention, in red."""


@click.command("status")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Show every managed rule and every config var check as they are now.

    Exits with 1 when a rule is missing, drifted, disabled or firing, or a config var is wrong.
    """
    with waiting("Asking Sentry, Heroku and the validators …"):
        opened = open_stack(stack)
        found = survey(*opened)
    steps = next_steps(found)
    if as_json:
        show_json(survey_document(found, steps))
    else:
        _show(found, data())
    errors = tell_errors(found.errors)
    tell_differences(found.rules)
    tell_undeployed(found)
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _show(found: Survey, console: Console) -> None:
    rules = _table("rule", "id", "status", "last triggered", "open issue")
    for seen in found.rules:
        last = last_triggered(seen.alert.get("lastTriggered")) if seen.alert else ""
        rules.add_row(seen.rule.key, seen.rule.id, _status(seen.status), last, _issues(seen))
    checks = _table("app", "config var", "status", "Postmark server")
    for look in found.checks:
        status = _status(look.finding.status.partition(":")[0])
        checks.add_row(look.check.app, look.check.config_var, status, _server(look))
    console.print(rules)
    if found.checks:
        console.print()
        console.print(checks)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _status(status: str) -> Text:
    return Text(status, _STYLES.get(status, "bold red"))


def _issues(seen: RuleSeen) -> Text:
    if seen.issues is None:
        return Text("unknown", "magenta") if seen.error else Text("cannot be searched for")
    if not seen.issues:
        return Text("none")
    lines = Text()
    for issue in seen.issues:
        head = f"{printable(issue['shortId'])}, {count(int(issue['count']), 'event')}"
        lines.append(head, "bold red").append(f"\n{printable(issue['permalink'])}\n")
    lines.rstrip()
    return lines


def _server(look: CheckSeen) -> str:
    server = look.finding.server
    if server is None:
        return ""
    return f"{server.name} ({server.id})" + ("" if look.finding.delivers else ", a sandbox")
