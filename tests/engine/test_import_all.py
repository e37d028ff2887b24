"""A whole organization, drawn at random, is moved into a stack and adopted as it is."""

from __future__ import annotations

import copy
import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.engine.cli import CliEngine, find_cli, lay_out
from tests.engine.conftest import ENGINES, ROOT, TOKENS, Stack
from tests.engine.rehearsal import RehearsalEngine
from tests.engine.test_live_alerts import ADOPTED
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.sentry_schema_strategies import stored
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

PROJECTS = 20


@pytest.fixture(params=ENGINES)
def stack(request: pytest.FixtureRequest, tmp_path: Path, sentry: SentrySimulator) -> Stack:
    """Give a stack without rules whose program is in a folder that rule files may be put into."""
    project = tmp_path / "project"
    lay_out(project, ROOT)
    stack_file = project / "Pulumi.sandbox.yaml"
    shutil.copy(ROOT / "Pulumi.sandbox.yaml", stack_file)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", **TOKENS}

    def make(_: dict[str, str]) -> CliEngine | RehearsalEngine:
        cli = find_cli()
        if request.param == "cli" and cli:
            return CliEngine(cli, tmp_path, stack_file, ROOT, environment)
        return RehearsalEngine(tmp_path, stack_file, project, environment)

    made = Stack(make)
    made.configure(alertRules=[], monitors=[], configVarChecks=[], sentryUrl=sentry.url)
    request.node.user_properties.append(("engine", made.engine.name))
    return made


@pytest.fixture
def here(stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Give commands on that stack."""
    project = SimpleNamespace(root=stack.engine.stack_file.parent, outputs_of={})
    return Here(cast(Project, project), monkeypatch, capsys)


def draw(monitors: list[str], count: int) -> list[dict[str, Any]]:
    """Return so many alerts, each linked to some of the monitors, as their server keeps them."""
    found: list[dict[str, Any]] = []
    linked = st.lists(st.sampled_from(monitors), unique=True, max_size=3)

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(linked, stored(st.just([]), st.sampled_from([None, "production"])))
    def collect(linked: list[str], alert: dict[str, Any]) -> None:
        number = {"id": str(51000 + len(found)), "detectorIds": linked}
        found.append(copy.deepcopy(alert) | number)

    while len(found) < count:
        collect()
    return found[:count]


@pytest.fixture
def monitors(sentry: SentrySimulator) -> list[str]:
    """Give Sentry twenty further projects, each with its own monitors, a cron and an uptime one."""
    model = sentry.state["detectors"][0]
    cron, uptime = (d for d in sentry.state["detectors"] if d["id"] in ("7113", "7114"))
    job = sentry.state["monitors"][0]
    made = []
    for number in range(PROJECTS):
        project, slug = f"{700 + number}", f"job-{number:02}"
        sentry.state["projects"].append({"id": project, "slug": f"project-{number:02}"})
        own = {"id": f"85{number:02}", "guid": f"{uuid4()}", "slug": slug, "projectId": project}
        sentry.state["monitors"].append(copy.deepcopy(job) | own)
        source = cron["dataSources"][0] | {"id": f"86{number:02}", "sourceId": own["id"]}
        job_of_project = cron | {"dataSources": [source]}
        kinds = (model, model | {"type": "issue_stream"}, job_of_project, uptime)
        for kind, row in enumerate(kinds):
            own = {"id": f"8{kind}{number:02}", "projectId": project}
            made.append(copy.deepcopy(row) | own)
    sentry.state["detectors"] += made
    member, team = copy.deepcopy(sentry.state["members"][0]), sentry.state["teams"][0]
    member |= {"id": "999", "email": "drawn@raxx.app"}
    addresses = [{"id": "2220", "email": "drawn@raxx.app", "is_verified": True}]
    member["user"] |= {"id": "222", "email": "drawn@raxx.app", "emails": addresses}
    sentry.state["members"].append(member)
    sentry.state["teams"].append({**team, "id": "7", "slug": "drawn"})
    return [row["id"] for row in made] + ["7101", "7111", "7113", "7190", "7999"]


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.long)])
def test_every_alert_is_adopted_none_changed_and_nothing_is_written_to_sentry(
    stack: Stack, sentry: SentrySimulator, here: Here, monitors: list[str], count: int
) -> None:
    with sentry.lock:
        sentry.state["workflows"] = draw(monitors, count)
    before = copy.deepcopy(alerts(sentry))
    ran = here.run("import", "--all", "--stack", "sandbox")
    assert ran.exit_code == 0, ran.words
    assert f"{count} alerts and {2 * PROJECTS + 4} monitors adopted, none changed" in ran.words
    preview = stack.engine.preview()
    assert preview.exit_code == 0, preview.output
    assert set(ADOPTED.findall(preview.output)) == {alert["id"] for alert in before}
    adopted = re.findall(r"adopts the monitor (\d+) .*; it stays as it is", preview.output)
    assert len(set(adopted)) == 2 * PROJECTS + 4
    up(stack)
    assert (writes(sentry), alerts(sentry)) == ([], before)
    assert proposes_nothing(stack)
