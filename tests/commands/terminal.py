"""Running `python -m infra …` on a terminal of its own, and answering what it asks."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from tests.commands.project import TOKENS, Project

LONGEST = 90.0  # seconds
_CONTROLLING = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    # Tests that run in the background have SIGINT ignored, and a child would inherit that.
    "signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, '-m', 'infra', *sys.argv[1:]])"
)
INTERRUPT = "\x03"


class OnTerminal:
    """A command that runs on a terminal.

    Args:
        project: whose folder it runs in.
        arguments: what stands after `python -m infra`.
        variables: environment variables.
    """

    def __init__(self, project: Project, arguments: Sequence[str], **variables: str) -> None:
        self._master, slave = pty.openpty()
        path = f"{project.bin}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, "HOME": str(project.root), "LANG": "C.UTF-8", "TERM": "dumb"}
        self._process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [sys.executable, "-c", _CONTROLLING, *arguments],
            cwd=project.root,
            env=environment | TOKENS | variables,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.pid = self._process.pid
        self.shown = ""

    def answer(self, question: str, text: str) -> None:
        """Wait until a question is shown, then type; a secret is typed ahead of no prompt."""
        self._read_until(question)
        os.write(self._master, text.encode())

    def exit_code(self) -> int:
        """Wait for the end, and return what the command exited with."""
        self._read_until(None)
        os.close(self._master)
        return self._process.wait(LONGEST)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(LONGEST)
        os.close(self._master)

    def _read_until(self, text: str | None) -> None:
        seen, ends = len(self.shown), time.monotonic() + LONGEST
        while text is None or text not in self.shown[seen:]:
            readable, _, _ = select.select([self._master], [], [], 1.0)
            if not readable:
                if time.monotonic() > ends:
                    self.kill()
                    raise TimeoutError(f"never shown: {text!r}; shown: {self.shown}")
                continue
            try:
                piece = os.read(self._master, 4096)
            except OSError:  # Linux tells so that the other side is closed
                piece = b""
            if not piece:
                if text is not None:
                    raise EOFError(f"never shown: {text!r}; shown: {self.shown}")
                return
            self.shown += piece.decode(errors="replace")
