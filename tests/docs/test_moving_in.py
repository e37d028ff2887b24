"""Follows docs/moving-in.md: what it shows is what a person gets."""

from __future__ import annotations

import copy
import os
import shutil
import sys
from pathlib import Path

import pytest

from infra.sentry.monitors import OWN
from tests.docs.conftest import page
from tests.docs.terminal import Terminal
from tests.docs.test_team import begin_prod
from tests.engine.conftest import ROOT
from tests.engine.test_scenarios import alerts, writes
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

LOOK, WRITE, TERRAFORM = page("moving-in.md")
OF_TERRAFORM = {"52003": "", "52008": "", "52014": "", "60001": "52001", "60002": "52002"}
"""The alerts of the page's Terraform state; the two last with the old rule that each was."""


@pytest.fixture
def moving(terminal: Terminal) -> Terminal:
    """Give a shell in which prod is up, and its virtual environment is activated."""
    begin_prod(terminal)
    activated = f"{Path(sys.executable).parent}{os.pathsep}{terminal.environment['PATH']}"
    terminal.environment["PATH"] = activated
    return terminal


def put(sentry: SentrySimulator, **ids: str) -> None:
    """Put alerts beside the stack's own, which differ in ID and name."""
    with sentry.lock:
        model = sentry.state["workflows"][0]
        sentry.state["workflows"] += [
            copy.deepcopy(model) | {"id": id_, "name": name} for name, id_ in ids.items()
        ]


def keep_monitors(sentry: SentrySimulator, *ids: str) -> None:
    """Leave Sentry these of the monitors that people made."""
    with sentry.lock:
        sentry.state["detectors"] = [
            d for d in sentry.state["detectors"] if d["type"] in OWN or d["id"] in ids
        ]


def test_every_alert(moving: Terminal, sentry: SentrySimulator) -> None:
    put(sentry, **{"checkout fails": "60001", "search is slow": "60002"})
    keep_monitors(sentry, "7113")
    before, written = copy.deepcopy(alerts(sentry)), len(writes(sentry))
    moving.follow(LOOK)
    moving.follow(WRITE)
    assert alerts(sentry) == before
    assert writes(sentry)[written:] == []


def test_out_of_terraform(moving: Terminal, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][0]["id"] = "52000"  # the state has numbers of its own
    put(sentry, **{f"alert {id_}": id_ for id_ in OF_TERRAFORM})
    sentry.state["ruleWorkflows"] = [
        {"ruleId": rule, "alertRuleId": None, "workflowId": id_}
        for id_, rule in OF_TERRAFORM.items()
    ]
    shutil.copy(ROOT / "tests/operate/data/terraform_state.json", moving.folder / "state.json")
    moving.follow(TERRAFORM)
