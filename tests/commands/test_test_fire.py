"""`test-fire`: one event that the filter lets through, only after a yes, and what came of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.commands.project import Project
from tests.commands.terminal import OnTerminal
from tests.factories import entry
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

RULE = "skipped_no_postmark_token"
HANDS_FREE = ("test-fire", RULE, "--stdin", "--yes")


def dsn_of(sentry: SentrySimulator, key: str = tokens.SENTRY_DSN_KEY, project: str = "611") -> str:
    """Give the DSN of a project."""
    return f"http://{key}@{sentry.url.removeprefix('http://')}/{project}"


def test_an_alert_that_triggers_is_told(deployed: Project, sentry: SentrySimulator) -> None:
    sentry.state["alertLag"] = 1
    ran = deployed.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert ran.exit_code == 0
    (sent,) = sentry.state["notifications"]
    workflow = sentry.state["workflows"][0]["id"]
    assert ran.data == f"✓ alert {workflow} has triggered at {sent['at']}: email ops@raxx.app\n"


def test_the_tests_own_issue_is_resolved(deployed: Project, sentry: SentrySimulator) -> None:
    deployed.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert [issue["status"] for issue in sentry.state["issues"]] == ["resolved"]


def test_whom_it_mails_is_asked_about_first(deployed: Project, sentry: SentrySimulator) -> None:
    terminal = OnTerminal(deployed, ["test-fire", RULE])
    terminal.answer("DSN of trademaster-raptor:", f"{dsn_of(sentry)}\n")
    terminal.answer("the alert: email ops@raxx.app. Go on?", "n\n")
    assert (terminal.exit_code(), sentry.state["events"]) == (1, [])
    assert tokens.SENTRY_DSN_KEY[:8] not in terminal.shown


def test_without_a_terminal_a_yes_is_not_assumed(
    deployed: Project, sentry: SentrySimulator
) -> None:
    ran = deployed.run("test-fire", RULE, "--stdin", stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["events"]) == (2, [])


def test_an_alert_that_lets_it_not_through_is_told(
    deployed: Project, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"][0]["triggers"]["conditions"][0]["comparison"]["value"] = 0
    sentry.state["workflows"][0]["actionFilters"][0]["actions"] = []
    ran = deployed.run(*HANDS_FREE, "--watch", "1s", "--json", stdin=dsn_of(sentry))
    found = json.loads(ran.data)
    assert (ran.exit_code, found["triggered"]) == (1, None)
    assert found["issue"].startswith("https://moosequest.sentry.io/issues/")


def test_an_event_that_went_to_another_project_is_told(
    deployed: Project, sentry: SentrySimulator
) -> None:
    dsn = dsn_of(sentry, tokens.SENTRY_DSN_KEY_OTHER, "612")
    ran = deployed.run(*HANDS_FREE, "--watch", "1s", stdin=dsn)
    assert ran.exit_code == 1
    assert "the DSN belongs to another project" in ran.words


def test_a_disabled_alert_is_not_tested(deployed: Project, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][0]["enabled"] = False
    ran = deployed.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["events"]) == (1, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"filter": {"exception.type": {"equals": "SMTPError"}}},
        {"filter": [{"level": {"equals": "fatal"}}, {"http.url": {"endsWith": "/waitlist"}}]},
        {"filter": {"user.ip_address": {"startsWith": "10."}}},
        {"filter": {"tag": {"key": "release", "equals": "raxx@1.2"}}, "environment": "staging"},
        {"filter": {"stacktrace.filename": {"endsWith": "mail.py"}}},
        {"filter": None, "matchesEverything": True, "condition": {"newHighPriorityIssue": True}},
        {"filter": {"users": {"atLeast": 3, "within": "1h"}}},
    ],
    ids=str,
)
def test_whatever_an_event_can_be_made_to_meet_is_tested(
    undeployed: Project, sentry: SentrySimulator, changes: dict[str, Any]
) -> None:
    undeployed.configure(alertRules=[entry(key=RULE, **changes)], configVarChecks=[])
    undeployed.deploy()
    ran = undeployed.run(*HANDS_FREE, "--watch", "5s", stdin=dsn_of(sentry))
    assert (ran.exit_code, "has triggered" in ran.data) == (0, True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"filter": {"age": {"olderThan": "1 day"}}}, "the issue of a test has only just begun"),
        ({"filter": {"latestRelease": True}}, "only the app knows its latest release"),
        ({"condition": {"resolvedIssue": True}}, "is resolved only when the test is over"),
    ],
    ids=str,
)
def test_what_no_event_meets_is_refused_with_the_reason_and_nothing_is_sent(
    undeployed: Project, sentry: SentrySimulator, changes: dict[str, Any], reason: str
) -> None:
    undeployed.configure(alertRules=[entry(key=RULE, **changes)], configVarChecks=[])
    undeployed.deploy()
    ran = undeployed.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["events"]) == (1, [])
    assert reason in ran.words


def test_an_alert_that_events_do_not_reach_is_refused(
    deployed: Project, sentry: SentrySimulator
) -> None:
    cron = next(d for d in sentry.state["detectors"] if d["type"] == "monitor_check_in_failure")
    sentry.state["workflows"][0]["detectorIds"] = [cron["id"]]
    ran = deployed.run(*HANDS_FREE, stdin=dsn_of(sentry))
    assert (ran.exit_code, sentry.state["events"]) == (1, [])
    assert "its monitors are of the type monitor_check_in_failure" in ran.words


@pytest.mark.parametrize(
    ("dsn", "exit_code"), [("nonsense", 2), ("http://{key}@127.0.0.1:9/611", 3)]
)
def test_what_cannot_be_sent_is_told_without_the_dsn(
    deployed: Project, sentry: SentrySimulator, dsn: str, exit_code: int
) -> None:
    ran = deployed.run(*HANDS_FREE, stdin=dsn.format(key=tokens.SENTRY_DSN_KEY))
    assert (ran.exit_code, sentry.state["events"]) == (exit_code, [])
    assert tokens.SENTRY_DSN_KEY not in ran.words + ran.data


def test_a_key_that_sentry_refuses_is_no_authorisation(
    deployed: Project, sentry: SentrySimulator
) -> None:
    assert deployed.run(*HANDS_FREE, stdin=dsn_of(sentry, "0" * 32)).exit_code == 4


def test_a_sentry_that_is_down_is_told(deployed: Project, sentry: SentrySimulator) -> None:
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": "503", "times": 99}])
    assert deployed.run(*HANDS_FREE, stdin=dsn_of(sentry)).exit_code == 3
