"""Running `python -m infra …` as a person would, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """What a command left behind."""

    exit_code: int
    data: str
    words: str


def run(*arguments: str, root: Path = ROOT, stdin: str = "", **variables: str) -> Ran:
    """Run a command with these environment variables and no others of the program's own.

    Args:
        arguments: what stands after `python -m infra`.
        root: the project's folder.
        stdin: what is typed.
        variables: environment variables.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), "LANG": "C.UTF-8", **variables}
    process = subprocess.run(  # noqa: S603 (our own arguments)
        [sys.executable, "-m", "infra", *arguments],
        cwd=root,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(process.returncode, process.stdout, process.stderr)
