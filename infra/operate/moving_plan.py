"""Where the entries of many alerts are written, and what the next preview says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from infra.base.errors import ConfigError
from infra.base.plural import count
from infra.config.file_changes import FileChange
from infra.config.settings import Settings
from infra.config.stack_additions import FULL_ENOUGH, LARGEST_CONFIG, StackFiles, config_bytes
from infra.operate.expected_preview import Expected, expect_preview
from infra.operate.live_entries import Entry
from infra.operate.moving_in import Left, Moved
from infra.provider.state import Properties
from infra.rules.alert_rule import AlertRule
from infra.sentry.inventory import Inventory

RULES = "alertRules"
"""The key of the stack config that the entries of alerts are under."""
FOLDER = "rules"
"""Where rule files are put if nobody names another folder."""

Declare = Callable[[AlertRule, Settings], Properties]
"""Gives a rule as the program hands it over."""


class Layout(NamedTuple):
    """Where entries go.

    Attributes:
        in_stack_file: by the key of the stack config.
        in_rule_files: by the path of the rule file.
        reason: why not elsewhere; empty where a person said so.
    """

    in_stack_file: Mapping[str, Sequence[Entry]]
    in_rule_files: Mapping[str, Sequence[Entry]]
    reason: str = ""


class MovingPlan(NamedTuple):
    """All that is about to be written.

    Attributes:
        moved: alerts that get an entry.
        left: alerts that get none.
        layout: where the entries go.
        changes: of the files.
        expected: what the next preview says of the new entries.
    """

    moved: Sequence[Moved]
    left: Sequence[Left]
    layout: Layout
    changes: Sequence[FileChange]
    expected: Expected


def plan_move(
    found: Iterable[Moved | Left],
    files: StackFiles,
    into: str | None,
    declare: Declare,
    sentry: Inventory,
    *,
    unchanged: bool,
) -> MovingPlan:
    """Return what is written of the entries that were made.

    Args:
        found: an entry, or why there is none, for each alert.
        files: the stack's.
        into: the file or folder that a person named.
        declare: gives a rule as the program hands it over.
        sentry: what the organization has.
        unchanged: an entry that would change its alert is left out.

    Raises:
        ConfigError: there is no place for the entries.
    """
    moved: list[Moved] = []
    left: list[Left] = []
    for one in found:
        (moved if isinstance(one, Moved) else left).append(one)  # type: ignore[arg-type]
    moved, settings = _loadable(moved, left, files)
    keys = {one.entry["key"] for one in moved}
    rules = [rule for rule in settings.alert_rules if rule.key in keys]
    expected = expect_preview(rules, settings, lambda rule: declare(rule, settings), sentry)
    if unchanged:
        refused = dict(expected.refused)
        refused |= dict.fromkeys(expected.changed, "no entry says all of it")
        refused |= dict.fromkeys(expected.created, "no entry finds it")
        left += [Left(o.live, refused[o.entry["key"]]) for o in moved if o.entry["key"] in refused]
        moved = [one for one in moved if one.entry["key"] not in refused]
        expected = Expected(expected.adopted, {}, (), {})
    layout = lay_out(moved, files, into)
    changes = files.add(layout.in_stack_file, layout.in_rule_files) if moved else []
    return MovingPlan(moved, left, layout, changes, expected)


def _loadable(
    moved: list[Moved], left: list[Left], files: StackFiles
) -> tuple[list[Moved], Settings]:
    """Return those whose entries the stack's files may have, and what the files say with them.

    The others are added to those left.
    """
    settings, problems = files.with_entries({RULES: [one.entry for one in moved]})
    if settings and not problems:
        return moved, settings
    first = len(files.entries)
    reasons: dict[int, str] = {}
    for problem in problems:
        for place in (problem.place, *problem.earlier):
            index = place.location[1] if len(place.location) > 1 else None
            if isinstance(index, int) and index >= first:
                reasons.setdefault(index - first, problem.text)
    left += [Left(moved[index].live, reason) for index, reason in sorted(reasons.items())]
    moved = [one for index, one in enumerate(moved) if index not in reasons]
    settings, _ = files.with_entries({RULES: [one.entry for one in moved]})
    return moved, settings or files.settings


def lay_out(moved: Sequence[Moved], files: StackFiles, into: str | None) -> Layout:
    """Decide which file each entry goes into.

    Raises:
        ConfigError: the file that a person named cannot hold the entries.
    """
    entries = {RULES: [one.entry for one in moved]}
    size = config_bytes(files.config, entries)
    room = f"{_kib(size)} of the {_kib(LARGEST_CONFIG)} KiB that Pulumi allows"
    if into is None:
        if size <= FULL_ENOUGH and files.takes(entries):
            return Layout(entries, {}, f"its config then takes {room}")
        full = f"with them the config in {files.name} would take {room}"
        reason = full if size > FULL_ENOUGH else f"{files.name} has no place for them"
        return Layout({}, _by_project(moved, FOLDER), reason)
    path = _below(into, files.root)
    if path == files.name:
        if size >= LARGEST_CONFIG:
            raise ConfigError(
                f"with {count(len(moved), 'alert')} more the config in {path} would take {room}",
                "leave --into out, or name a folder",
            )
        return Layout(entries, {})
    if PurePosixPath(path).suffix in (".yaml", ".yml"):
        return Layout({}, {path: entries[RULES]})
    return Layout({}, _by_project(moved, path))


def _by_project(moved: Iterable[Moved], folder: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for one in moved:
        path = PurePosixPath(folder, f"{one.place}.yaml").as_posix()
        found.setdefault(path, []).append(one.entry)
    return dict(sorted(found.items()))


def _below(into: str, root: Path) -> str:
    path = Path(into)
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix()


def _kib(size: int) -> int:
    return -(-size // 1024)
