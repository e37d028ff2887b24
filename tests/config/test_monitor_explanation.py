"""What a monitor means, in words that somebody just woken can read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.config.monitor_explanation import (
    MonitorExplanation,
    explain_monitor,
    monitor_as_data,
    monitor_sentences,
)
from infra.config.settings import Settings
from tests.factories import config, entry
from tests.monitors.entries import cron, metric, uptime

RULE = entry(monitors=["nightly-backup"])


def explanation(monitor: dict[str, Any], *rules: dict[str, Any]) -> MonitorExplanation:
    settings = Settings.load(config(alertRules=list(rules), monitors=[monitor]), "raxx-alerts")
    return explain_monitor(settings.monitors[0], settings)


def lines(monitor: dict[str, Any], *rules: dict[str, Any]) -> list[str]:
    return monitor_sentences(explanation(monitor, *rules))


def test_a_cron_monitor_is_told_from_what_it_watches_to_what_becomes_of_it() -> None:
    assert lines(cron(slug="backup", grace="5 min"), RULE) == [
        "Watches, in Sentry project trademaster-raptor: crontab '0 3 * * *' UTC, grace 5 min, at "
        "most 30 min.",
        "Fails when: 1 check-in missed, late or failed. Recovers when: 1 check-in healthy.",
        "The job is run by: sentry-cli monitors run backup -- COMMAND",
        "or calls when it is done: "
        "https://INGEST_HOST/api/PROJECT_ID/cron/backup/PUBLIC_KEY/?status=ok",
        "Until it has checked in once, Sentry expects nothing of it.",
        "When it fails, rule disk_full notifies: email ops@raxx.app.",
        "If the project has a cron monitor with this exact name, it is adopted; otherwise one is "
        "created.",
        "When its entry is removed, the monitor is deleted if this stack made it, and left in "
        "Sentry if it adopted it.",
    ]


def test_a_cron_monitor_without_a_slug_says_where_it_is_shown() -> None:
    assert any("`pulumi stack output monitors` shows it" in line for line in lines(cron()))


def test_whose_schedule_counts_is_told() -> None:
    told = "If its check-ins say a schedule, that one counts, and the entry's only until then."
    assert told in lines(cron(configFrom="checkIns"))
    assert told not in lines(cron())


@pytest.mark.parametrize(
    ("monitor", "told"),
    [
        (uptime(), "Fails when: 3 checks in a row without status 2xx. "),
        (metric(medium=50), "Fails when: above 100 (high), above 50 (medium). "),
    ],
)
def test_a_monitor_of_another_kind_is_told_when_it_fails_and_checks_in_nowhere(
    monitor: dict[str, Any], told: str
) -> None:
    text = "\n".join(lines(monitor))
    assert (
        told in text,
        "check" in text.replace("checks in a row", "").replace("1 check", ""),
    ) == (
        True,
        False,
    )


def test_a_monitor_that_wakes_nobody_says_so() -> None:
    assert "When it fails, nobody is notified: no rule of this stack names it." in lines(
        cron(), entry()
    )


def test_a_rule_of_the_issue_stream_is_named_too() -> None:
    told = "When it fails, rule disk_full notifies: email ops@raxx.app."
    assert told in lines(cron(), entry(projectMonitor="issue_stream"))


def test_each_group_of_a_rule_is_named_once() -> None:
    also = [
        {"filter": {"level": {"atLeast": "error"}}, "action": {"emailTeam": "sre"}},
        {"filter": {"level": {"atLeast": "fatal"}}, "action": {"emailTeam": "sre"}},
    ]
    told = "When it fails, rule disk_full notifies: email ops@raxx.app and email team sre."
    assert told in lines(cron(), {**RULE, "also": also})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"enabled": False}, "It is disabled: it stays in Sentry and watches nothing."),
        ({"owner": {"team": "sre"}}, "Owner: team sre."),
        ({"description": "the api."}, "Description: the api."),
        ({"monitor": "7102"}, "Monitor 7102 is adopted, whatever its name."),
        ({"onRemove": "keep"}, "When its entry is removed, the monitor is left in Sentry."),
        (
            {},
            "If the project has an uptime monitor with this exact name, it is adopted; otherwise "
            "one is created.",
        ),
    ],
)
def test_what_an_entry_says_besides_is_told(said: dict[str, Any], told: str) -> None:
    assert told in lines({**uptime(), **said})


def test_a_text_in_the_vault_is_told_by_its_path() -> None:
    said = lines(uptime(headers={"Authorization": {"vault": "/Team/PROBE"}}))
    assert "headers Authorization: (vault /Team/PROBE)" in said[0]


def test_scripts_get_what_the_job_calls() -> None:
    said = json.loads(json.dumps(monitor_as_data(explanation(cron(slug="backup"), RULE))))
    assert (said["check_in"]["command"], said["wakes"]) == (
        "sentry-cli monitors run backup -- COMMAND",
        [{"rule": "disk_full", "told": "email ops@raxx.app"}],
    )
