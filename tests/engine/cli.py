"""The engine proper: the Pulumi CLI, on a file backend in a folder of its own."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from pulumi.automation import PulumiCommand

from tests.engine.interface import Outcome

STACK = "sandbox"
_PROGRAM = ("__main__.py", "infra", "Pulumi.yaml", "Pulumi.README.md", "requirements.txt")


def pulumi_in(folder: Path, backend: Path) -> Callable[..., str]:
    """Return what runs one command of the CLI on a folder's project and gives its stdout.

    Args:
        folder: of `Pulumi.yaml`.
        backend: an existing folder for the state.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }

    def pulumi(*arguments: str) -> str:
        command = [str(find_cli()), "--non-interactive", *arguments]
        return subprocess.run(  # noqa: S603 (our own arguments)
            command, cwd=folder, env=environment, text=True, check=True, capture_output=True
        ).stdout

    return pulumi


def find_cli() -> Path | None:
    """Return the Pulumi CLI on PATH or where its installers put it, None where there is none."""
    installed = sorted(Path.home().glob(".pulumi/versions/*/bin/pulumi"))
    found = shutil.which("pulumi") or shutil.which("pulumi", path=str(Path.home() / ".pulumi/bin"))
    return Path(found) if found else next(reversed(installed), None)


@functools.cache
def _version(cli: Path) -> str:
    return subprocess.run(  # noqa: S603 (our own arguments)
        [cli, "version"], capture_output=True, text=True, check=True
    ).stdout.strip()


def install_cli() -> Path | None:
    """Run Pulumi's official installer; None where it cannot be reached."""
    try:
        return Path(PulumiCommand.install().command)
    except (OSError, RuntimeError, subprocess.SubprocessError):
        return None


def lay_out(project: Path, project_root: Path) -> None:
    """Make a folder in which the CLI finds the program, and packages where the tests do.

    Args:
        project: made where it is not there yet.
        project_root: where the program is.
    """
    project.mkdir(parents=True, exist_ok=True)
    targets = {name: project_root / name for name in _PROGRAM}
    for name, target in (targets | {".venv": Path(sys.prefix)}).items():
        link = project / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)


class CliEngine:
    """The program on the Pulumi CLI.

    Args:
        cli: the `pulumi` program.
        folder: where the project is laid out, and its backend and home are kept.
        stack_file: the stack's config; copied once, as the CLI writes its salt into it.
        project_root: where the program is.
        environment: every environment variable the program shall see; `PULUMI_BACKEND_URL` if the
            backend is not to be a folder.
    """

    def __init__(
        self,
        cli: Path,
        folder: Path,
        stack_file: Path,
        project_root: Path,
        environment: Mapping[str, str],
    ) -> None:
        self._cli = cli
        self._project = folder / "project"
        self._environment = {
            "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
            **environment,
            "PATH": f"{cli.parent}{os.pathsep}{environment.get('PATH', os.defpath)}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        (folder / "backend").mkdir(parents=True, exist_ok=True)
        lay_out(self._project, project_root)
        self.stack_file = self._project / f"Pulumi.{STACK}.yaml"
        if not self.stack_file.exists():
            shutil.copy(stack_file, self.stack_file)
        self.name = f"Pulumi CLI {_version(cli)}"
        created = self._run("stack", "select", "--create", STACK)
        if created.exit_code:
            raise RuntimeError(created.output)

    def preview(self, *, expect_no_changes: bool = False, diff: bool = False) -> Outcome:
        """Run `pulumi preview`."""
        flags = ["--expect-no-changes"] * expect_no_changes + ["--diff"] * diff
        return self._run("preview", *flags)

    def up(self) -> Outcome:
        """Run `pulumi up`."""
        return self._run("up", "--yes", "--skip-preview")

    def refresh(self) -> Outcome:
        """Run `pulumi refresh`."""
        return self._run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Outcome:
        """Run `pulumi destroy`."""
        return self._run("destroy", "--yes", "--skip-preview")

    def outputs(self) -> dict[str, Any]:
        """Run `pulumi stack output`."""
        return self._json("stack", "output", "--json")

    def state(self) -> dict[str, Any]:
        """Run `pulumi stack export`."""
        return self._json("stack", "export")

    def forget(self) -> None:
        """Import the state without its resources."""
        state = self.state()
        state["deployment"]["resources"] = []
        self.restore(state)

    def restore(self, state: dict[str, Any]) -> None:
        """Run `pulumi stack import`."""
        file = self._project / "imported.json"
        file.write_text(json.dumps(state), encoding="utf-8")
        outcome = self._run("stack", "import", "--file", str(file))
        if outcome.exit_code:
            raise RuntimeError(outcome.output)

    def remove(self) -> None:
        """Run `pulumi stack rm`; nothing live is touched, and the stack's config stays."""
        self._run("stack", "rm", STACK, "--force", "--preserve-config", "--yes")

    def _json(self, *arguments: str) -> dict[str, Any]:
        outcome = self._run(*arguments)
        if outcome.exit_code:
            raise RuntimeError(outcome.output)
        found: dict[str, Any] = json.loads(outcome.output)
        return found

    def _run(self, *arguments: str) -> Outcome:
        process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [self._cli, *arguments, "--non-interactive", "--color", "never"],
            cwd=self._project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate()
        except BaseException:
            _stop(process)
            raise
        return Outcome(process.returncode, output)


def _stop(process: subprocess.Popen[str]) -> None:
    """Let the CLI record its last step, then kill what it leaves behind.

    Its plugins have process groups of their own and its language host outlives an interrupted CLI
    (3.260.0), but all of them stay in the session that was begun for it.
    """
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == process.pid:
                os.kill(pid, signal.SIGKILL)
    process.communicate()
