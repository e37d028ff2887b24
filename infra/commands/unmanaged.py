"""`unmanaged`: the live alerts that no stack manages, and doubles of managed ones. Only reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import click
from rich import box
from rich.table import Table

from infra.base.terminal_text import printable
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.config.settings import Settings
from infra.operate.deployed import Deployed
from infra.operate.stack_outputs import read_others
from infra.operate.times import last_triggered
from infra.operate.unmanaged import ALL_PROJECTS, Unmanaged, find_unmanaged
from infra.sentry.inventory import Inventory


@click.command("unmanaged")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """List live alerts in the stack's projects that no stack of this program manages.

    Marks those that seem to be a second alert of a managed rule: a mail may come twice.
    Deletes nothing. Exits with 1 when there is such an alert.
    """
    with waiting("Asking Sentry …"):
        deployed, settings, services = open_stack(stack)
        sentry = services.sentry(settings.sentry_organization)
        found = _find_in_projects(deployed, settings, sentry)
    if as_json:
        show_json([_document(one, sentry) for one in found])
    elif found:
        data().print(_table(found, sentry))
    else:
        say("Every alert of the stack's projects is managed by a stack.")
    doubles = [one for one in found if one.doubles]
    for one in doubles:
        say(
            f"{one.alert['id']}: seems to be a second alert of {', '.join(one.doubles)}: a mail "
            f"may come twice\n  Next: look at it, then delete or disable it: "
            f"{sentry.url(one.alert['id'])}"
        )
    if len(found) > len(doubles):
        say(
            "  Next: python -m infra import ID prints the entry that brings an alert into a stack; "
            "import --all writes those of all"
        )
    return Exit.WRONG if doubles else Exit.IN_ORDER


def _find_in_projects(deployed: Deployed, settings: Settings, sentry: Inventory) -> list[Unmanaged]:
    projects = {settings.sentry_project} | {rule.project for rule in deployed.managed_rules}
    monitors: dict[str, Collection[int]] = {
        project: sentry.detectors(project).values() for project in sorted(projects)
    }
    if (everybodys := sentry.monitors.all_projects()) is not None:
        monitors[ALL_PROJECTS] = [everybodys]
    # Another server, or another organization, counts its alerts from the same numbers.
    others = [other for other in read_others(deployed) if other.dashboard == deployed.dashboard]
    elsewhere = {rule.id for other in others for rule in other.managed_rules}
    return find_unmanaged(sentry.alerts().values(), monitors, deployed.managed_rules, elsewhere)


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
