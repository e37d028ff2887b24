"""What `import --all` and its kin print: what is written, what is left, what comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import click

from infra.base.plural import count
from infra.base.terminal_text import printable
from infra.commands.console import say, show_json
from infra.commands.exit_codes import Exit
from infra.config.file_changes import unified_diff
from infra.config.stack_additions import StackFiles
from infra.operate.handover import OLD_METRIC, Handover
from infra.operate.live_counterparts import Pair
from infra.operate.live_monitors import is_hidden
from infra.operate.moving_in import Left, Moved
from infra.operate.moving_plan import MONITORS, RULES, MovingPlan, count_both

_SHOWN = 20
"""Lines of one kind that a terminal shows; --json has all."""

_WITHOUT = "the same command without --dry-run"

_AFTERWARDS = {
    "Terraform": "run these lines where Terraform's state is, and only then delete the resource "
    "blocks: an apply in between destroys what has no block, and afterwards makes what still has "
    "one a second time",
    "Pulumi": "run these lines, and only then delete the resources from that program: an up in "
    "between destroys what is no longer in it, and afterwards makes what still is a second time",
}


class Kept(NamedTuple):
    """Which alerts, or monitors, the stack's files declare.

    Attributes:
        ids: of those that they do.
        reasons: why not, for those that they do not.
    """

    ids: Collection[str]
    reasons: Mapping[str, str]


def show_plan(
    plan: MovingPlan,
    files: StackFiles,
    handover: Handover | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what is written, or would be."""
    if as_json:
        show_json(_document(plan, files, handover))
    elif dry_run and plan.changes:
        click.echo(unified_diff(plan.changes, files.root), nl=False)
    parts = (("alert", plan.moved, plan.left), ("monitor", *plan.monitors[:2]))
    for what, moved, left in parts:
        _say_some([f"{_title(what, one.live)}: {n}" for one in moved for n in one.notes])
        _say_some([f"{_title(what, one.live)} is left out: {one.reason}" for one in left])
    if not (plan.moved or plan.monitors.moved):
        done = not (plan.left or plan.monitors.left)
        say("Every alert and monitor has an entry already." if done else "No entry was written.")
        return
    verb = "would go into" if dry_run else "are in"
    entries = count_both(plan.moved, plan.monitors.moved)
    say(f"The entries of {entries} {verb} {_place(plan, files)}.")
    say(f"pulumi preview will say: {_expectation(plan)}.")
    waiting = [one.entry["key"] for one in plan.monitors.moved if is_hidden(one.notes)]
    if waiting:
        say(f"{count(len(waiting), 'monitor')} cannot be brought up before that: write the paths")
    if handover is None:
        first = "write the paths in, then " if waiting and not dry_run else ""
        say(f"  Next: {_WITHOUT if dry_run else f'{first}pulumi preview --stack {files.stack}'}")


def _place(plan: MovingPlan, files: StackFiles) -> str:
    paths = list(plan.layout.in_rule_files)
    place = ", ".join(paths) or files.name
    if len(paths) > 1:
        folder = paths[0].rpartition("/")[0]
        place = f"{len(paths)} files of {folder or 'this folder'}, one for each project"
    return f"{place} ({plan.layout.reason})" if plan.layout.reason else place


def _expectation(plan: MovingPlan) -> str:
    expected = plan.expected
    adopted = len(expected.adopted) + len(expected.changed)
    watching = plan.monitors.expected.adopted
    alerts, monitors = range(adopted), [*watching]
    said = [f"{count_both(alerts, monitors)} adopted, {len(expected.changed) or 'none'} changed"]
    if expected.created:
        said.append(f"{len(expected.created)} created, as Sentry has none of the name")
    said += [f"rule {key} refused: {reason}" for key, reason in expected.refused.items()]
    return ", ".join(said)


def _document(plan: MovingPlan, files: StackFiles, handover: Handover | None) -> dict[str, Any]:
    handed = (
        {
            "forget": [one.forget for one in handover.resources if one.kind != OLD_METRIC],
            "metricAlerts": [one.address for one in handover.of(OLD_METRIC)],
            "staying": list(handover.staying),
        }
        if handover
        else {}
    )
    return {
        RULES: [one.entry for one in plan.moved],
        MONITORS: [one.entry for one in plan.monitors.moved],
        "files": [change.path.relative_to(files.root).as_posix() for change in plan.changes],
        **plan.expected._asdict(),
        "adoptedMonitors": plan.monitors.expected.adopted,
        "notes": _notes(plan.moved),
        "monitorNotes": _notes(plan.monitors.moved),
        "left": _left(plan.left),
        "leftMonitors": _left(plan.monitors.left),
        **handed,
    }


def _notes(moved: Sequence[Moved]) -> dict[str, list[str]]:
    return {one.entry["key"]: list(one.notes) for one in moved if one.notes}


def _left(left: Sequence[Left]) -> list[dict[str, Any]]:
    return [
        {"id": one.live.get("id"), "name": one.live["name"], "reason": one.reason} for one in left
    ]


def show_handover(
    handover: Handover,
    pairs: Sequence[Pair],
    kept: tuple[Kept, Kept],
    stack: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Show what the other tool has to forget, and that both know the same.

    Args:
        handover: what the other tool manages.
        pairs: its resources with their alerts and monitors.
        kept: the alerts that the stack's files declare, and the monitors.
        stack: its name.
        dry_run: no entry was written.
        as_json: everything has been shown already, but for people.
    """
    tool = handover.tool
    if handover.staying:
        say(f"{tool} keeps {count(len(handover.staying), 'resource')}: no alert and no monitor")
        _say_some(handover.staying, indent="    ")
    if old := handover.of(OLD_METRIC):
        say(
            f"{tool} keeps {count(len(old), 'old metric alert')}: Sentry has made a monitor and an "
            "alert of each, which import --all takes in"
        )
        _say_some([one.address for one in old], indent="    ")
    alerts = [pair for pair in pairs if not pair.is_monitor]
    monitors = [pair for pair in pairs if pair.is_monitor]
    listed = [
        _show_same(what, {pair.live["id"] for pair in theirs}, ours, f"{tool} and stack {stack}")
        for what, theirs, ours in (("alert", alerts, kept[0]), ("monitor", monitors, kept[1]))
    ]
    handed = [pair for pair in pairs if pair.live["id"] in kept[1 if pair.is_monitor else 0].ids]
    if handed and dry_run:
        say(f"  Next: {_WITHOUT}")
    elif handed:
        say(f"warning: until {tool} forgets them, both manage them and undo each other's changes")
        for pair in handed:
            if not as_json:
                click.echo(pair.resource.forget)
        say(f"  Next: pulumi up --stack {stack}; then {_AFTERWARDS[tool]}")
    return Exit.IN_ORDER if all(listed) else Exit.WRONG


def _show_same(what: str, theirs: Collection[str], kept: Kept, both: str) -> bool:
    """Show which alerts, or monitors, of the other tool the stack has; tell whether all."""
    missing = sorted(set(theirs).difference(kept.ids), key=int)
    _say_some([f"{what} {id_} has no entry: {kept.reasons.get(id_, '')}" for id_ in missing])
    ours = sorted(set(theirs).intersection(kept.ids), key=int)
    if ours:
        more = " …" if len(ours) > _SHOWN else ""
        all_ = "the same" if not missing else f"{len(ours)} of"
        listed = ", ".join(ours[:_SHOWN])
        say(f"{both} list {all_} {count(len(theirs), what)}: {listed}{more}")
    return not missing


def _say_some(lines: Sequence[str], indent: str = "") -> None:
    for line in lines[:_SHOWN]:
        say(indent + printable(line, 1000))
    if len(lines) > _SHOWN:
        say(f"{indent}… and {len(lines) - _SHOWN} more; --json lists all")


def _title(what: str, live: Mapping[str, Any]) -> str:
    name = repr(live["name"])
    return f"{what} {live['id']}, {name}" if "id" in live else f"rule {name}"
