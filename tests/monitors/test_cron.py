"""Promises of a cron monitor's entry: the words it is written in, and what Sentry is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.monitors.entries import cron, document, monitor, refusals


def _config(**own: Any) -> Any:
    return document(cron(**own))["dataSources"][0]["config"]


def test_an_entry_of_a_schedule_alone_has_sentrys_defaults() -> None:
    assert document(cron()) == {
        "name": "nightly backup",
        "type": "monitor_check_in_failure",
        "enabled": True,
        "dataSources": [
            {
                "name": "nightly backup",
                "config": {
                    "schedule_type": "crontab",
                    "schedule": "0 3 * * *",
                    "checkin_margin": 1,
                    "max_runtime": 30,
                    "failure_issue_threshold": 1,
                    "recovery_threshold": 1,
                    "timezone": "UTC",
                },
            }
        ],
        "config": {},
    }


def test_every_word_reaches_sentry() -> None:
    found = document(
        cron(
            timezone="Europe/Berlin",
            grace="5 min",
            maxRuntime="2 h",
            failAfter=2,
            recoverAfter=3,
            slug="nightly-backup",
            name="backup",
        )
    )["dataSources"][0]
    assert (found["name"], found["slug"]) == ("backup", "nightly-backup")
    assert [*found["config"].values()][2:] == [5, 120, 2, 3, "Europe/Berlin"]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("10 min", [10, "minute"]),
        ("1 h", [1, "hour"]),
        ("1 day", [1, "day"]),
        ("2 weeks", [2, "week"]),
        ("1 month", [1, "month"]),
        ("3 months", [3, "month"]),
        ("1 year", [1, "year"]),
    ],
)
def test_an_interval_keeps_the_unit_it_is_written_in(written: str, sent: Any) -> None:
    assert _config(schedule=None, every=written)["schedule"] == sent


@pytest.mark.parametrize(
    ("written", "sent"),
    [("@daily", "0 0 * * *"), ("@hourly", "0 * * * *"), (" 0  3 *\t* mon-fri ", "0 3 * * mon-fri")],
)
def test_a_crontab_is_sent_as_sentry_stores_it(written: str, sent: str) -> None:
    assert _config(schedule=written)["schedule"] == sent


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("@reboot", "'@reboot' is no schedule that Sentry knows; of @ words: @yearly"),
        ("@Daily", "'@Daily' is no schedule"),
        ("0 0 3 * * *", "'0 0 3 * * *' has 6 fields; Sentry takes 5"),
        ("0 3 * *", "'0 3 * *' has 4 fields"),
        ("0 0 31 2 *", "'0 0 31 2 *' is not a crontab that Sentry takes: bad day-of-month"),
        ("0 24 * * *", "'0 24 * * *' is not a crontab that Sentry takes: bad hour"),
        ("? * * * *", "'? * * * *' is not a crontab that Sentry takes: bad minute"),
        ("*/0 * * * *", "'*/0 * * * *' is not a crontab"),
    ],
)
def test_a_crontab_that_sentry_refuses_is_refused_with_the_reason(
    written: str, reason: str
) -> None:
    (line,) = refusals(cron(schedule=written))
    assert line.startswith(f"cron.schedule: {reason}")


def test_the_29th_of_february_comes_now_and_then() -> None:
    assert _config(schedule="0 0 29 2 *")["schedule"] == "0 0 29 2 *"


@pytest.mark.parametrize("written", ["5 s", "0 min", "10", "1.5 h", 10, None, "١ min"])
def test_what_is_no_interval_is_refused(written: Any) -> None:
    (line,) = refusals({"name": "x", "cron": {"every": written}})
    assert line.startswith("cron")


def test_a_schedule_and_an_interval_exclude_each_other() -> None:
    assert refusals(cron(every="1 h")) == [
        "cron: cron: both schedule and every; write exactly one of them"
    ]


def test_an_unknown_timezone_is_refused_with_what_was_probably_meant() -> None:
    (line,) = refusals(cron(timezone="Europe/Berln"))
    assert line.startswith("cron.timezone: 'Europe/Berln' is not a timezone (did you mean ")


@pytest.mark.parametrize("written", ["UTC", "US/Eastern", "America/Argentina/Buenos_Aires"])
def test_every_name_of_the_tz_database_is_a_timezone(written: str) -> None:
    assert _config(timezone=written)["timezone"] == written


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ("grace", "0 min", "'0 min' is not between 1 min and 4 weeks"),
        ("grace", "90 s", "'90 s' is not a whole number of minutes"),
        ("grace", 5, "5 has no unit; write it as '5 min'"),
        ("grace", "5 blinks", "'5 blinks' is not a duration; write it as '5 min'"),
        ("maxRuntime", "10081 min", "'10081 min' is not between 1 min and 1 week"),
        ("failAfter", 0, "0 is less than 1"),
        ("recoverAfter", 721, "721 is more than 720"),
        ("slug", "Nightly", "'Nightly' is not a slug of a cron monitor"),
        ("slug", "123", "'123' is not a slug of a cron monitor"),
        ("slug", "x" * 51, f"'{'x' * 51}' is not a slug of a cron monitor"),
        ("name", "x" * 129, "has 129 characters; Sentry takes 128 at the most"),
        ("configFrom", "job", "'job' is not one of stackFile, checkIns"),
    ],
)
def test_a_value_that_sentry_refuses_is_refused_at_its_place(
    key: str, written: Any, reason: str
) -> None:
    (line,) = refusals(cron(**{key: written}))
    assert line.startswith(f"cron.{key}: {reason}")


def test_a_slug_is_sent_only_where_the_entry_says_it() -> None:
    assert monitor(cron()).slug is None
    assert "slug" not in document(cron())["dataSources"][0]
    assert monitor(cron(slug="nightly-backup")).slug == "nightly-backup"
