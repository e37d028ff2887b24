"""Texts that take the place of others on disk: shown as a diff, written whole or not at all."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from infra.base.errors import ConfigError


class FileChange(NamedTuple):
    """A file with the text it has, None where there is none, and the text it shall have."""

    path: Path
    before: str | None
    after: str


def read_exactly(path: Path) -> str | None:
    """Return a file's text with its own line breaks, None where there is no such file.

    Raises:
        ConfigError: it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: {error}", "correct the file") from None


def unified_diff(changes: Sequence[FileChange], root: Path) -> str:
    """Return what changes, as `diff -u` and `git diff` show it.

    Args:
        changes: the files.
        root: the folder that their names are shown from.
    """
    lines: list[str] = []
    for path, before, after in changes:
        name = path.relative_to(root).as_posix()
        old = "/dev/null" if before is None else f"a/{name}"
        lines += difflib.unified_diff(
            (before or "").splitlines(keepends=True),
            after.splitlines(keepends=True),
            old,
            f"b/{name}",
        )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def write(change: FileChange) -> None:
    """Put the new text in the place of the old one; a stop at any moment leaves one of the two.

    Raises:
        ConfigError: the file was changed after it was read, or cannot be written.
    """
    path = change.path.resolve()  # a link stays one
    if read_exactly(path) != change.before:
        raise ConfigError(
            f"{change.path.name} was changed by someone else in the meantime; it stays as it is",
            "run the same command again",
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_down(draft, path, change.after)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{change.path.name}: {error}", "make the folder writable") from None


def _write_down(draft: Path, path: Path, text: str) -> None:
    with draft.open("x", encoding="utf-8", newline="") as file:
        if path.exists():
            draft.chmod(path.stat().st_mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
