"""Where the entries of many alerts and monitors are written, and what a preview says of them."""

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
MONITORS = "monitors"
FOLDER = "rules"
"""Where rule files are put if nobody names another folder."""

Declare = Callable[[AlertRule, Settings], Properties]
"""Gives a rule as the program hands it over."""


class Layout(NamedTuple):
    """Where entries go.

    Attributes:
        in_stack_file: by the key of the stack config.
        in_rule_files: the same, by the path of the rule file.
        reason: why not elsewhere; empty where a person said so.
    """

    in_stack_file: Mapping[str, Sequence[Entry]]
    in_rule_files: Mapping[str, Mapping[str, Sequence[Entry]]]
    reason: str = ""


class Part(NamedTuple):
    """What becomes of the alerts, or of the monitors.

    Attributes:
        moved: those that get an entry.
        left: those that get none.
        expected: what the next preview says of the new entries.
    """

    moved: Sequence[Moved]
    left: Sequence[Left]
    expected: Expected


NOTHING = Part((), (), Expected({}, {}, (), {}))


class MovingPlan(NamedTuple):
    """All that is about to be written.

    Attributes:
        moved: alerts that get an entry.
        left: alerts that get none.
        expected: what the next preview says of the new entries.
        monitors: the same of the monitors.
        layout: where the entries go.
        changes: of the files.
    """

    moved: Sequence[Moved]
    left: Sequence[Left]
    expected: Expected
    monitors: Part
    layout: Layout
    changes: Sequence[FileChange]


def plan_move(
    found: Iterable[Moved | Left],
    files: StackFiles,
    into: str | None,
    declare: Declare,
    sentry: Inventory,
    *,
    unchanged: bool,
    monitors: Part = NOTHING,
) -> MovingPlan:
    """Return what is written of the entries that were made.

    Args:
        found: an entry, or why there is none, for each alert.
        files: the stack's.
        into: the file or folder that a person named.
        declare: gives a rule as the program hands it over.
        sentry: what the organization has.
        unchanged: an entry that would change its alert is left out.
        monitors: those that are moved in with the alerts.

    Raises:
        ConfigError: there is no place for the entries.
    """
    moved: list[Moved] = []
    left: list[Left] = []
    for one in found:
        (moved if isinstance(one, Moved) else left).append(one)  # type: ignore[arg-type]
    added = entries_of((), monitors.moved)
    moved, settings = loadable(RULES, moved, left, files, added)
    keys = {one.entry["key"] for one in moved}
    rules = [rule for rule in settings.alert_rules if rule.key in keys]
    expected = expect_preview(rules, settings, lambda rule: declare(rule, settings), sentry)
    part = Part(moved, left, expected)
    part = leave_out_changed(part) if unchanged else part
    layout = lay_out(part.moved, files, into, monitors.moved)
    anything = part.moved or monitors.moved
    changes = files.add(layout.in_stack_file, layout.in_rule_files) if anything else []
    return MovingPlan(*part, monitors, layout, changes)


def leave_out_changed(part: Part) -> Part:
    """Leave out the entries that a preview would refuse, or that would change what they adopt."""
    expected = part.expected
    refused = dict(expected.refused)
    refused |= dict.fromkeys(expected.changed, "no entry says all of it")
    refused |= dict.fromkeys(expected.created, "no entry finds it")
    out = [one for one in part.moved if one.entry["key"] in refused]
    left = [*part.left, *(Left(one.live, refused[one.entry["key"]]) for one in out)]
    moved = [one for one in part.moved if one.entry["key"] not in refused]
    return Part(moved, left, Expected(expected.adopted, {}, (), {}))


def loadable(
    key: str,
    moved: list[Moved],
    left: list[Left],
    files: StackFiles,
    also: Mapping[str, Sequence[Entry]] = {},
) -> tuple[list[Moved], Settings]:
    """Return those whose entries the stack's files may have, and what the files say with them.

    The others are added to those left.

    Args:
        key: of the stack config.
        moved: with their entries.
        left: those without.
        files: the stack's.
        also: entries under other keys that go with them.
    """
    settings, problems = files.with_entries({**also, key: [one.entry for one in moved]})
    if settings and not problems:
        return moved, settings
    first = len(files.entries if key == RULES else files.monitors)
    reasons: dict[int, str] = {}
    for problem in problems:
        for place in (problem.place, *problem.earlier):
            where = place.location
            index = where[1] if where[:1] == (key,) and len(where) > 1 else None
            if isinstance(index, int) and index >= first:
                reasons.setdefault(index - first, problem.text)
    left += [Left(moved[index].live, reason) for index, reason in sorted(reasons.items())]
    moved = [one for index, one in enumerate(moved) if index not in reasons]
    settings, _ = files.with_entries({**also, key: [one.entry for one in moved]})
    return moved, settings or files.settings


def entries_of(rules: Iterable[Moved], monitors: Iterable[Moved]) -> dict[str, list[Entry]]:
    """Return the entries by their keys of the stack config, without a key that has none."""
    found = {RULES: [one.entry for one in rules], MONITORS: [one.entry for one in monitors]}
    return {key: entries for key, entries in found.items() if entries}


def lay_out(
    moved: Sequence[Moved], files: StackFiles, into: str | None, monitors: Sequence[Moved] = ()
) -> Layout:
    """Decide which file each entry goes into.

    Raises:
        ConfigError: the file that a person named cannot hold the entries.
    """
    entries = entries_of(moved, monitors)
    size = config_bytes(files.config, entries)
    room = f"{_kib(size)} of the {_kib(LARGEST_CONFIG)} KiB that Pulumi allows"
    if into is None:
        if size <= FULL_ENOUGH and files.takes(entries):
            return Layout(entries, {}, f"its config then takes {room}")
        full = f"with them the config in {files.name} would take {room}"
        reason = full if size > FULL_ENOUGH else f"{files.name} has no place for them"
        return Layout({}, _by_project(moved, monitors, FOLDER, files), reason)
    path = _below(into, files.root)
    if path == files.name:
        if size >= LARGEST_CONFIG:
            raise ConfigError(
                f"with {count_both(moved, monitors)} more the config in {path} would take {room}",
                "leave --into out, or name a folder",
            )
        return Layout(entries, {})
    if PurePosixPath(path).suffix in (".yaml", ".yml"):
        return Layout({}, _in_file(path, moved, monitors, files))
    return Layout({}, _by_project(moved, monitors, path, files))


def count_both(alerts: Sequence[object], monitors: Sequence[object]) -> str:
    """Say how many alerts and monitors there are; of monitors only if there are some."""
    said = [count(len(alerts), "alert")] if alerts or not monitors else []
    said += [count(len(monitors), "monitor")] if monitors else []
    return " and ".join(said)


def _by_project(
    moved: Iterable[Moved], monitors: Iterable[Moved], folder: str, files: StackFiles
) -> dict[str, dict[str, list[Entry]]]:
    places: dict[str, tuple[list[Moved], list[Moved]]] = {}
    for index, listed in enumerate((moved, monitors)):
        for one in listed:
            places.setdefault(one.place, ([], []))[index].append(one)
    found: dict[str, dict[str, list[Entry]]] = {}
    for place, (own, watching) in places.items():
        found |= _in_file(PurePosixPath(folder, f"{place}.yaml").as_posix(), own, watching, files)
    return dict(sorted(found.items()))


def _in_file(
    path: str, moved: Iterable[Moved], monitors: Iterable[Moved], files: StackFiles
) -> dict[str, dict[str, list[Entry]]]:
    """Return what goes into a file; monitors have one of their own beside a list of rules."""
    if not files.is_list(path):
        return {path: entries_of(moved, monitors)}
    steps = PurePosixPath(path)
    beside = steps.with_name(f"{steps.stem}-monitors{steps.suffix}").as_posix()
    found = {path: entries_of(moved, ()), beside: entries_of((), monitors)}
    return {file: entries for file, entries in found.items() if entries}


def _below(into: str, root: Path) -> str:
    path = Path(into)
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix()


def _kib(size: int) -> int:
    return -(-size // 1024)
