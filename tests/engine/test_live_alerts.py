"""All alerts of an organization are imported into one stack and adopted as they are."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.engine.conftest import Stack
from tests.engine.live_alerts import live_alerts, monitors
from tests.engine.test_import import paste
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

ADOPTED = re.compile(r"adopts the alert (\d+) that is there already, \S+; it stays as it is")


@pytest.fixture
def here(
    stack: Stack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    """Give commands on a stack without rules, in an organization that has all the alerts."""
    stack.configure(alertRules=[], configVarChecks=[])
    root = tmp_path / "commands"
    root.mkdir()
    project = Project(root, {})
    project.stack_file.unlink()
    project.stack_file.symlink_to(stack.engine.stack_file)
    return Here(project, monkeypatch, capsys)


def test_all_alerts_are_imported_and_adopted_without_a_change(
    stack: Stack, sentry: SentrySimulator, here: Here
) -> None:
    with sentry.lock:
        sentry.state["detectors"] += monitors()
        sentry.state["workflows"] = live_alerts()
    before = copy.deepcopy(alerts(sentry))
    for alert in before:
        ran = here.run("import", alert["id"], "--stack", "sandbox")
        assert ran.exit_code == 0, ran.words
        paste(stack, ran.data)
    preview = stack.engine.preview()
    assert preview.exit_code == 0, preview.output
    assert set(ADOPTED.findall(preview.output)) == {alert["id"] for alert in before}
    up(stack)
    assert (writes(sentry), alerts(sentry)) == ([], before)
    assert proposes_nothing(stack)
