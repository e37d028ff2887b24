"""A file is written whole or not at all, and never over what someone else wrote meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.base.errors import ConfigError
from infra.config.file_changes import FileChange, read_exactly, unified_diff, write


def test_a_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "rules" / "web.yaml"
    write(FileChange(path, None, "a\r\n"))
    assert path.read_bytes() == b"a\r\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["web.yaml"]


def test_a_file_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write(FileChange(link, "old", "new"))
    assert (path.read_text("utf-8"), link.is_symlink()) == ("new", True)
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_was_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "real.yaml"
    path.write_text("somebody's", encoding="utf-8")
    with pytest.raises(ConfigError, match="changed by someone else"):
        write(FileChange(path, "old", "new"))
    assert path.read_text("utf-8") == "somebody's"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError("No space left on device")])
def test_a_stop_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    path = tmp_path / "real.yaml"
    path.write_text("old", encoding="utf-8")

    def stopping(_: int) -> None:
        raise stop

    monkeypatch.setattr(os, "fsync", stopping)
    with pytest.raises((KeyboardInterrupt, ConfigError)):
        write(FileChange(path, "old", "new"))
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_diff_is_as_git_shows_it(tmp_path: Path) -> None:
    changes = [
        FileChange(tmp_path / "a.yaml", "one\ntwo\n", "one\nthree\n"),
        FileChange(tmp_path / "rules" / "b.yaml", None, "new\n"),
    ]
    assert unified_diff(changes, tmp_path) == (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
        "--- /dev/null\n+++ b/rules/b.yaml\n@@ -0,0 +1 @@\n+new\n"
    )


def test_no_file_has_no_text(tmp_path: Path) -> None:
    assert read_exactly(tmp_path / "none.yaml") is None
