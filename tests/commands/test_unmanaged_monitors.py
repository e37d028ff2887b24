"""`unmanaged` lists the monitors of the stack's projects that no stack manages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, check_in, deploy
from tests.commands.project import STACK
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

MADE_BY_HAND = ["7111", "7112", "7113"]
"""What the simulator has of monitors in the stack's project, beside those that Sentry makes."""


def listed(here: Here) -> list[dict[str, Any]]:
    """Return the monitors that a script is given."""
    found = json.loads(here.run("unmanaged", "--json").data)
    return [one for one in found if "kind" in one]


def test_a_monitor_made_by_hand_is_listed_with_its_kind_state_and_page(
    here: Here, sentry: SentrySimulator
) -> None:
    assert next(one for one in listed(here) if one["id"] == "7113") == {
        "id": "7113",
        "name": "nightly backup",
        "kind": "cron",
        "project": "trademaster-raptor",
        "url": f"{sentry.url}/organizations/moosequest/monitors/7113/",
        "enabled": True,
        "health": "never checked in",
        "alerts": [],
    }


def test_the_monitors_that_sentry_makes_for_each_project_are_nobodys(here: Here) -> None:
    assert [one["id"] for one in listed(here)] == ["7112", "7111", "7113"]


def test_a_stacks_own_monitors_are_not_listed(here: Here) -> None:
    deploy(here.project, JOB, API)
    assert sorted(one["id"] for one in listed(here)) == MADE_BY_HAND


def test_the_alerts_that_are_linked_to_a_monitor_are_named(
    here: Here, sentry: SentrySimulator
) -> None:
    alert = sentry.state["workflows"][0]
    alert["detectorIds"] = ["7101", "7113"]
    found = {one["id"]: one["alerts"] for one in listed(here)}
    assert found == {"7111": [], "7112": [], "7113": [alert["id"]]}


def test_a_failing_job_says_so(here: Here, sentry: SentrySimulator) -> None:
    check_in(sentry, "error", "nightly-backup")
    found = {one["id"]: one["health"] for one in listed(here)}
    assert found["7113"] == "failing"


def test_a_person_gets_one_row_for_each_and_how_to_bring_it_in(here: Here) -> None:
    ran = here.run("unmanaged")
    (row,) = [line for line in ran.data.splitlines() if line.startswith("7113")]
    assert row.split()[1:4] == ["cron", "nightly", "backup"]
    assert "python -m infra import ID" in ran.words
    assert ran.exit_code == 0


def test_a_monitor_that_another_stack_manages_is_not_listed(here: Here) -> None:
    (id_,) = deploy(here.project, JOB)
    outputs = here.project.outputs
    mine = {key: value for key, value in outputs.items() if key != "monitors"}
    here.project.configure(monitors=[])
    here.project.say(outputs={STACK: mine, "other": outputs | {"managed_rules": []}})
    assert id_ not in [one["id"] for one in listed(here)]


def test_the_projects_of_deployed_monitors_are_looked_at_too(here: Here) -> None:
    deploy(here.project, API | {"project": "other-project"})
    assert "7114" in [one["id"] for one in listed(here)]
