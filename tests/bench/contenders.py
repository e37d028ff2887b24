"""Who is measured, and how each makes, previews, changes and removes its rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import programs
from tests.bench.plan import CHANGE, DESTROY, FIRST_UP, PREVIEW
from tests.bench.programs import ROOT
from tests.engine.cli import CliEngine, find_cli
from tests.engine.interface import Engine, Outcome
from tests.engine.rehearsal import RehearsalEngine
from tests.simulators import tokens

TERRAFORM_PROVIDER = "TERRAFORM_PROVIDER_SENTRY_DIR"
"""The variable that names the folder of a built `terraform-provider-sentry`."""

TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}

_LONGEST = 900  # seconds


Commands = Mapping[str, Callable[[], None]]
"""What a contender can do; each raises RuntimeError with the command's output when it fails."""


class Stack:
    """A Pulumi program on the CLI, or on the test runtime where there is none.

    Args:
        folder: where the project is laid out, and its state is kept.
        stack_file: the stack's config, beside the program.
        variables: of the environment, beside the usual ones.
        flags: given to `up`, `preview` and `destroy` on the CLI.
    """

    def __init__(
        self,
        folder: Path,
        stack_file: Path,
        variables: Mapping[str, str] | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        common = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        environment = common | TOKENS | dict(variables or {})
        self._root = stack_file.parent
        cli = find_cli()
        self._engine: Engine = (
            _Flagged(cli, folder, stack_file, self._root, environment)
            if cli
            else RehearsalEngine(folder, stack_file, self._root, environment)
        )
        if isinstance(self._engine, _Flagged):
            self._engine.flags = flags
        for name in programs.FURTHER_FILES if cli else ():
            if (self._root / name).exists():
                (folder / "project" / name).symlink_to(self._root / name)

    def commands(self) -> Commands:
        """Return what is measured, in this order."""
        return {
            FIRST_UP: self.up,
            PREVIEW: self.preview,
            CHANGE: self.change,
            DESTROY: self.destroy,
        }

    def up(self) -> None:
        """Run `pulumi up`."""
        _expect_success(self._engine.up())

    def preview(self) -> None:
        """Run `pulumi preview --expect-no-changes`."""
        _expect_success(self._engine.preview(expect_no_changes=True))

    def change(self) -> None:
        """Change the first rule or resource, or change it back, then run `pulumi up`."""
        programs.change_first(self._root)
        self.up()

    def destroy(self) -> None:
        """Run `pulumi destroy`."""
        _expect_success(self._engine.destroy())


class _Flagged(CliEngine):
    flags: tuple[str, ...] = ()

    def _run(self, *arguments: str) -> Outcome:
        own = self.flags if arguments[0] in ("up", "preview", "destroy") else ()
        return super()._run(*arguments, *own)


class Terraform:
    """Terraform with its own Sentry provider."""

    def __init__(self, folder: Path, monitors: list[str], url: str) -> None:
        self._folder, self._monitors = folder, monitors
        folder.mkdir(parents=True)
        plugins = json.dumps(os.environ[TERRAFORM_PROVIDER])
        overrides = f'dev_overrides {{ "jianyuan/sentry" = {plugins} }}'
        (folder / "cli.tfrc").write_text(f"provider_installation {{ {overrides} }}\n")
        self._environment = {
            **{"PATH": os.environ["PATH"], "HOME": str(folder), **TOKENS},
            "SENTRY_BASE_URL": f"{url}/api/",
            "TF_CLI_CONFIG_FILE": str(folder / "cli.tfrc"),
            "CHECKPOINT_DISABLE": "1",
        }
        self._changed = False
        self._write()

    def commands(self) -> Commands:
        """Return what is measured, in this order."""
        return {
            FIRST_UP: self.up,
            PREVIEW: self.preview,
            CHANGE: self.change,
            DESTROY: self.destroy,
        }

    def up(self) -> None:
        """Run `terraform apply`."""
        self._run("apply", "-auto-approve")

    def preview(self) -> None:
        """Run `terraform plan`, which exits with 2 where it proposes changes."""
        self._run("plan", "-detailed-exitcode")

    def change(self) -> None:
        """Change the first rule, or change it back, then run `terraform apply`."""
        self._changed = not self._changed
        self._write()
        self.up()

    def destroy(self) -> None:
        """Run `terraform destroy`."""
        self._run("destroy", "-auto-approve")

    def _write(self) -> None:
        text = programs.terraform(self._monitors, self._changed)
        (self._folder / "main.tf").write_text(text, encoding="utf-8")

    def _run(self, *arguments: str) -> None:
        try:
            done = subprocess.run(  # noqa: S603 (our own arguments)
                ["terraform", *arguments, "-no-color", "-input=false"],  # noqa: S607 (on PATH)
                cwd=self._folder,
                env=self._environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=_LONGEST,
            )
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"Error: not done after {_LONGEST} s") from error
        _expect_success(Outcome(done.returncode, done.stdout + done.stderr))


def terraform_is_missing() -> str:
    """Return why Terraform cannot be measured here; nothing where it can."""
    if not shutil.which("terraform"):
        return "no `terraform` on PATH"
    folder = os.environ.get(TERRAFORM_PROVIDER)
    if not folder or not (Path(folder) / "terraform-provider-sentry").exists():
        return f"{TERRAFORM_PROVIDER} does not name the folder of a built provider"
    return ""


def script(monitors: list[str], url: str) -> Commands:
    """Return the script of one GET and one POST for each rule; it can only make rules."""

    def up() -> None:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [sys.executable, "-m", "tests.bench.script", url, *monitors],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        _expect_success(Outcome(done.returncode, done.stdout + done.stderr))

    return {FIRST_UP: up}


def _expect_success(outcome: Outcome) -> None:
    if outcome.exit_code:
        raise RuntimeError(outcome.output)
