"""Who is measured, and how each makes, previews, changes and removes its rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import requests

from tests.bench import programs
from tests.bench.programs import ROOT
from tests.engine.cli import CliEngine, find_cli
from tests.engine.interface import Engine, Outcome
from tests.engine.rehearsal import RehearsalEngine
from tests.simulators import tokens

TERRAFORM_PROVIDER = "TERRAFORM_PROVIDER_SENTRY_DIR"
"""The variable that names the folder of a built `terraform-provider-sentry`."""

TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}


class Contender(Protocol):
    """Somebody who can keep rules in Sentry; each method is one command a person would run."""

    def up(self) -> None:
        """Make every rule."""

    def preview(self) -> None:
        """Find out that nothing has to be done."""

    def change(self) -> None:
        """Change one rule."""

    def destroy(self) -> None:
        """Remove every rule."""


class Stack:
    """A Pulumi program on the CLI, or on the test runtime where there is none."""

    def __init__(self, folder: Path, stack_file: Path) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"} | TOKENS
        self._root = stack_file.parent
        cli = find_cli()
        self._engine: Engine = (
            CliEngine(cli, folder, stack_file, self._root, environment)
            if cli
            else RehearsalEngine(folder, stack_file, self._root, environment)
        )
        self.name = self._engine.name
        if cli and (self._root / "rules.json").exists():
            (folder / "project" / "rules.json").symlink_to(self._root / "rules.json")

    def up(self) -> None:
        """Run `pulumi up`."""
        _succeeded(self._engine.up())

    def preview(self) -> None:
        """Run `pulumi preview --expect-no-changes`."""
        _succeeded(self._engine.preview(expect_no_changes=True))

    def change(self) -> None:
        """Change the first rule, then run `pulumi up`."""
        path = self._root / "rules.json"
        entries = json.loads(path.read_text(encoding="utf-8"))
        programs.write_rules(self._root, [entries[0] | {"frequency": "30 min"}, *entries[1:]])
        self.up()

    def destroy(self) -> None:
        """Run `pulumi destroy`."""
        _succeeded(self._engine.destroy())


class Terraform:
    """Terraform with its own Sentry provider."""

    def __init__(self, folder: Path, count: int, urls: Mapping[str, str]) -> None:
        self._folder, self._count = folder, count
        folder.mkdir(parents=True)
        plugins = json.dumps(os.environ[TERRAFORM_PROVIDER])
        overrides = f'dev_overrides {{ "jianyuan/sentry" = {plugins} }}'
        (folder / "cli.tfrc").write_text(f"provider_installation {{ {overrides} }}\n")
        self._environment = {
            **{"PATH": os.environ["PATH"], "HOME": str(folder), **TOKENS},
            "SENTRY_BASE_URL": f"{urls['SENTRY_URL']}/api/",
            "TF_CLI_CONFIG_FILE": str(folder / "cli.tfrc"),
            "CHECKPOINT_DISABLE": "1",
        }
        self._write(changed=False)

    def up(self) -> None:
        """Run `terraform apply`."""
        self._run("apply", "-auto-approve")

    def preview(self) -> None:
        """Run `terraform plan`."""
        self._run("plan", "-detailed-exitcode")

    def change(self) -> None:
        """Change the first rule, then run `terraform apply`."""
        self._write(changed=True)
        self.up()

    def destroy(self) -> None:
        """Run `terraform destroy`."""
        self._run("destroy", "-auto-approve")

    def _write(self, *, changed: bool) -> None:
        text = programs.terraform(self._count, changed)
        (self._folder / "main.tf").write_text(text, encoding="utf-8")

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            ["terraform", *arguments, "-no-color", "-input=false"],  # noqa: S607 (on PATH)
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        _succeeded(Outcome(done.returncode, done.stdout + done.stderr))


def terraform_is_missing() -> str:
    """Return why Terraform cannot be measured here; nothing where it can."""
    if not shutil.which("terraform"):
        return "no `terraform` on PATH"
    if not os.environ.get(TERRAFORM_PROVIDER):
        return f"{TERRAFORM_PROVIDER} does not name the folder of a built provider"
    return ""


class Script:
    """What one would write in an afternoon: a GET and a POST for each rule, one after another."""

    def __init__(self, count: int, urls: Mapping[str, str]) -> None:
        self._arguments = [urls["SENTRY_URL"], str(count)]

    def up(self) -> None:
        """Run the script."""
        command = [sys.executable, "-m", "tests.bench.contenders", *self._arguments]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 (our own arguments)


def _succeeded(outcome: Outcome) -> None:
    if outcome.exit_code:
        raise RuntimeError(outcome.output[-3000:])


def _script(url: str, count: int) -> None:
    workflows = f"{url}/api/0/organizations/moosequest/workflows/"
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {tokens.SENTRY_TOKEN}"
        for number in range(count):
            name = f"rule {number:04}"
            found = session.get(workflows, params={"query": f'name:"{name}"'}, timeout=20).json()
            if not found:
                session.post(workflows, json=_document(name), timeout=20).raise_for_status()


def _document(name: str) -> dict[str, object]:
    count = {"value": 0, "interval": "5m"}
    condition = {"type": "event_frequency_count", "comparison": count, "conditionResult": True}
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [7101],
        "triggers": {"logicType": "any-short", "conditions": [condition]},
        "actionFilters": [],
    }


if __name__ == "__main__":
    _script(sys.argv[1], int(sys.argv[2]))
