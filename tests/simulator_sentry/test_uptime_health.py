"""Promises of the Sentry simulator: what an uptime monitor found out, and what comes of it."""

import pytest

from tests.simulator_sentry.client import (
    DETECTORS,
    FORBIDDEN,
    NOT_FOUND,
    ORG,
    ask,
    create,
    refusal,
)
from tests.simulator_sentry.monitors import alert_of, edit, make, shown, uptime
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_uptime_health import bring_up, report_check, take_down

UPTIME = f"{ORG}/uptime/"
ONE = "/api/0/projects/moosequest/other-project/uptime/7114/"
CHECKS = f"{ONE}checks/"


def status_of(sentry: SentrySimulator) -> int:
    status: int = ask(sentry, ONE).json()["uptimeStatus"]
    return status


def test_a_monitor_is_shown_with_exactly_sentrys_keys(sentry: SentrySimulator) -> None:
    assert ask(sentry, ONE).json() == {
        "id": "7114",
        "projectSlug": "other-project",
        "environment": "production",
        "name": "Uptime of the API",
        "status": "active",
        "uptimeStatus": 1,
        "mode": 1,
        "owner": None,
        "recoveryThreshold": 1,
        "downtimeThreshold": 3,
        "url": "https://api.raxx.app/health",
        "method": "GET",
        "body": None,
        "headers": [],
        "intervalSeconds": 60,
        "timeoutMs": 5000,
        "traceSampling": False,
        "assertion": None,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("project=612", 1),
        ("project=trademaster-raptor", 1),
        ("environment=production", 1),
        ("query=name:%22api%20is%20up%22", 1),
        ("query=/health", 1),
        ("query=raxx", 2),
        ("query=colour:red", 0),
    ],
)
def test_monitors_are_found_by(sentry: SentrySimulator, query: str, found: int) -> None:
    make(sentry, uptime())
    assert len(ask(sentry, f"{UPTIME}?{query}").json()) == found


@pytest.mark.parametrize(
    "path",
    [
        ONE.replace("7114", "404"),
        ONE.replace("7114", "7113"),
        ONE.replace("other-project", "trademaster-raptor"),
        CHECKS.replace("7114", "404"),
    ],
)
def test_what_is_no_uptime_monitor_of_the_project_is_404(
    sentry: SentrySimulator, path: str
) -> None:
    assert refusal(ask(sentry, path)) == (404, NOT_FOUND)


def test_the_list_wants_a_scope_of_the_organization(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, UPTIME, token=tokens.SENTRY_TOKEN_LEAST)) == (403, FORBIDDEN)
    assert ask(sentry, ONE, token=tokens.SENTRY_TOKEN_LEAST).status_code == 200


@pytest.mark.parametrize(("failures", "status"), [(2, 1), (3, 2)])
def test_a_monitor_is_down_after_enough_failures(
    sentry: SentrySimulator, failures: int, status: int
) -> None:
    for _ in range(failures):
        report_check(sentry.state, "7114", "failure", 503)
    assert status_of(sentry) == status


def test_a_window_that_was_missed_counts_for_nothing(sentry: SentrySimulator) -> None:
    for status in ("failure", "failure", "missed_window", "failure"):
        report_check(sentry.state, "7114", status)
    assert status_of(sentry) == 2


def test_a_success_in_between_begins_the_count_again(sentry: SentrySimulator) -> None:
    for status in ("failure", "failure", "success", "failure"):
        report_check(sentry.state, "7114", status)
    assert status_of(sentry) == 1


def test_a_monitor_recovers(sentry: SentrySimulator) -> None:
    take_down(sentry.state, "7114")
    bring_up(sentry.state, "7114")
    assert (status_of(sentry), sentry.state["issues"][0]["status"]) == (1, "resolved")


def test_a_monitor_that_is_down_has_an_issue(sentry: SentrySimulator) -> None:
    take_down(sentry.state, "7114")
    found = shown(sentry, "7114")["latestGroup"]
    assert (found["title"], found["status"], found["issueType"]) == (
        "Downtime detected for https://api.raxx.app/health",
        "unresolved",
        "uptime_domain_failure",
    )


def test_the_issue_of_a_monitor_comes_back(sentry: SentrySimulator) -> None:
    for change in (take_down, bring_up, take_down):
        change(sentry.state, "7114")
    (issue,) = sentry.state["issues"]
    assert (issue["status"], issue["substatus"]) == ("unresolved", "regressed")


@pytest.mark.parametrize(("monitor", "fired"), [(7114, 1), (7104, 1), (7103, 0), (7102, 0)])
def test_a_downtime_reaches_the_alerts_of_its_monitor_and_of_all_issues(
    sentry: SentrySimulator, monitor: int, fired: int
) -> None:
    create(sentry, alert_of(monitor))
    take_down(sentry.state, "7114")
    assert len(sentry.state["notifications"]) == fired


def test_a_monitor_that_is_disabled_is_no_longer_down(sentry: SentrySimulator) -> None:
    take_down(sentry.state, "7114")
    edit(sentry, "7114", {"enabled": False})
    assert (status_of(sentry), sentry.state["issues"][0]["status"]) == (1, "resolved")


def test_a_disabled_monitor_is_not_checked(sentry: SentrySimulator) -> None:
    edit(sentry, "7114", {"enabled": False})
    take_down(sentry.state, "7114")
    assert sentry.state["uptimeChecks"] == []


def test_a_deleted_monitor_leaves_no_check_behind(sentry: SentrySimulator) -> None:
    take_down(sentry.state, "7114")
    ask(sentry, f"{DETECTORS}7114/", "DELETE")
    sentry.check_state(sentry.state)


def test_a_failure_during_a_downtime_has_a_name_of_its_own(sentry: SentrySimulator) -> None:
    report_check(sentry.state, "7114", "success", 200)
    take_down(sentry.state, "7114")
    found = [item["checkStatus"] for item in ask(sentry, CHECKS).json()]
    assert found == ["failure_incident", "failure", "failure", "success"]


def test_a_check_has_exactly_sentrys_keys(sentry: SentrySimulator) -> None:
    report_check(sentry.state, "7114", "failure")
    (found,) = ask(sentry, CHECKS).json()
    assert sorted(found) == [
        *("checkStatus", "checkStatusReason", "durationMs", "environment", "httpStatusCode"),
        *("incidentStatus", "region", "regionName", "scheduledCheckTime", "timestamp", "traceId"),
        "uptimeCheckId",
    ]
    assert (found["checkStatusReason"], found["httpStatusCode"]) == ("timeout", None)
