"""Promises of the Sentry simulator: what a job reports, and what comes of what it does not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.simulator_sentry.client import DETECTORS, ORG, Body, ask, create, refusal
from tests.simulator_sentry.monitors import alert_of, cron_config, edit, make, query_of, shown
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_checkins import miss_check_in, take_check_in, time_out_check_in
from tests.simulators.sentry_cron_schedule import next_check_in

KEY = tokens.SENTRY_DSN_KEY
ADDRESS = f"/api/611/cron/nightly-backup/{KEY}/"
CHECK_INS = f"{ORG}/monitors/nightly-backup/checkins/"
ONE = "11111111-1111-1111-1111-111111111111"
EVERY_DAY: Body = {"schedule": {"type": "crontab", "value": "@daily"}}


def report(
    sentry: SentrySimulator, status: str = "ok", address: str = ADDRESS, **query: str
) -> requests.Response:
    """Check in by address."""
    params = {"status": status, **query}
    return requests.get(sentry.url + address, params=params, timeout=5)


def send(sentry: SentrySimulator, **sent: Any) -> requests.Response:
    """Check in with a JSON body."""
    return requests.post(sentry.url + ADDRESS, json={"status": "ok", **sent}, timeout=5)


def backup(sentry: SentrySimulator) -> Body:
    return query_of(shown(sentry, "7113"))


def statuses(sentry: SentrySimulator) -> list[str]:
    return [item["status"] for item in ask(sentry, CHECK_INS).json()]


# The request.


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.removesuffix("/")])
def test_a_check_in_is_accepted_with_an_empty_body(
    sentry: SentrySimulator, method: str, address: str
) -> None:
    url = f"{sentry.url}{address}?status=ok"
    answer = requests.request(method, url, timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.content) == (202, b"")
    assert statuses(sentry) == ["ok"]


def test_a_key_may_stand_in_the_header(sentry: SentrySimulator) -> None:
    url = f"{sentry.url}/api/611/cron/nightly-backup/?status=ok"
    headers = {"X-Sentry-Auth": f"Sentry sentry_key={KEY}"}
    assert requests.get(url, headers=headers, timeout=5).status_code == 202
    assert statuses(sentry) == ["ok"]


def test_a_check_in_of_an_unknown_slug_is_accepted_and_dropped(sentry: SentrySimulator) -> None:
    answer = report(sentry, address=f"/api/611/cron/nowhere/{KEY}/")
    assert (answer.status_code, sentry.state["checkIns"]) == (202, [])


def test_a_check_in_of_another_project_is_dropped(sentry: SentrySimulator) -> None:
    address = f"/api/612/cron/nightly-backup/{tokens.SENTRY_DSN_KEY_OTHER}/"
    assert (report(sentry, address=address).status_code, statuses(sentry)) == (202, [])


def test_the_slug_of_an_address_is_made_one_again(sentry: SentrySimulator) -> None:
    report(sentry, address=f"/api/611/cron/Nightly-Backup/{KEY}/")
    assert statuses(sentry) == ["ok"]


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        (f"/api/611/cron/nightly-backup/{'0' * 32}/", 403, "event submission rejected with_"),
        ("/api/611/cron/nightly-backup/short/", 400, "bad sentry DSN public key"),
        ("/api/611/cron/nightly-backup/", 401, "missing authorization information"),
    ],
)
def test_a_check_in_without_the_projects_key_is_refused(
    sentry: SentrySimulator, address: str, status: int, detail: str
) -> None:
    answer = report(sentry, address=address)
    assert answer.status_code == status
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize("query", [{}, {"status": "ok", "check_in_id": "x"}])
def test_a_check_in_that_is_none_is_refused(sentry: SentrySimulator, query: Body) -> None:
    answer = requests.get(sentry.url + ADDRESS, params=query, timeout=5)
    assert refusal(answer)[0] == 400


def test_a_status_that_nobody_knows_is_dropped(sentry: SentrySimulator) -> None:
    assert (report(sentry, "fine").status_code, statuses(sentry)) == (202, [])


def test_with_a_json_body_the_query_is_ignored(sentry: SentrySimulator) -> None:
    url = f"{sentry.url}{ADDRESS}?status=error"
    requests.post(url, json={"status": "ok"}, timeout=5)
    assert statuses(sentry) == ["ok"]


def test_an_envelope_may_hold_a_check_in(sentry: SentrySimulator) -> None:
    payload = json.dumps({"monitor_slug": "nightly-backup", "status": "ok", "check_in_id": ONE})
    item = json.dumps({"type": "check_in", "length": len(payload)})
    body = "\n".join(("{}", item, payload, "")).encode()
    headers = {
        "Content-Type": "application/x-sentry-envelope",
        "X-Sentry-Auth": f"Sentry sentry_key={KEY}, sentry_version=7",
    }
    answer = requests.post(f"{sentry.url}/api/611/envelope/", body, headers=headers, timeout=5)
    assert (answer.status_code, statuses(sentry)) == (200, ["ok"])


# Check-ins.


def test_check_ins_are_listed_newest_first_with_sentrys_keys(sentry: SentrySimulator) -> None:
    report(sentry, "error", duration="1.5")
    report(sentry)
    newest, oldest = ask(sentry, CHECK_INS).json()
    assert sorted(newest) == [
        *("dateCreated", "duration", "environment", "expectedTime", "id", "monitorConfig"),
        "status",
    ]
    assert (oldest["status"], oldest["duration"], newest["status"]) == ("error", 1500, "ok")


def test_a_check_in_without_an_id_finishes_the_latest(sentry: SentrySimulator) -> None:
    report(sentry, "in_progress")
    report(sentry)
    assert statuses(sentry) == ["ok"]


def test_a_check_in_with_an_id_finishes_that_one(sentry: SentrySimulator) -> None:
    report(sentry, "in_progress", check_in_id=ONE)
    report(sentry, "in_progress", check_in_id=ONE.replace("1", "2"))
    report(sentry, check_in_id=ONE)
    assert statuses(sentry) == ["in_progress", "ok"]


def test_a_finished_check_in_is_not_changed(sentry: SentrySimulator) -> None:
    report(sentry, check_in_id=ONE)
    report(sentry, "error", check_in_id=ONE)
    assert statuses(sentry) == ["ok"]


def test_a_disabled_monitor_takes_no_check_in(sentry: SentrySimulator) -> None:
    edit(sentry, "7113", {"enabled": False})
    report(sentry)
    assert sentry.state["checkIns"] == []


@pytest.mark.parametrize(("sent", "name"), [({}, "production"), ({"environment": "new"}, "new")])
def test_the_first_check_in_makes_the_environment(
    sentry: SentrySimulator, sent: Body, name: str
) -> None:
    report(sentry, **sent)
    (found,) = backup(sentry)["environments"]
    assert sorted(found) == [
        *("activeIncident", "dateCreated", "isMuted", "lastCheckIn", "name", "nextCheckIn"),
        *("nextCheckInLatest", "status"),
    ]
    assert (found["name"], name in sentry.state["environments"]) == (name, True)


def test_the_next_check_in_is_late_after_the_margin(sentry: SentrySimulator) -> None:
    report(sentry)
    (found,) = backup(sentry)["environments"]
    due, latest = (
        datetime.fromisoformat(found[key]) for key in ("nextCheckIn", "nextCheckInLatest")
    )
    assert (due.hour, due.minute, (latest - due).seconds) == (3, 0, 600)


@pytest.mark.parametrize(
    ("config", "due"),
    [
        ({"schedule_type": "crontab", "schedule": "0 3 * * *"}, "2026-02-01T03:00:00+00:00"),
        (
            {"schedule_type": "crontab", "schedule": "0 3 * * *", "timezone": "Europe/Berlin"},
            "2026-02-01T02:00:00+00:00",
        ),
        ({"schedule_type": "interval", "schedule": [90, "minute"]}, "2026-01-31T13:30:00+00:00"),
        ({"schedule_type": "interval", "schedule": [2, "week"]}, "2026-02-14T12:00:00+00:00"),
        ({"schedule_type": "interval", "schedule": [1, "month"]}, "2026-02-28T12:00:00+00:00"),
        ({"schedule_type": "interval", "schedule": [1, "year"]}, "2027-01-31T12:00:00+00:00"),
    ],
)
def test_a_check_in_is_due_by_the_schedule(config: Body, due: str) -> None:
    found = next_check_in(config, datetime(2026, 1, 31, 12, 0, 30, tzinfo=UTC))
    assert found.isoformat() == due


# Failures.


def status_of(sentry: SentrySimulator) -> str:
    status: str = backup(sentry)["environments"][0]["status"]
    return status


def test_a_good_check_in_makes_an_environment_fine(sentry: SentrySimulator) -> None:
    report(sentry)
    assert status_of(sentry) == "ok"


def test_a_check_in_in_progress_says_nothing_yet(sentry: SentrySimulator) -> None:
    report(sentry, "in_progress")
    assert status_of(sentry) == "active"


def test_a_missed_check_in_is_an_error_of_the_environment(sentry: SentrySimulator) -> None:
    report(sentry)
    miss_check_in(sentry.state, "nightly-backup")
    assert (statuses(sentry), status_of(sentry)) == (["missed", "ok"], "error")


def test_a_check_in_that_runs_too_long_is_an_error(sentry: SentrySimulator) -> None:
    report(sentry, "in_progress")
    time_out_check_in(sentry.state, "nightly-backup")
    assert (statuses(sentry), status_of(sentry)) == (["timeout"], "error")


def test_a_job_that_never_checked_in_is_never_missed(sentry: SentrySimulator) -> None:
    with pytest.raises(ValueError, match="nothing has checked in from production yet"):
        miss_check_in(sentry.state, "nightly-backup")


def test_an_incident_begins_with_the_first_failure(sentry: SentrySimulator) -> None:
    source = {"name": "nightly backup", "config": {"failureIssueThreshold": 2}}
    edit(sentry, "7113", {"dataSources": [source]})
    for status in ("ok", "error", "error"):
        report(sentry, status)
    (found,) = backup(sentry)["environments"]
    assert found["activeIncident"] == {
        "startingTimestamp": sentry.state["checkIns"][1]["dateCreated"],
        "resolvingTimestamp": None,
        "brokenNotice": None,
    }


@pytest.mark.parametrize(
    ("failures", "status", "issues"), [(1, "ok", 0), (2, "error", 1), (3, "error", 1)]
)
def test_failures_count_from_the_threshold_on(
    sentry: SentrySimulator, failures: int, status: str, issues: int
) -> None:
    source = {"name": "nightly backup", "config": {"failureIssueThreshold": 2}}
    edit(sentry, "7113", {"dataSources": [source]})
    for sent in ("ok", *["error"] * failures):
        report(sentry, sent)
    assert (status_of(sentry), len(sentry.state["issues"])) == (status, issues)


@pytest.mark.parametrize(("good", "status"), [(1, "error"), (2, "ok")])
def test_an_incident_ends_after_enough_good_check_ins(
    sentry: SentrySimulator, good: int, status: str
) -> None:
    source = {"name": "nightly backup", "config": {"recoveryThreshold": 2}}
    edit(sentry, "7113", {"dataSources": [source]})
    for sent in ("error", *["ok"] * good):
        report(sentry, sent)
    assert status_of(sentry) == status
    assert sentry.state["issues"][0]["status"] == ("resolved" if status == "ok" else "unresolved")


def test_the_newest_issue_stands_in_the_detector(sentry: SentrySimulator) -> None:
    report(sentry, "error")
    found = shown(sentry, "7113")["latestGroup"]
    assert (found["title"], found["status"], found["issueType"]) == (
        "Cron failure: nightly backup",
        "unresolved",
        "monitor_check_in_failure",
    )


def test_each_incident_is_an_issue_of_its_own(sentry: SentrySimulator) -> None:
    for status in ("error", "error", "ok", "error"):
        report(sentry, status)
    assert [issue["status"] for issue in sentry.state["issues"]] == ["resolved", "unresolved"]


def test_a_muted_monitor_opens_no_issue(sentry: SentrySimulator) -> None:
    report(sentry)
    edit(sentry, "7113", {"dataSources": [{"name": "nightly backup", "isMuted": True}]})
    report(sentry, "error")
    assert (status_of(sentry), sentry.state["issues"]) == ("error", [])


@pytest.mark.parametrize(
    ("monitor", "fired"), [(7113, 1), (7102, 1), (7190, 1), (7101, 0), (7114, 0)]
)
def test_a_failure_reaches_the_alerts_of_its_monitor_and_of_all_issues(
    sentry: SentrySimulator, monitor: int, fired: int
) -> None:
    create(sentry, alert_of(monitor))
    report(sentry, "error")
    assert len(sentry.state["notifications"]) == fired


def test_the_state_after_a_failure_agrees(sentry: SentrySimulator) -> None:
    report(sentry, "error")
    sentry.check_state(sentry.state)


def test_the_worst_environment_comes_first(sentry: SentrySimulator) -> None:
    report(sentry, environment="staging")
    report(sentry, environment="production")
    miss_check_in(sentry.state, "nightly-backup", "staging")
    assert [e["name"] for e in backup(sentry)["environments"]] == ["staging", "production"]


# A config that comes along.


def test_a_config_of_an_unknown_slug_makes_a_monitor(sentry: SentrySimulator) -> None:
    url = f"{sentry.url}/api/611/cron/new-job/{KEY}/"
    requests.post(url, json={"status": "ok", "monitor_config": EVERY_DAY}, timeout=5)
    (detector,) = ask(sentry, f"{DETECTORS}?query=name:new-job").json()
    found = query_of(detector)
    assert (found["isUpserting"], found["config"]["schedule"]) == (True, "0 0 * * *")
    assert (detector["createdBy"], detector["conditionGroup"]) == (None, None)


def test_a_config_overwrites_the_keys_that_it_has(sentry: SentrySimulator) -> None:
    made = make(sentry, cron_config(maxRuntime=60, checkinMargin=9))
    sent = {"monitor_slug": "nightly-job", "status": "ok"}
    config = {"schedule": {"type": "interval", "value": 1, "unit": "hour"}, "checkin_margin": 3}
    take_check_in(sentry.state, "611", {**sent, "monitor_config": config})
    found = query_of(shown(sentry, made["id"]))
    assert found["isUpserting"] is True
    assert (found["config"]["schedule"], found["config"]["schedule_type"]) == (
        [1, "hour"],
        "interval",
    )
    assert (found["config"]["max_runtime"], found["config"]["checkin_margin"]) == (60, 3)


@pytest.mark.parametrize(("slug", "kept"), [("nightly-backup", 1), ("new-job", 0)])
def test_a_bad_config_is_ignored_and_makes_no_monitor(
    sentry: SentrySimulator, slug: str, kept: int
) -> None:
    sent = {"monitor_slug": slug, "status": "ok", "monitor_config": {"schedule": "never"}}
    take_check_in(sentry.state, "611", sent)
    assert len(sentry.state["checkIns"]) == kept
    assert backup(sentry)["isUpserting"] is False


def test_without_a_seat_a_monitor_that_is_made_takes_no_check_in(sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    sent = {"monitor_slug": "new-job", "status": "ok", "monitor_config": EVERY_DAY}
    take_check_in(sentry.state, "611", sent)
    assert sentry.state["monitors"][-1]["status"] == "disabled"
    assert sentry.state["checkIns"] == []


def test_a_config_in_a_json_body_is_read(sentry: SentrySimulator) -> None:
    send(sentry, monitor_config=EVERY_DAY)
    assert backup(sentry)["config"]["schedule"] == "0 0 * * *"
