"""Types a page's commands at a shell, and holds what is printed to what the page shows."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.docs.page import Block, Step, difference
from tests.engine.interface import Outcome

_LONGEST = 300  # seconds


class Terminal:
    """A shell in which folder and exported variables last from one command to the next.

    Args:
        folder: where it is opened.
        environment: every variable it has; confirmations of Pulumi are taken as given.
        names: a name that the page uses for something that is the reader's own, such as a
            server's, to what it is here. It is put back in what is printed.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.environment = {"PULUMI_SKIP_CONFIRMATIONS": "true", **environment}
        self.names = dict(names or {})

    def type(self, command: str) -> Outcome:
        """Run one command of a page; no answer is given to what it may ask."""
        for name, here in self.names.items():
            command = command.replace(name, here)
        left, writes = os.pipe()
        process = subprocess.Popen(  # noqa: S603 (our own pages)
            ["/bin/bash", "-c", f"trap 'env -0 >&{writes}' EXIT\n{command}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            pass_fds=[writes],
        )
        os.close(writes)
        try:
            output, _ = process.communicate(timeout=_LONGEST)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        with os.fdopen(left, encoding="utf-8") as pipe:
            self._keep(pipe.read())
        for name, here in self.names.items():
            output = output.replace(here, name)
        return Outcome(process.returncode, output)

    def follow(self, block: Block) -> str:
        """Type the commands of a block one after the other; return all that they printed.

        Raises:
            AssertionError: a command ended or printed otherwise than the page has it.
        """
        return "".join(self._follow(step) for step in block.steps)

    def _follow(self, step: Step) -> str:
        outcome = self.type(step.command)
        place = f"line {step.line}: {step.command}"
        assert outcome.exit_code == step.exit_code, (
            f"{place}\nexit code {outcome.exit_code}, not {step.exit_code}\n{outcome.output}"
        )
        different = difference(step.shown, outcome.output)
        assert not different, f"{place}\n{different}"
        return outcome.output

    def _keep(self, variables: str) -> None:
        pairs = (entry.partition("=") for entry in variables.split("\0") if entry)
        self.environment = {name: value for name, _, value in pairs}
        self.folder = Path(self.environment["PWD"])
