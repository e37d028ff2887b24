"""The engine where no Pulumi CLI can be had: the program is rehearsed on Pulumi's test runtime."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.engine.interface import Outcome
from tests.engine.rehearsal_state import outputs_of, read_state, write_state

GRACE = 20.0
"""Seconds that an interrupted operation has for its last step, as long as the CLI's."""

_HERE = Path(__file__).parents[2]


class RehearsalEngine:
    """The program on Pulumi's test runtime, and the real provider process.

    Args:
        folder: where the state is kept.
        stack_file: the stack's config.
        project_root: where the program is.
        environment: every environment variable the program and its providers shall see.
    """

    name = "Pulumi's test runtime (rehearsal, no CLI here)"

    def __init__(
        self, folder: Path, stack_file: Path, project_root: Path, environment: Mapping[str, str]
    ) -> None:
        self._state = folder.absolute() / "rehearsal.json"
        self.stack_file = stack_file.absolute()
        self._root = project_root.absolute()
        self._environment = dict(environment)
        folder.mkdir(parents=True, exist_ok=True)

    def preview(self, *, expect_no_changes: bool = False, diff: bool = False) -> Outcome:
        """Show what `up` would do."""
        flags = ["--expect-no-changes"] * expect_no_changes + ["--diff"] * diff
        return self._run("preview", *flags)

    def up(self) -> Outcome:
        """Make it so."""
        return self._run("up")

    def refresh(self) -> Outcome:
        """Bring the state up to what is live."""
        return self._run("refresh")

    def destroy(self) -> Outcome:
        """Delete everything the stack has."""
        return self._run("destroy")

    def outputs(self) -> dict[str, Any]:
        """Return the stack outputs."""
        return outputs_of(self.state())

    def state(self) -> dict[str, Any]:
        """Return the stack's state in the form of `pulumi stack export`."""
        return read_state(self._state)

    def restore(self, state: dict[str, Any]) -> None:
        """Replace the state; this engine keeps no provider as a resource."""
        found = state["deployment"]["resources"]
        own = [r for r in found if not r["type"].startswith("pulumi:providers:")]
        write_state(self._state, own)

    def forget(self) -> None:
        """Empty the state, as the loss of its file would; nothing live is touched."""
        write_state(self._state, [])

    def _run(self, operation: str, *flags: str) -> Outcome:
        paths = {"--root": self._root, "--stack-file": self.stack_file, "--state": self._state}
        arguments = [text for option, path in paths.items() for text in (option, str(path))]
        # A file, not a pipe: a pipe would stay open as long as any process holds it.
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(  # noqa: S603 (our own arguments)
                [
                    *(sys.executable, "-u", "-m", "tests.engine.rehearsal_program", operation),
                    *(*arguments, *flags),
                ],
                cwd=_HERE,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                exit_code = process.wait()
            finally:
                _stop(process)
            output.seek(0)
            return Outcome(exit_code, output.read().decode(errors="replace"))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let a running operation record its last step and end its provider, then kill what is left."""
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
