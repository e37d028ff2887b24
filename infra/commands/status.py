"""`status`: what is managed, whether it is live, what is firing, and the next command to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    tell_monitor_differences,
    tell_steps,
    tell_undeployed,
)
from infra.operate.monitor_survey import MonitorSeen
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


_ROWS = 20
"""Rules that are all shown; of more, those in order are counted. A terminal has some 24 lines."""

_SHOWN = 3
"""Issues of a rule that are shown; `--json` has them all."""


@click.command("status")
@click.option("--all", "every", is_flag=True, help="Show each rule, however many are in order.")
@stack_option
@json_option
def command(every: bool, stack: str | None, as_json: bool) -> Exit:
    """Show every managed rule, monitor and config var check as they are now.

    What needs somebody comes first. A rule is firing while an issue is unresolved for which its
    alert has fired in the last 24 hours. Exits with 1 when a rule or monitor is missing, drifted,
    disabled or firing, what it watches is down or late, or a config var is wrong.
    """
    with waiting("Asking Sentry, Heroku and the validators …"):
        opened = open_stack(stack)
        found = survey(*opened)
    steps = next_steps(found)
    if as_json:
        show_json(survey_document(found, steps))
    else:
        _show(found, data(), every=every)
    errors = tell_errors(found.errors)
    tell_differences(found.rules)
    tell_monitor_differences(found.monitors)
    tell_undeployed(found)
    tell_steps(steps)
    return worst(errors, wrong=bool(steps))


def _show(found: Survey, console: Console, *, every: bool) -> None:
    rules = _table("rule", "id", "status", "last triggered", "open issue")
    folds = len(found.rules) > _ROWS and not every
    shown = [seen for seen in found.rules if not (folds and _says_nothing(seen))]
    for seen in sorted(shown, key=lambda seen: seen.urgency):
        last = last_triggered(seen.alert.get("lastTriggered")) if seen.alert else ""
        rules.add_row(seen.rule.key, seen.rule.id, _status(seen.status), last, _issues(seen))
    checks = _table("app", "config var", "status", "Postmark server")
    for look in found.checks:
        status = _status(look.finding.status.partition(":")[0])
        checks.add_row(look.check.app, look.check.config_var, status, _server(look))
    if shown:
        console.print(rules)
    for line in _folded(found.rules) if folds else ():
        console.print(line)
    fold = len(found.monitors) > _ROWS and not every
    fine = [seen for seen in found.monitors if fold and seen.in_order]
    monitors = _monitors([seen for seen in found.monitors if seen not in fine])
    for table in (monitors, checks):
        if table.rows:
            console.print()
            console.print(table)
        if table is monitors and fine:
            said = f"{count(len(fine), 'monitor')} in order and not failing; --all lists them"
            console.print(Text(said, "green"))


def _monitors(monitors: Sequence[MonitorSeen]) -> Table:
    table = _table("monitor", "id", "status", "how it is", "since")
    for seen in sorted(monitors, key=lambda seen: seen.urgency):
        since = last_triggered(seen.health.since) if seen.health and seen.health.since else ""
        status = _status(seen.status or "unknown")
        table.add_row(seen.monitor.key, seen.monitor.id, status, _health(seen), since)
    return table


def _health(seen: MonitorSeen) -> Text:
    if seen.health is None:
        return Text("unknown" if seen.error else "", "magenta")
    where = f" in {printable(seen.health.environment)}" if seen.health.environment else ""
    muted = ", muted" if seen.health.muted else ""
    style = "bold red" if seen.wrong else "green" if seen.in_order else "yellow"
    return Text(f"{seen.health.state}{where}{muted}", style)


def _says_nothing(seen: RuleSeen) -> bool:
    """Tell whether a row of its own would say no more of a rule than its count does."""
    return seen.in_order or seen.standing is None


def _folded(rules: list[RuleSeen]) -> Iterator[Text]:
    """Give one line for the rules that are in order, and one for those nobody could ask about."""
    if fine := sum(seen.in_order for seen in rules):
        yield Text(f"{count(fine, 'rule')} in order and not firing; --all lists them", "green")
    if unknown := sum(seen.standing is None for seen in rules):
        line = f"{count(unknown, 'rule')} unknown, because Sentry could not be asked"
        yield Text(f"{line}; --all lists them", "magenta")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _status(status: str) -> Text:
    return Text(status, _STYLES.get(status, "bold red"))


def _issues(seen: RuleSeen) -> Text:
    if seen.issues is None:
        return Text("unknown", "magenta")
    if not seen.issues:
        return Text("none")
    lines = Text()
    for issue in seen.issues[:_SHOWN]:
        head = f"{printable(issue['shortId'])}, {count(int(issue['count']), 'event')}"
        lines.append(head, "bold red").append(f"\n{printable(issue['permalink'])}\n")
    if more := len(seen.issues) - _SHOWN if len(seen.issues) > _SHOWN else 0:
        lines.append(f"and {count(more, 'more issue')}")
    lines.rstrip()
    return lines


def _server(look: CheckSeen) -> str:
    server = look.finding.server
    if server is None:
        return ""
    return f"{server.name} ({server.id})" + ("" if look.finding.delivers else ", a sandbox")
