"""`import` of one monitor: prints its entry, and what is to be done before a preview."""

from __future__ import annotations

import click

from infra.base.errors import ConfigError
from infra.commands.console import say, show_json
from infra.commands.exit_codes import Exit
from infra.config.settings import Settings
from infra.config.stack_files import project_name
from infra.config.yaml_writer import as_yaml
from infra.operate.live_monitors import is_hidden, write_monitor_entry
from infra.rules.links import id_of_claim
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_inventory import MonitorInventory
from infra.sentry.replies import LiveMonitor


def import_monitor(
    live: LiveMonitor,
    stack: str,
    settings: Settings,
    sentry: Inventory,
    monitors: MonitorInventory,
    as_json: bool,
) -> Exit:
    """Print the entry of a live monitor.

    Args:
        live: the monitor.
        stack: the name of the stack.
        settings: what its files declare.
        sentry: what the organization has.
        monitors: what it has of monitors.
        as_json: for scripts.

    Raises:
        ConfigError: the stack declares it already, or its project cannot be found.
    """
    home, page = settings.sentry_project, monitors.url(live["id"])
    project = sentry.monitors.slug_of(live)
    if not project:
        raise ConfigError(
            f"monitor {live['id']} is of no project that the token may see",
            f"give the token project:read, and look at the monitor's page: {page}",
        )
    shared = _expect_undeclared(live, project, settings, monitors)
    taken = {monitor.key for monitor in settings.monitors}
    entry, notes = write_monitor_entry(live, project, home, taken, sentry, by_id=shared)
    for note in notes:
        say(note)
    if as_json:
        show_json(entry)
    else:
        click.echo(as_yaml(entry), nl=False)
    file = f"Pulumi.{stack.rpartition('/')[2]}.yaml"
    first = "write the paths in, " if is_hidden(notes) else ""
    say(f"  Next: {first}paste it under {project_name()}:monitors in {file}, then pulumi preview:")
    say(f"  it adopts monitor {live['id']} and leaves it as it is: {page}")
    return Exit.IN_ORDER


def _expect_undeclared(
    live: LiveMonitor, project: str, settings: Settings, monitors: MonitorInventory
) -> bool:
    """Tell whether a monitor must be named by its ID, as another has its name.

    Raises:
        ConfigError: an entry has it.
    """
    others = monitors.namesakes(project, live["type"], live["name"], {live["id"]})
    shared = bool(others)
    for monitor in settings.monitors:
        claim = id_of_claim(monitor.monitor or "")
        place = settings.project_of_monitor(monitor), monitor.type, monitor.name
        same = place == (project, live["type"], live["name"].strip())
        if claim == live["id"] or (same and not claim and not shared):
            raise ConfigError(
                f"the monitor {monitor.key} already declares {live['name']!r} in {project}",
                f"pulumi preview shows what it changes: {monitors.url(live['id'])}",
            )
        shared = shared or same
    return shared
