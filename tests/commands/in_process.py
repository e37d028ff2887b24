"""Running a command in the test's own process: quick, and without repeats."""

from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.automation import OutputValue

import infra.__main__ as command_line
from infra.config import stack_files
from infra.config.stack_additions import StackFiles
from infra.http import retries, transport
from infra.operate import stack_outputs
from tests.commands.command_line import Ran
from tests.commands.project import STACK, TOKENS, Project


class Here:
    """Runs commands on a project without the Pulumi CLI; a service is asked once.

    Args:
        project: what is deployed is read from it.
        monkeypatch: the test's.
        capsys: the test's.
    """

    def __init__(
        self,
        project: Project,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.project = project
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setattr(retries, "ATTEMPTS", 1)
        monkeypatch.setattr(stack_files.settings_of, "__defaults__", (project.root,))
        monkeypatch.setattr(StackFiles.__init__, "__defaults__", (project.root,))
        monkeypatch.setattr(stack_outputs, "LocalWorkspace", self._workspace)
        for name in list(os.environ):
            if name.startswith(("INFISICAL_", "CF_ACCESS_", "PULUMI_", "SENTRY_", "HEROKU_")):
                monkeypatch.delenv(name)

    def be_impatient(self) -> None:
        """Wait for no answer longer than a second."""
        self._monkeypatch.setattr(transport, "TIMEOUT", (1.0, 1.0))

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> Ran:
        """Run a command with both tokens in the environment; a blank variable is none."""
        for name, value in (TOKENS | variables).items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setattr(sys, "argv", ["infra", *arguments])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            command_line.run()
        said = self._capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    def _workspace(self, work_dir: str) -> Any:  # noqa: ARG002 (the SDK's name)
        return _Workspace(self.project.outputs_of)


class _Workspace:
    """What of the SDK's `LocalWorkspace` is used.

    Args:
        outputs_of: of each stack.
    """

    def __init__(self, outputs_of: dict[str, dict[str, Any]]) -> None:
        self._outputs_of = outputs_of

    def stack(self) -> Any:
        """Return the selected stack."""
        return SimpleNamespace(name=STACK)

    def list_stacks(self) -> list[Any]:
        """Return every stack."""
        return [SimpleNamespace(name=name) for name in self._outputs_of]

    def stack_outputs(self, stack_name: str) -> dict[str, OutputValue]:
        """Return a stack's outputs."""
        outputs = self._outputs_of[stack_name]
        return {key: OutputValue(value, secret=False) for key, value in outputs.items()}
