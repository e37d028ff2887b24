"""Alerts that Terraform's own provider made are handed over for real, and none is lost.

`go build` of `jianyuan/terraform-provider-sentry`, and the variable of `make bench` that names its
folder, make these run.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bench.contenders import TERRAFORM_PROVIDER, terraform_is_missing
from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.engine.cli import find_cli
from tests.engine.conftest import Stack, sandbox
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

pytestmark = [
    pytest.mark.long,
    pytest.mark.engine,
    pytest.mark.skipif(bool(terraform_is_missing()), reason=terraform_is_missing()),
]
_SOURCE = Path(__file__).parent / "terraform"


class Terraform:
    """Terraform in a folder of its own, whose provider reaches nothing but a simulator."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        shutil.copytree(_SOURCE, folder)
        plugins = json.dumps(os.environ[TERRAFORM_PROVIDER])
        overrides = f'dev_overrides {{ "jianyuan/sentry" = {plugins} }}'
        (folder / "cli.tfrc").write_text(f"provider_installation {{ {overrides} }}\n")
        self._environment = {
            **{"PATH": os.environ["PATH"], "HOME": str(folder)},
            "SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN,
            "SENTRY_BASE_URL": f"{url}/api/",
            "TF_CLI_CONFIG_FILE": str(folder / "cli.tfrc"),
            "CHECKPOINT_DISABLE": "1",
        }
        self.type("terraform get")

    def type(self, command: str) -> str:
        """Run a line in a shell, as a person would paste it; return what it printed."""
        done = subprocess.run(  # noqa: S603 (our own lines)
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def apply(self) -> str:
        """Run `terraform apply`."""
        return self.type("terraform apply -auto-approve -no-color -input=false")

    def export(self) -> None:
        """Write what `terraform show -json` prints into `state.json`."""
        self.type("terraform show -json > state.json")


@pytest.fixture
def terraform(tmp_path: Path, sentry: SentrySimulator) -> Terraform:
    """Give Terraform with five alerts, of which two were made as rules of the old API."""
    sentry.state["mode"] = "live"
    made = Terraform(tmp_path / "terraform", sentry.url)
    made.apply()
    with sentry.lock:  # Sentry makes an alert of each rule, with a number of its own
        model = sentry.state["workflows"][0]
        for number, rule in enumerate(sentry.state["rules"]):
            pair = {"ruleId": rule["id"], "alertRuleId": None, "workflowId": str(60001 + number)}
            sentry.state["ruleWorkflows"].append(pair)
            own = {"id": pair["workflowId"], "name": rule["name"], "detectorIds": ["7102"]}
            sentry.state["workflows"].append(copy.deepcopy(model) | own)
        sentry.requests.clear()
    return made


@pytest.fixture
def stack(tmp_path: Path, sentry: SentrySimulator) -> Stack:
    """Give a stack without rules."""
    folder = tmp_path / "stack"
    folder.mkdir()
    made = sandbox("cli" if find_cli() else "rehearsal", folder, {"sentryUrl": sentry.url})
    made.configure(alertRules=[], configVarChecks=[])
    return made


@pytest.fixture
def here(
    stack: Stack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    """Give commands on that stack, which nothing is deployed of."""
    root = tmp_path / "commands"
    root.mkdir()
    project = Project(root, {})
    project.stack_file.unlink()
    project.stack_file.symlink_to(stack.engine.stack_file)
    return Here(project, monkeypatch, capsys)


def test_terraform_hands_its_alerts_over_and_none_is_changed_destroyed_or_made_again(
    terraform: Terraform, stack: Stack, here: Here, sentry: SentrySimulator
) -> None:
    before = copy.deepcopy(alerts(sentry))
    terraform.export()
    command = ("import", "--from-terraform", str(terraform.folder / "state.json"))
    ran = here.run(*command, "--stack", "sandbox")
    assert ran.exit_code == 0, ran.words
    ids = sorted((alert["id"] for alert in before), key=int)
    assert f"Terraform and stack sandbox list the same 5 alerts: {', '.join(ids)}" in ran.words
    up(stack)
    for line in ran.data.splitlines():
        terraform.type(line)
    terraform.export()
    left = here.run(*command, "--stack", "sandbox")
    assert "has no alert and no monitor of Sentry's" in left.words
    (terraform.folder / "main.tf").write_text("", encoding="utf-8")
    assert "0 added, 0 changed" in terraform.apply()
    assert (alerts(sentry), writes(sentry)) == (before, [])
    assert proposes_nothing(stack)
