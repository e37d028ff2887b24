"""`unmanaged`: the live alerts and monitors that no stack manages, and doubles. Only reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import click
from rich import box
from rich.table import Table

from infra.base.terminal_text import printable
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import Opened, open_stack
from infra.commands.options import json_option, stack_option
from infra.monitors.canonical import KINDS
from infra.operate.deployed import Deployed
from infra.operate.stack_outputs import read_others
from infra.operate.times import last_triggered
from infra.operate.unmanaged import (
    ALL_PROJECTS,
    Unmanaged,
    UnmanagedMonitor,
    find_unmanaged,
    find_unmanaged_monitors,
)
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_inventory import MonitorInventory


@click.command("unmanaged")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """List live alerts and monitors in the stack's projects that no stack of this program manages.

    Marks alerts that seem to be a second one of a managed rule: a mail may come twice. Deletes
    nothing. Exits with 1 when there is such an alert.
    """
    with waiting("Asking Sentry …"):
        opened = open_stack(stack)
        sentry = opened.services.sentry(opened.settings.sentry_organization)
        pages = opened.services.monitors(opened.settings.sentry_organization)
        # Another server, or another organization, counts its alerts from the same numbers.
        others = read_others(opened.deployed)
        others = [one for one in others if one.dashboard == opened.deployed.dashboard]
        found = _find_alerts(opened, others, sentry)
        monitors = _find_monitors(opened, others, sentry, pages)
    if as_json:
        alerts = [_document(one, sentry) for one in found]
        show_json(alerts + [_monitor_document(one, pages) for one in monitors])
    else:
        _show(found, monitors, sentry, pages)
    doubles = [one for one in found if one.doubles]
    for one in doubles:
        say(
            f"{one.alert['id']}: seems to be a second alert of {', '.join(one.doubles)}: a mail "
            f"may come twice\n  Next: look at it, then delete or disable it: "
            f"{sentry.url(one.alert['id'])}"
        )
    if len(found) > len(doubles) or monitors:
        say(
            "  Next: python -m infra import ID prints the entry that brings one into a stack; "
            "import --all writes those of all"
        )
    return Exit.WRONG if doubles else Exit.IN_ORDER


def _find_alerts(opened: Opened, others: Sequence[Deployed], sentry: Inventory) -> list[Unmanaged]:
    deployed = opened.deployed
    monitors: dict[str, Collection[int]] = {
        project: sentry.detectors(project).values() for project in _projects(opened)
    }
    if (everybodys := sentry.monitors.all_projects()) is not None:
        monitors[ALL_PROJECTS] = [everybodys]
    elsewhere = {rule.id for other in others for rule in other.managed_rules}
    return find_unmanaged(sentry.alerts().values(), monitors, deployed.managed_rules, elsewhere)


def _find_monitors(
    opened: Opened, others: Sequence[Deployed], sentry: Inventory, pages: MonitorInventory
) -> list[UnmanagedMonitor]:
    return find_unmanaged_monitors(
        {project: pages.of_project(project).values() for project in _projects(opened)},
        {monitor.id for one in (opened.deployed, *others) for monitor in one.monitors},
        sentry.alerts().values(),
        opened.services.monitor_health(opened.settings.sentry_organization).of,
    )


def _projects(opened: Opened) -> list[str]:
    deployed = opened.deployed
    of_rules = [rule.project for rule in deployed.managed_rules]
    of_monitors = [monitor.project for monitor in deployed.monitors]
    return sorted({opened.settings.sentry_project, *of_rules, *of_monitors})


def _show(
    found: list[Unmanaged],
    monitors: list[UnmanagedMonitor],
    sentry: Inventory,
    pages: MonitorInventory,
) -> None:
    if found:
        data().print(_table(found, sentry))
    if monitors:
        data().print(*[""] if found else [], _monitor_table(monitors, pages), sep="\n")
    if not (found or monitors):
        say("Every alert and monitor of the stack's projects is managed by a stack.")


def _document(one: Unmanaged, sentry: Inventory) -> dict[str, Any]:
    alert = one.alert
    return {
        "id": alert["id"],
        "name": alert["name"],
        "project": one.project,
        "url": sentry.url(alert["id"]),
        "enabled": alert["enabled"],
        "last_triggered": alert.get("lastTriggered"),
        "owner": alert.get("owner"),
        "doubles": list(one.doubles),
    }


def _table(found: list[Unmanaged], sentry: Inventory) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in ("id", "name", "project", "last triggered", "owner", "doubles", "link"):
        table.add_column(column, overflow="fold")
    for one in found:
        alert = one.alert
        disabled = "" if alert["enabled"] else " (disabled)"
        table.add_row(
            alert["id"],
            printable(alert["name"]) + disabled,
            one.project,
            last_triggered(alert.get("lastTriggered")),
            printable(alert.get("owner") or "nobody"),
            ", ".join(one.doubles),
            sentry.url(alert["id"]),
        )
    return table


def _monitor_document(one: UnmanagedMonitor, pages: MonitorInventory) -> dict[str, Any]:
    monitor = one.monitor
    return {
        "id": monitor["id"],
        "name": monitor["name"],
        "kind": KINDS.get(monitor["type"], monitor["type"]),
        "project": one.project,
        "url": pages.url(monitor["id"]),
        "enabled": monitor["enabled"],
        "health": one.health.state,
        "alerts": list(one.alerts),
    }


def _monitor_table(found: list[UnmanagedMonitor], pages: MonitorInventory) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in ("id", "kind", "monitor", "project", "how it is", "alerts", "link"):
        table.add_column(column, overflow="fold")
    for one in found:
        monitor = one.monitor
        table.add_row(
            monitor["id"],
            printable(KINDS.get(monitor["type"], monitor["type"])),
            printable(monitor["name"]),
            one.project,
            one.health.state,
            ", ".join(one.alerts) or "none",
            pages.url(monitor["id"]),
        )
    return table
