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
from infra.operate.handover import MONITOR, Handover
from infra.operate.live_counterparts import Pair
from infra.operate.moving_plan import RULES, MovingPlan

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
    """Which alerts the stack's files declare.

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
    _say_some([f"{_title(one.live)}: {note}" for one in plan.moved for note in one.notes])
    _say_some([f"{_title(one.live)} is left out: {one.reason}" for one in plan.left])
    if not plan.moved:
        say("No entry was written." if plan.left else "Every alert has an entry already.")
        return
    verb = "would go into" if dry_run else "are in"
    say(f"The entries of {count(len(plan.moved), 'alert')} {verb} {_place(plan, files)}.")
    say(f"pulumi preview will say: {_expectation(plan)}.")
    if handover is None:
        say(f"  Next: {_WITHOUT if dry_run else f'pulumi preview --stack {files.stack}'}")


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
    said = [f"{count(adopted, 'alert')} adopted, {len(expected.changed) or 'none'} changed"]
    if expected.created:
        said.append(f"{len(expected.created)} created, as Sentry has none of the name")
    said += [f"rule {key} refused: {reason}" for key, reason in expected.refused.items()]
    return ", ".join(said)


def _document(plan: MovingPlan, files: StackFiles, handover: Handover | None) -> dict[str, Any]:
    handed = (
        {
            "forget": [one.forget for one in handover.resources if one.kind != MONITOR],
            "monitors": [one.address for one in handover.of(MONITOR)],
            "staying": list(handover.staying),
        }
        if handover
        else {}
    )
    return {
        RULES: [one.entry for one in plan.moved],
        "files": [change.path.relative_to(files.root).as_posix() for change in plan.changes],
        **plan.expected._asdict(),
        "notes": {one.entry["key"]: list(one.notes) for one in plan.moved if one.notes},
        "left": [
            {"id": one.live.get("id"), "name": one.live["name"], "reason": one.reason}
            for one in plan.left
        ],
        **handed,
    }


def show_handover(
    handover: Handover,
    pairs: Sequence[Pair],
    kept: Kept,
    stack: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Show what the other tool has to forget, and that both know the same alerts.

    Args:
        handover: what the other tool manages.
        pairs: its resources with their alerts.
        kept: the alerts that the stack's files declare.
        stack: its name.
        dry_run: no entry was written.
        as_json: everything has been shown already, but for people.
    """
    tool = handover.tool
    if handover.staying:
        say(f"{tool} keeps {count(len(handover.staying), 'resource')}: no alert and no monitor")
        _say_some(handover.staying, indent="    ")
    if monitors := handover.of(MONITOR):
        say(f"{tool} keeps {count(len(monitors), 'monitor')}: only alerts are imported so far")
        _say_some([one.address for one in monitors], indent="    ")
    theirs = {pair.alert["id"] for pair in pairs}
    missing = sorted(theirs.difference(kept.ids), key=int)
    _say_some([f"alert {id_} has no entry: {kept.reasons.get(id_, '')}" for id_ in missing])
    ours = sorted(theirs.intersection(kept.ids), key=int)
    if ours:
        more = " …" if len(ours) > _SHOWN else ""
        all_ = "the same" if not missing else f"{len(ours)} of"
        listed = ", ".join(ours[:_SHOWN])
        say(f"{tool} and stack {stack} list {all_} {count(len(theirs), 'alert')}: {listed}{more}")
    if ours and dry_run:
        say(f"  Next: {_WITHOUT}")
    elif ours:
        say(f"warning: until {tool} forgets them, both manage them and undo each other's changes")
        for pair in pairs:
            if pair.alert["id"] in kept.ids and not as_json:
                click.echo(pair.resource.forget)
        say(f"  Next: pulumi up --stack {stack}; then {_AFTERWARDS[tool]}")
    return Exit.WRONG if missing else Exit.IN_ORDER


def _say_some(lines: Sequence[str], indent: str = "") -> None:
    for line in lines[:_SHOWN]:
        say(indent + printable(line, 1000))
    if len(lines) > _SHOWN:
        say(f"{indent}… and {len(lines) - _SHOWN} more; --json lists all")


def _title(live: Mapping[str, Any]) -> str:
    name = repr(live["name"])
    return f"alert {live['id']}, {name}" if "id" in live else f"rule {name}"
