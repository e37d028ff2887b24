"""Promises of how a monitor is: in one word, since when, by few requests."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from infra.monitors.health import DISABLED, DOWN, FAILING, HEALTHY, MISSED, TIMED_OUT, WAITING
from infra.sentry.client import SentryClient
from infra.sentry.monitor_api import MonitorApi
from infra.sentry.monitor_health import MonitorHealth
from infra.sentry.replies import LiveMonitor
from tests.sentry.client import client_of
from tests.simulators import sentry_checkins, sentry_uptime_health, tokens
from tests.simulators.sentry import SentrySimulator

PROJECT = "trademaster-raptor"
CRON = {
    "name": "hourly import",
    "type": "monitor_check_in_failure",
    "dataSources": [
        {"name": "hourly import", "config": {"schedule_type": "crontab", "schedule": "0 * * * *"}}
    ],
}
UPTIME = {
    "name": "api is up",
    "type": "uptime_domain_failure",
    "config": {"mode": 1, "environment": "production"},
    "dataSources": [
        {"url": "https://api.raxx.app/health", "intervalSeconds": 60, "timeoutMs": 5000}
    ],
}


@pytest.fixture
def api(client: SentryClient) -> MonitorApi:
    return MonitorApi(client)


@pytest.fixture
def health(client: SentryClient) -> MonitorHealth:
    return MonitorHealth(client)


def made(api: MonitorApi, body: dict[str, Any]) -> str:
    return api.create(PROJECT, {"enabled": True, **body})["id"]


def live(api: MonitorApi, id_: str) -> LiveMonitor:
    found = api.get(id_)
    assert found
    return found


def check_in(sentry: SentrySimulator, status: str) -> None:
    sent = {"monitor_slug": "hourly-import", "status": status}
    sentry_checkins.take_check_in(sentry.state, "611", sent)


def test_a_job_that_has_never_checked_in_is_told_as_such(
    api: MonitorApi, health: MonitorHealth
) -> None:
    assert health.of(live(api, made(api, CRON))).state == WAITING


def test_a_job_that_ran_well_is_healthy(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, CRON)
    check_in(sentry, "ok")
    assert health.of(live(api, id_)).state == HEALTHY


def test_a_job_that_failed_is_failing_since_then(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, CRON)
    check_in(sentry, "error")
    found = health.of(live(api, id_))
    assert (found.state, found.environment) == (FAILING, "production")
    assert found.since.startswith("20")


def test_a_job_that_did_not_run_has_missed_its_time(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, CRON)
    check_in(sentry, "ok")
    sentry_checkins.miss_check_in(sentry.state, "hourly-import")
    assert health.of(live(api, id_)).state == MISSED


def test_a_job_that_ran_too_long_is_told_apart(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, CRON)
    check_in(sentry, "in_progress")
    sentry_checkins.time_out_check_in(sentry.state, "hourly-import")
    assert health.of(live(api, id_)).state == TIMED_OUT


def test_a_url_that_does_not_answer_is_down_since_its_issue_was_opened(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, UPTIME)
    sentry_uptime_health.take_down(sentry.state, id_)
    found = health.of(live(api, id_))
    assert (found.state, bool(found.since), bool(found.issue)) == (DOWN, True, True)


def test_a_url_that_answers_again_is_healthy(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    id_ = made(api, UPTIME)
    sentry_uptime_health.take_down(sentry.state, id_)
    sentry_uptime_health.bring_up(sentry.state, id_)
    assert health.of(live(api, id_)).state == HEALTHY


def test_a_disabled_monitor_is_told_as_such(api: MonitorApi, health: MonitorHealth) -> None:
    id_ = made(api, UPTIME)
    api.update(id_, {"enabled": False})
    assert health.of(live(api, id_)).state == DISABLED


def test_without_the_right_to_read_issues_only_the_time_is_unknown(
    api: MonitorApi, sentry: SentrySimulator
) -> None:
    id_ = made(api, UPTIME)
    sentry_uptime_health.take_down(sentry.state, id_)
    found = MonitorHealth(client_of(sentry, tokens.SENTRY_TOKEN_LEAST)).of(live(api, id_))
    assert (found.state, found.since) == (DOWN, "")


def test_healthy_monitors_cost_one_list_for_all_of_them(
    api: MonitorApi, health: MonitorHealth, sentry: SentrySimulator
) -> None:
    found = [live(api, made(api, {**UPTIME, "name": f"api {n}"})) for n in range(5)]
    before = len(requests.get(f"{sentry.url}/_sim/requests", timeout=10).json())
    assert {health.of(one).state for one in found} == {HEALTHY}
    assert len(requests.get(f"{sentry.url}/_sim/requests", timeout=10).json()) == before + 1
