"""What a stack's files become when entries are added: to the stack file, or to rule files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from infra.base.errors import ConfigError
from infra.config.entry_insertion import NoPlaceError, with_items
from infra.config.file_changes import FileChange, read_exactly
from infra.config.rival_stacks import other_configs
from infra.config.rule_files import list_of, load_rule_files
from infra.config.settings import Settings
from infra.config.stack_files import ROOT, config_of, project_name, project_values
from infra.config.yaml_reader import value_of
from infra.rules.problems import Problem

Entries = Sequence[Mapping[str, Any]]

LARGEST_CONFIG = 128 * 1024
"""Bytes that Linux lets one environment variable have; see `infra.config.rule_files`."""
FULL_ENOUGH = LARGEST_CONFIG // 2
"""Bytes of config up to which new entries go into the stack file, so that as many more may come."""


def config_bytes(config: Mapping[str, Any], added: Mapping[str, Entries]) -> int:
    """Return the size of the variable in which the engine hands a stack's config to the program.

    Args:
        config: the stack's own, without what its rule files hold.
        added: further entries, by the key of the stack config.
    """
    whole = dict(config)
    for key, entries in added.items():
        whole[key] = [*(list_of(whole.get(key, [])) or []), *entries]
    tight = (",", ":")
    texts = {
        key: value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=tight)
        for key, value in whole.items()
    }
    text = json.dumps(texts, ensure_ascii=False, separators=tight)
    escaped = sum(map(text.count, "<>&"))  # Go's JSON writes \\u003c, seven bytes for one
    return len(text.encode()) + 6 * escaped


class StackFiles:
    """A stack's files, to which entries are added.

    Args:
        stack: its name, with or without `organization/project/` before it.
        root: the folder of `Pulumi.yaml`.

    Attributes:
        stack: its name.
        name: of the stack file.
        config: as Pulumi hands it out, keys without their namespace.
        entries: of the rules, as they are written, those of rule files too.
        monitors: the same of the monitors.
        settings: what all of it says.

    Raises:
        ConfigError: a file is missing, is no YAML, or with every problem of what it says.
    """

    def __init__(self, stack: str, root: Path = ROOT) -> None:
        self.root = root
        self.stack = stack.rpartition("/")[2]
        self.name = f"Pulumi.{self.stack}.yaml"
        self.namespace = project_name(root)
        self.config = config_of(stack, root)
        self._whole, places = load_rule_files(self.config, root)
        self.settings = Settings.load(self._whole, self.namespace, places)
        self.entries: list[Any] = list_of(self._whole["alertRules"]) or []
        self.monitors: list[Any] = list_of(self._whole.get("monitors", [])) or []
        self._text = read_exactly(root / self.name) or ""
        said = (_parse(self._text) or {}).get("config") or {}
        self._own = {key.removeprefix(f"{self.namespace}:") for key in said}
        self._patterns = [str(pattern) for pattern in list_of(self.config.get("ruleFiles")) or []]

    def with_entries(self, added: Mapping[str, Entries]) -> tuple[Settings | None, list[Problem]]:
        """Return what all of it would say with further entries, and every problem of that."""
        whole = dict(self._whole)
        for key, entries in added.items():
            whole[key] = [*(list_of(whole.get(key, [])) or []), *entries]
        return Settings.examine(whole)

    def takes(self, added: Mapping[str, Entries]) -> bool:
        """Tell whether the stack file itself has a place for entries."""
        try:
            self.add(added, {})
        except ConfigError:
            return False
        return all(map(self._holds, added))

    def _holds(self, key: str) -> bool:
        """Tell whether the stack file itself says a key, not `Pulumi.yaml` for all stacks."""
        return key in self._own or not list_of(project_values(self.root).get(key))

    def add(
        self,
        in_stack_file: Mapping[str, Entries],
        in_rule_files: Mapping[str, Mapping[str, Entries]],
    ) -> list[FileChange]:
        """Return the changes that add entries, the stack file's last.

        Args:
            in_stack_file: by the key of the stack config, such as `alertRules`.
            in_rule_files: the same, by the path of the rule file.

        Raises:
            ConfigError: a file is another's, or is written so that nothing can be added.
        """
        self._expect_ours(in_rule_files)
        named = match_rule_files(self._patterns, in_rule_files)
        changes = [
            self._rule_file(path, entries, named=path in named)
            for path, entries in in_rule_files.items()
        ]
        text = self._text
        for key, entries in in_stack_file.items():
            text = self._put(self.name, text, ("config", f"{self.namespace}:{key}"), entries)
        unnamed = [path for path in in_rule_files if path not in named]
        if unnamed:
            listed = unnamed if "ruleFiles" in self._own else [*self._patterns, *unnamed]
            text = self._put(self.name, text, ("config", f"{self.namespace}:ruleFiles"), listed)
        changes.append(FileChange(self.root / self.name, self._text, text))
        return [change for change in changes if change.before != change.after]

    def is_list(self, path: str) -> bool:
        """Tell whether a rule file of the stack is a list, which has no place for monitors."""
        named = path in match_rule_files(self._patterns, [path])
        return named and isinstance(_parse(read_exactly(self.root / path) or ""), list)

    def _rule_file(self, path: str, added: Mapping[str, Entries], *, named: bool) -> FileChange:
        before = read_exactly(self.root / path)
        fresh = before or "" if named else ""
        is_list = [*added] == ["alertRules"] and not isinstance(_parse(fresh), dict)
        for key, entries in added.items():
            fresh = self._put(path, fresh, () if is_list else (key,), entries)
        if not named and before not in (None, fresh):  # the same is there after a stopped run
            raise ConfigError(
                f"{path} is there already, and the stack's ruleFiles do not name it",
                "name another folder with --into, or delete the file if nothing needs it",
            )
        return FileChange(self.root / path, before, fresh)

    def _put(self, name: str, text: str, path: tuple[str, ...], items: Sequence[Any]) -> str:
        try:
            return with_items(text, path, items)
        except NoPlaceError:
            what = f"{path[-1]} of {name}" if path else name
            raise ConfigError(
                f"{what} is not a list with a line for each entry, so nothing can be added "
                "without writing it again",
                "write it as docs/writing-rules.md does, or name a folder with --into",
            ) from None

    def _expect_ours(self, paths: Iterable[str]) -> None:
        """Refuse rule files that another stack would take in too."""
        for path in paths:
            steps = PurePosixPath(path)
            if steps.is_absolute() or ".." in steps.parts:
                raise ConfigError(
                    f"--into {path} leads out of the project", "name a folder such as rules"
                )
        for other, config in other_configs(self.root, self.namespace, self.stack):
            patterns = [*map(str, list_of(config.get("ruleFiles")) or [])]
            if found := sorted(match_rule_files(patterns, paths)):
                raise ConfigError(
                    f"{found[0]} is a rule file of Pulumi.{other}.yaml too: both stacks would "
                    "declare what is in it",
                    f"name another folder: --into rules/{self.stack}",
                )


def _parse(text: str) -> Any:
    return value_of(text.removeprefix("\ufeff"))


def match_rule_files(patterns: Iterable[str], paths: Iterable[str]) -> set[str]:
    """Return the paths that patterns of `ruleFiles` match, whether or not there are such files."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path in paths:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
        inside = [p for p in patterns if p and not p.startswith("/") and ".." not in p]
        found = {match for pattern in inside for match in root.glob(pattern)}
        return {match.relative_to(root).as_posix() for match in found if match.is_file()}
