"""Running a vendor's own command line, which reaches nothing but a simulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commands.command_line import ROOT, Ran

_INSTALLED = ROOT / ".node/installed"
_PROGRAMS = ROOT / ".node/node_modules/.bin"
_OLDEST_NODE = 20
_LONGEST_RUN = 60.0  # seconds


class VendorCli:
    """A vendor's command line with a home folder of its own.

    Args:
        name: of the program.
        home: the folder for its settings and caches; it is created.
        variables: environment variables; of the test's own it gets PATH alone.
    """

    def __init__(self, name: str, home: Path, **variables: str) -> None:
        _skip_without_node()
        home.mkdir()
        self._program = _PROGRAMS / name
        self._home = home
        own = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
        self._environment = own | variables

    def run(self, *arguments: str) -> Ran:
        """Run a command, with nothing to read on its standard input.

        Raises:
            subprocess.TimeoutExpired: if it takes longer than a minute.
        """
        process = subprocess.run(  # noqa: S603 (our own arguments)
            [self._program, *arguments],
            cwd=self._home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LONGEST_RUN,
            check=False,
        )
        return Ran(process.returncode, process.stdout, process.stderr)

    def print(self, *arguments: str) -> str:
        """Run a command that must succeed, and return what it prints."""
        ran = self.run(*arguments)
        assert ran.exit_code == 0, ran.data + ran.words
        return ran.data

    def read(self, *arguments: str) -> Any:
        """Run a command that must succeed with `--json`, and return what it prints."""
        return json.loads(self.print(*arguments, "--json"))


def _skip_without_node() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on PATH")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 (node)
    if int(answer.stdout.strip().lstrip("v").partition(".")[0]) < _OLDEST_NODE:
        pytest.skip(f"node {answer.stdout.strip()} is older than {_OLDEST_NODE}")
    if not _INSTALLED.exists():
        pytest.skip("no vendors' command lines: `make .node/installed` installs them")
