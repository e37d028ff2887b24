"""`import --all` and from another tool's state: entries of what is live, into files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, NamedTuple

import click

from infra.base.errors import ConfigError
from infra.commands.console import say, watching
from infra.commands.exit_codes import Exit
from infra.commands.import_output import Kept, show_handover, show_plan
from infra.commands.options import name_of
from infra.config.file_changes import write
from infra.config.rival_stacks import declared_elsewhere
from infra.config.settings import Settings
from infra.config.stack_additions import StackFiles
from infra.monitors.monitor import Monitor
from infra.operate.deployed import Deployed
from infra.operate.handover import read_pulumi, read_terraform
from infra.operate.live_counterparts import (
    Pair,
    candidates_of,
    candidates_of_rules,
    find_live,
    read_old_rules,
)
from infra.operate.moving_in import (
    Candidate,
    Claimed,
    by_name,
    declared_alerts,
    deployed_ids,
    find_claimed,
    move,
)
from infra.operate.moving_monitors import (
    NO_MONITORS,
    ClaimedMonitors,
    declared_monitors,
    deployed_monitors,
    find_claimed_monitors,
    move_monitors,
    plan_monitors,
    unclaimed_monitors,
)
from infra.operate.moving_plan import MovingPlan, Part, plan_move
from infra.operate.stack_outputs import read_every
from infra.program.resources import monitor_properties, rule_properties
from infra.provider import monitor_state
from infra.provider.state import Properties, unpack
from infra.rules.alert_rule import AlertRule
from infra.sentry.inventory import Inventory
from infra.services import Services

_READERS = {"from_terraform": read_terraform, "from_pulumi": read_pulumi}


class Wish(NamedTuple):
    """What a person asked for.

    Attributes:
        source: `every`, `from_terraform`, `from_pulumi` or `from_rules`.
        file: to read, where the source is one.
        projects: slugs; none for all.
        into: the file or folder for the entries.
    """

    source: str
    file: Any
    projects: Sequence[str]
    into: str | None
    dry_run: bool
    as_json: bool


def import_many(wish: Wish, stack: str) -> Exit:
    """Write many entries, and say what the next preview says of them."""
    files = StackFiles(stack)
    settings = files.settings
    if settings.sentry_api == "rules":
        raise ConfigError(
            "sentryApi: rules has no alerts, only rules, so nothing can be adopted by ID",
            "python -m infra import --rule-json FILE prints the entry of one rule",
        )
    handover = None
    if reader := _READERS.get(wish.source):
        handover = reader(*_read(wish.file), settings.sentry_organization)
    with watching("Asking Pulumi what is deployed …") as tell:
        stacks = read_every(files.root)
        services = Services(settings.connections, say)
        sentry = services.sentry(settings.sentry_organization)
        sentry.read_whole_lists(lambda read: tell(f"Reading alerts: {read} …"))
        # Another server, or another organization, counts its alerts from the same numbers.
        ours = [one for one in stacks if one.dashboard == sentry.url("")]
        theirs = declared_elsewhere(settings, files.stack, files.namespace, files.root)
        elsewhere = {
            (place, name): file for (place, kind, name), file in theirs.items() if not kind
        }
        claimed = find_claimed(settings, files.entries, ours, files.stack, elsewhere, sentry)
        held = NO_MONITORS
        if wish.source != "from_rules":
            monitored = {place: file for place, file in theirs.items() if place[1]}
            held = find_claimed_monitors(
                settings, files.monitors, ours, files.stack, monitored, sentry
            )
        if handover:
            tell(f"Looking for {len(handover.resources)} resources of {handover.tool} …")
        pairs = find_live(handover, name_of(wish.file), sentry) if handover else []
        wanted = sorted(_monitors(wish, pairs, held, sentry), key=by_name)
        watching_over = plan_monitors(
            move_monitors(wanted, held, settings.sentry_project, sentry),
            files,
            _declare_monitor,
            sentry,
            services.monitors(settings.sentry_organization),
        )
        own = {int(one.live["id"]): one.entry["key"] for one in watching_over.moved}
        wanted = sorted(_candidates(wish, pairs, claimed, settings, sentry), key=by_name)
        known = [settings.sentry_project, *(rule.project for rule in settings.alert_rules)]
        projects = [slug for slug in (*known, *wish.projects) if slug]
        plan = plan_move(
            _counted(
                move(wanted, claimed, projects, sentry, {**held.own, **own}), len(wanted), tell
            ),
            files,
            wish.into,
            _declare,
            sentry,
            unchanged=wish.source != "from_rules",
            monitors=watching_over,
        )
    if not wish.dry_run:
        for change in plan.changes:
            write(change)
    show_plan(plan, files, handover, dry_run=wish.dry_run, as_json=wish.as_json)
    if handover is None:
        wrong = plan.left or plan.monitors.left or plan.expected.refused
        return Exit.WRONG if wrong else Exit.IN_ORDER
    kept = _kept(plan, wish, stack, ours, claimed, held, sentry)
    return show_handover(
        handover, pairs, kept, files.stack, dry_run=wish.dry_run, as_json=wish.as_json
    )


def _kept(
    plan: MovingPlan,
    wish: Wish,
    stack: str,
    deployed: Sequence[Deployed],
    claimed: Claimed,
    held: ClaimedMonitors,
    sentry: Inventory,
) -> tuple[Kept, Kept]:
    """Read back which alerts and monitors the stack's files declare, and why not the others."""
    settings, name = StackFiles(stack).settings, stack.rpartition("/")[2]
    alerts = declared_alerts(settings, deployed_ids(deployed, name), sentry)
    monitors = declared_monitors(settings, deployed_monitors(deployed, name), sentry)
    of_alerts = Part(plan.moved, plan.left, plan.expected)
    return (
        _kept_of(of_alerts, claimed.ids, alerts, dry_run=wish.dry_run),
        _kept_of(plan.monitors, held.ids, monitors, dry_run=wish.dry_run),
    )


def _kept_of(
    part: Part, claimed: Mapping[str, str], declared: Mapping[str, list[str]], *, dry_run: bool
) -> Kept:
    reasons = dict(claimed) | {one.live["id"]: one.reason for one in part.left}
    new = {*part.expected.adopted.values()} if dry_run else set()
    return Kept(new.union(ids[0] for ids in declared.values() if len(ids) == 1), reasons)


def _read(file: IO[str]) -> tuple[str, str]:
    try:
        return file.read(), name_of(file)
    except UnicodeDecodeError:
        raise ConfigError(
            f"{name_of(file)} is not UTF-8 text", "give the file as it was printed"
        ) from None


def _candidates(
    wish: Wish,
    pairs: Sequence[Pair],
    claimed: Claimed,
    settings: Settings,
    sentry: Inventory,
) -> list[Candidate]:
    if wish.source == "from_rules":
        text, file = _read(wish.file)
        home = settings.sentry_project
        if len(wish.projects) > 1:
            raise click.UsageError("--from-rules is about one project")
        project = wish.projects[0] if wish.projects else home
        rules = read_old_rules(text, file)
        return candidates_of_rules(rules, project, home, file, claimed.ids, sentry)
    if wish.source != "every":
        return candidates_of([pair for pair in pairs if not pair.is_monitor], claimed.ids)
    alerts = [alert for id_, alert in sentry.alerts().items() if id_ not in claimed.ids]
    if wish.projects:
        for project in wish.projects:
            sentry.detectors(project)  # which refuses one that is not there
        alerts = [alert for alert in alerts if _is_about(alert, wish.projects, sentry)]
    return [Candidate(alert) for alert in alerts]


def _monitors(
    wish: Wish, pairs: Sequence[Pair], held: ClaimedMonitors, sentry: Inventory
) -> list[Candidate]:
    if wish.source == "from_rules":
        return []
    if wish.source != "every":
        return candidates_of([pair for pair in pairs if pair.is_monitor], held.ids)
    return unclaimed_monitors(held, wish.projects, sentry)


def _is_about(alert: Any, projects: Sequence[str], sentry: Inventory) -> bool:
    rows = sentry.monitors.rows([int(id_) for id_ in alert["detectorIds"]])
    return any(sentry.monitors.slug_of(row) in projects for row in rows)


def _counted(found: Iterable[Any], of: int, tell: Callable[[str], None]) -> Iterable[Any]:
    for number, one in enumerate(found, start=1):
        tell(f"Writing entries: {number} of {of} …")
        yield one


def _declare(rule: AlertRule, settings: Settings) -> Properties:
    organization, project = settings.sentry_organization, settings.project_of(rule)
    return unpack(
        rule_properties(
            rule,
            organization,
            project,
            settings.shares_name(rule),
            monitors_named=settings.monitors_named(rule),
        )
    )


def _declare_monitor(monitor: Monitor, settings: Settings) -> Properties:
    organization, project = settings.sentry_organization, settings.project_of_monitor(monitor)
    shares_name = settings.monitor_shares_name(monitor)
    return monitor_state.unpack(monitor_properties(monitor, organization, project, shares_name))
