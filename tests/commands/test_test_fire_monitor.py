"""`test-fire` of a cron monitor: it fails, its people are told, and nothing of it is left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.commands import test_fire_monitor
from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, RATE, SLUG, deploy, live
from tests.commands.terminal import OnTerminal
from tests.commands.test_test_fire import dsn_of
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

RULE: dict[str, Any] = {
    "key": "woken",
    "name": "the job failed",
    "monitors": [SLUG],
    "condition": {"everyEvent": True},
    "matchesEverything": True,
    "action": {"email": "ops@raxx.app"},
    "frequency": "60 min",
}
HANDS_FREE = ("test-fire", SLUG, "--stdin", "--yes", "--watch", "1s")


def job(**cron: Any) -> dict[str, Any]:
    """Return the job's entry, which differs so."""
    return {"name": JOB["name"], "cron": JOB["cron"] | cron}


@pytest.fixture
def alert(here: Here) -> str:
    """Deploy the job and the rule that names it; return the alert's ID."""
    return deployed_with(here, job())


def deployed_with(here: Here, monitor: dict[str, Any], **rule: Any) -> str:
    deploy(here.project, monitor, alertRules=[RULE | rule], configVarChecks=[])
    return str(here.project.outputs["managed_rules"][0]["id"])


def environments(sentry: SentrySimulator) -> list[str]:
    """Return the environments that the job's monitor knows."""
    return [one["name"] for one in sentry.state["monitors"][-1]["environments"]]


def test_each_alert_that_the_monitor_wakes_is_told(
    here: Here, sentry: SentrySimulator, alert: str
) -> None:
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    (sent,) = sentry.state["notifications"]
    said = f"✓ alert {alert} has triggered at {sent['at']}: the job failed: email ops@raxx.app\n"
    assert (ran.exit_code, ran.data) == (0, said)


@pytest.mark.usefixtures("alert")
def test_neither_the_issue_nor_the_environment_is_left(here: Here, sentry: SentrySimulator) -> None:
    here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert [issue["status"] for issue in sentry.state["issues"]] == ["resolved"]
    assert environments(sentry) == []


@pytest.mark.usefixtures("alert")
def test_production_is_not_touched(here: Here, sentry: SentrySimulator) -> None:
    here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert [one["environment"] for one in sentry.state["checkIns"]] == ["test-fire"]


def test_as_many_fail_as_it_takes(here: Here, sentry: SentrySimulator) -> None:
    deployed_with(here, job(failAfter=3))
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, len(sentry.state["checkIns"])) == (0, 3)


def test_more_than_sentry_takes_in_a_minute_are_sent_in_several(
    here: Here, sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(test_fire_monitor.time, "sleep", waits.append)
    deployed_with(here, job(failAfter=8))
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, len(sentry.state["checkIns"]), waits) == (0, 8, [60.0])


def test_scripts_get_each_alert(here: Here, sentry: SentrySimulator, alert: str) -> None:
    found = json.loads(here.run(*HANDS_FREE, "--json", stdin=dsn_of(sentry)).data)
    (sent,) = sentry.state["notifications"]
    assert found == {"monitor": SLUG, "arrived": True, "alerts": {alert: sent["at"]}}


def test_an_alert_that_lets_it_not_through_is_told(
    here: Here, sentry: SentrySimulator, alert: str
) -> None:
    sentry.state["workflows"][-1]["actionFilters"][0]["actions"] = []
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert ran.exit_code == 1
    assert f"✗ alert {alert} has not triggered" in ran.data
    assert "The monitor failed, so the alert's filter or frequency keeps it back." in ran.words


@pytest.mark.usefixtures("alert")
def test_a_check_in_that_went_to_another_project_is_told(
    here: Here, sentry: SentrySimulator
) -> None:
    dsn = dsn_of(sentry, tokens.SENTRY_DSN_KEY_OTHER, "612")
    ran = here.run(*HANDS_FREE, stdin=dsn)
    assert (ran.exit_code, environments(sentry)) == (1, [])
    assert "No check-in arrived at nightly-mail: the DSN is of another project" in ran.words


def test_an_alert_of_one_environment_is_not_tested_with_the_reason(
    here: Here, sentry: SentrySimulator
) -> None:
    deployed_with(here, job(), environment="production")
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["checkIns"]) == (1, [])
    assert "are for other environments than test-fire" in ran.words


def test_a_monitor_that_nobody_hears_of_is_told(here: Here, sentry: SentrySimulator) -> None:
    deploy(here.project, job())
    for workflow in sentry.state["workflows"]:
        workflow["detectorIds"] = ["7101"]
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["checkIns"]) == (1, [])
    assert "no enabled alert is linked to 'nightly mail', so nobody would be told" in ran.words


@pytest.mark.parametrize(
    ("entry", "reason"),
    [(API, "Sentry itself asks its URL"), (RATE, "Sentry itself counts")],
    ids=["uptime", "metric"],
)
def test_a_monitor_that_takes_no_reports_is_refused_with_the_reason(
    here: Here, entry: dict[str, Any], reason: str
) -> None:
    deploy(here.project, entry)
    ran = here.run("test-fire", entry["name"], "--stdin", "--yes", stdin="unread")
    assert (ran.exit_code, reason in ran.words) == (1, True)


def test_a_disabled_monitor_is_not_tested(here: Here, sentry: SentrySimulator, alert: str) -> None:
    assert alert
    live(sentry, here.project.outputs["monitors"][0]["id"])["enabled"] = False
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["checkIns"]) == (1, [])


@pytest.mark.usefixtures("alert")
def test_what_cannot_be_cleared_away_is_told_with_the_page(
    here: Here, sentry: SentrySimulator
) -> None:
    guid = sentry.state["monitors"][-1]["guid"]
    path = f"/api/0/organizations/moosequest/monitors/{guid}/"
    order = {"method": "DELETE", "path": path, "times": 9, "fault": "403"}
    sentry.faults = parse_faults([order])
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert "The test is not cleared away: " in ran.words
    assert "delete the environment test-fire on the monitor's page" in ran.words


@pytest.mark.usefixtures("alert")
def test_whom_it_wakes_is_asked_about_first(here: Here, sentry: SentrySimulator) -> None:
    terminal = OnTerminal(here.project, ["test-fire", SLUG])
    terminal.answer("DSN of trademaster-raptor:", f"{dsn_of(sentry)}\n")
    terminal.answer("and alerts: the job failed: email ops@raxx.app. Go on?", "n\n")
    assert (terminal.exit_code(), sentry.state["checkIns"]) == (1, [])
    assert tokens.SENTRY_DSN_KEY[:8] not in terminal.shown


@pytest.mark.usefixtures("alert")
def test_a_dsn_is_not_shown(here: Here, sentry: SentrySimulator) -> None:
    ran = here.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert tokens.SENTRY_DSN_KEY not in ran.data + ran.words
