"""Promises of the Sentry simulator: what it refuses of a cron monitor, and what it makes of one."""

from typing import Any

import pytest

from tests.simulator_sentry.client import DETECTORS, MISSING, REQUIRED, Body, ask, refusal
from tests.simulator_sentry.monitors import (
    CRONTAB,
    cron,
    cron_config,
    edit,
    make,
    post,
    put,
    query_of,
    shown,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

DJANGOS = ['Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.']
SENTRYS = [
    "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. "
    "It cannot be entirely numeric."
]
TAKEN = ['The slug "nightly-backup" is already in use.']
INTEGER = ["A valid integer is required."]


def most(number: int) -> list[str]:
    return [f"Ensure this value is less than or equal to {number}."]


LEAST = ["Ensure this value is greater than or equal to 1."]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"slug": "a b"}, {"slug": DJANGOS}),
        ({"slug": "ä"}, {"slug": DJANGOS}),
        ({"slug": "Nightly"}, {"slug": SENTRYS}),
        ({"slug": "1234"}, {"slug": SENTRYS}),
        ({"slug": ""}, {"slug": ["This field may not be blank."]}),
        ({"slug": "x" * 51}, {"slug": ["Ensure this field has no more than 50 characters."]}),
        ({"slug": "nightly-backup"}, {"slug": TAKEN}),
        ({"name": "x" * 129}, {"name": ["Ensure this field has no more than 128 characters."]}),
        ({"status": "asleep"}, {"status": ['"asleep" is not a valid choice.']}),
        ({"owner": "team:9"}, {"owner": ["Team is not a member of this organization"]}),
        ({"isMuted": "x"}, {"isMuted": ["Must be a valid boolean."]}),
        ({"config": MISSING}, {"config": REQUIRED}),
        ({"config": None}, {"config": ["This field may not be null."]}),
        (
            {"config": "daily"},
            {"config": {"nonfielderrors": ["Invalid data. Expected a dictionary, but got str."]}},
        ),
        (
            {"name": MISSING, "slug": MISSING},
            {"nonFieldErrors": ["Either name or slug must be provided"]},
        ),
    ],
)
def test_a_bad_data_source_is_refused(sentry: SentrySimulator, changes: Body, errors: Body) -> None:
    assert refusal(post(sentry, cron(changes))) == (400, {"dataSources": errors})


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"scheduleType": MISSING}, {"scheduletype": ["Missing or invalid schedule type"]}),
        ({"scheduleType": "cron"}, {"scheduletype": ['"cron" is not a valid choice.']}),
        ({"schedule": MISSING}, {"schedule": REQUIRED}),
        ({"checkinMargin": 40_321}, {"checkinmargin": most(40_320)}),
        ({"checkinMargin": -1}, {"checkinmargin": LEAST}),
        ({"checkinMargin": "x"}, {"checkinmargin": INTEGER}),
        ({"checkinMargin": True}, {"checkinmargin": INTEGER}),
        ({"maxRuntime": 0}, {"maxruntime": LEAST}),
        (
            {"maxRuntime": 10_081},
            {
                "maxruntime": [
                    "Max runtime must be 10080 minutes (7 days) or less. "
                    "Lower it to save this monitor."
                ]
            },
        ),
        ({"failureIssueThreshold": 721}, {"failureissuethreshold": most(720)}),
        ({"failureIssueThreshold": 0}, {"failureissuethreshold": LEAST}),
        ({"recoveryThreshold": 721}, {"recoverythreshold": most(720)}),
        ({"timezone": "Mars/X"}, {"timezone": ['"Mars/X" is not a valid choice.']}),
        ({"timezone": "utc"}, {"timezone": ['"utc" is not a valid choice.']}),
        ({"timezone": "Factory"}, {"timezone": ['"Factory" is not a valid choice.']}),
        ({"timezone": None}, {"timezone": ["This field may not be null."]}),
    ],
)
def test_a_bad_config_is_refused_under_keys_that_are_spelled_twice(
    sentry: SentrySimulator, changes: Body, errors: Body
) -> None:
    answer = post(sentry, cron_config(**changes))
    assert refusal(answer) == (400, {"dataSources": {"config": errors}})


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        ("@reboot", "Schedule was not parseable"),
        ("@midnight", "Schedule was not parseable"),
        ("@Daily", "Schedule was not parseable"),
        ("0 0 3 * * *", "Only 5 field crontab syntax is supported"),
        ("0 3 * *", "Schedule is invalid"),
        ("0 24 * * *", "Schedule is invalid"),
        ("61 * * * *", "Schedule is invalid"),
        ("0 0 31 2 *", "Schedule is invalid"),
        ("0 3 ? * *", "Schedule is invalid"),
        ("*/0 * * * *", "Schedule is invalid"),
        (5, "Invalid schedule for 'crontab' type"),
        ([5, "day"], "Invalid schedule for 'crontab' type"),
        ({"type": "interval", "value": "x", "unit": "day"}, "Invalid schedule for schedule unit "),
        ({"type": "crontab", "value": 5}, "Invalid schedule for 'crontab' type"),
    ],
)
def test_a_bad_crontab_is_refused(sentry: SentrySimulator, schedule: object, text: str) -> None:
    found = post(sentry, cron_config(schedule=schedule)).json()["dataSources"]["config"]
    assert found["schedule"][0].startswith(text)


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        ("5 days", "Invalid schedule for for 'interval' type"),
        (["x", "day"], "Invalid schedule for schedule unit count"),
        (["6", "day"], "Invalid schedule for schedule unit count"),
        ([1.5, "day"], "Invalid schedule for schedule unit count"),
        ([0, "day"], "Interval must be greater than zero"),
        ([-1, "day"], "Interval must be greater than zero"),
        ([5, "days"], "Invalid schedule for schedule unit name"),
        ([5, "second"], "Invalid schedule for schedule unit name"),
    ],
)
def test_a_bad_interval_is_refused(sentry: SentrySimulator, schedule: object, text: str) -> None:
    answer = post(sentry, cron_config(scheduleType="interval", schedule=schedule))
    errors = {"dataSources": {"config": {"schedule": [text]}}}
    assert refusal(answer) == (400, errors)


def test_an_interval_without_a_unit_crashes_sentry(sentry: SentrySimulator) -> None:
    answer = post(sentry, cron_config(scheduleType="interval", schedule=[5]))
    assert answer.status_code == 500


@pytest.mark.parametrize(
    ("config", "stored"),
    [
        ({"schedule": "@daily"}, {"schedule": "0 0 * * *"}),
        ({"schedule": "@weekly"}, {"schedule": "0 0 * * 0"}),
        ({"schedule": "@annually"}, {"schedule": "0 0 1 1 *"}),
        ({"schedule": " 0   3 \t* * * "}, {"schedule": "0 3 * * *"}),
        ({"schedule": "0 3 * * mon-fri"}, {"schedule": "0 3 * * mon-fri"}),
        ({"schedule": "0 0 29 2 *"}, {"schedule": "0 0 29 2 *"}),
        ({"schedule": {"type": "crontab", "value": "@hourly"}}, {"schedule": "0 * * * *"}),
        (
            {"schedule": {"type": "interval", "value": 5, "unit": "day"}, "scheduleType": MISSING},
            {"schedule": [5, "day"], "schedule_type": "interval"},
        ),
        (
            {"scheduleType": "interval", "schedule": [100_000, "year"]},
            {"schedule": [100_000, "year"]},
        ),
        ({"scheduleType": 1}, {"schedule_type": "crontab"}),
        ({"checkinMargin": 0}, {"checkin_margin": 1}),
        ({"checkinMargin": "7"}, {"checkin_margin": 7}),
        ({"checkinMargin": ""}, {"checkin_margin": None}),
        ({}, {"checkin_margin": None, "max_runtime": None, "recovery_threshold": None}),
        ({"timezone": "US/Eastern"}, {"timezone": "US/Eastern"}),
    ],
)
def test_a_config_is_stored_in_sentrys_words(
    sentry: SentrySimulator, config: Body, stored: Body
) -> None:
    found = query_of(make(sentry, cron_config(**config)))["config"]
    assert {key: found[key] for key in stored} == stored


@pytest.mark.parametrize("sent", [{}, {"timezone": ""}])
def test_a_timezone_that_is_not_set_is_not_shown(sentry: SentrySimulator, sent: Body) -> None:
    assert "timezone" not in query_of(make(sentry, cron_config(**sent)))["config"]


def test_an_unknown_key_of_a_config_is_dropped(sentry: SentrySimulator) -> None:
    assert "colour" not in query_of(make(sentry, cron_config(colour="red")))["config"]


def test_the_keys_of_a_config_are_shown_in_snake_case(sentry: SentrySimulator) -> None:
    assert sorted(query_of(make(sentry, cron()))["config"]) == [
        *("checkin_margin", "failure_issue_threshold", "max_runtime", "recovery_threshold"),
        *("schedule", "schedule_type"),
    ]


def test_a_data_source_shows_the_cron_monitor_whole(sentry: SentrySimulator) -> None:
    query = query_of(make(sentry, cron()))
    assert sorted(query) == [
        *("config", "dateCreated", "environments", "id", "isMuted", "isUpserting", "name"),
        *("owner", "project", "slug", "status"),
    ]


def test_a_monitor_that_nothing_checked_in_on_has_no_environment(sentry: SentrySimulator) -> None:
    query = query_of(make(sentry, cron()))
    assert (query["environments"], query["isMuted"], query["isUpserting"]) == ([], False, False)


def test_the_source_is_the_rows_id_and_not_its_guid(sentry: SentrySimulator) -> None:
    (source,) = make(sentry, cron())["dataSources"]
    assert source["sourceId"].isdigit()
    assert len(source["queryObj"]["id"]) == 36


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Job of the Night!", "job-of-the-night"),
        ("Müll abholen", "mull-abholen"),
        ("nightly backup", "nightly-backup-"),
        ("1234", "1234-"),
        ("x" * 60, "x" * 50),
    ],
)
def test_a_slug_is_derived_from_the_name_and_a_taken_one_gets_a_suffix(
    sentry: SentrySimulator, name: str, slug: str
) -> None:
    found = query_of(make(sentry, cron({"name": name, "slug": MISSING})))["slug"]
    assert found.startswith(slug)
    assert (len(found) > len(slug)) is slug.endswith("-")


def test_a_name_without_a_letter_gets_some_slug(sentry: SentrySimulator) -> None:
    assert query_of(make(sentry, cron({"name": "???", "slug": MISSING})))["slug"]


def test_a_monitor_with_a_slug_alone_is_named_by_it(sentry: SentrySimulator) -> None:
    assert query_of(make(sentry, cron({"name": MISSING})))["name"] == "nightly-job"


def test_the_monitors_name_is_not_the_detectors(sentry: SentrySimulator) -> None:
    made = make(sentry, cron({"name": "inner"}, name="outer"))
    assert (made["name"], query_of(made)["name"]) == ("outer", "inner")


def test_a_monitor_created_disabled_leaves_the_detector_enabled(sentry: SentrySimulator) -> None:
    made = make(sentry, cron({"status": "disabled"}))
    assert (made["enabled"], query_of(made)["status"]) == (True, "disabled")


def test_muting_a_new_monitor_has_no_effect(sentry: SentrySimulator) -> None:
    assert query_of(make(sentry, cron({"isMuted": True})))["isMuted"] is False


def test_the_owner_of_the_monitor_is_not_the_detectors(sentry: SentrySimulator) -> None:
    made = make(sentry, cron({"owner": "team:801"}))
    assert (made["owner"], query_of(made)["owner"]["id"]) == (None, "801")


def test_a_new_monitor_has_an_empty_group_of_conditions(sentry: SentrySimulator) -> None:
    assert make(sentry, cron())["conditionGroup"]["conditions"] == []


def test_the_detectors_config_may_be_any_object(sentry: SentrySimulator) -> None:
    assert make(sentry, cron(config={"any_thing": 1}))["config"] == {"anyThing": 1}


def test_a_monitor_beyond_the_organizations_limit_is_refused(sentry: SentrySimulator) -> None:
    sentry.state["maxMonitors"] = 1
    errors = {"nonfielderrors": ["You may not exceed 1 monitors per organization"]}
    assert refusal(post(sentry, cron())) == (400, {"dataSources": errors})


@pytest.mark.parametrize("write", ["POST", "PUT"])
def test_a_token_that_may_not_read_the_project_writes_no_cron_monitor(
    sentry: SentrySimulator, write: str
) -> None:
    path = None if write == "POST" else f"{DETECTORS}7113/"
    token = tokens.SENTRY_TOKEN_LEAST
    answer = (
        post(sentry, cron(), token)
        if path is None
        else ask(sentry, path, "PUT", token, json=cron({"slug": "other"}))
    )
    errors = {"dataSources": {"project": ["Insufficient access to project"]}}
    assert refusal(answer) == (400, errors)


# Edits.


def test_a_key_left_out_of_a_config_is_kept(sentry: SentrySimulator) -> None:
    made = make(sentry, cron_config(timezone="Europe/Berlin", maxRuntime=60))
    source = {"slug": "nightly-job", "config": {"checkinMargin": 9}}
    config = query_of(edit(sentry, made["id"], {"dataSources": [source]}))["config"]
    assert (config["timezone"], config["max_runtime"], config["checkin_margin"]) == (
        *("Europe/Berlin", 60),
        9,
    )


def test_an_edit_of_the_config_alone_is_refused(sentry: SentrySimulator) -> None:
    answer = put(sentry, "7113", {"dataSources": [{"config": {"checkinMargin": 9}}]})
    text = "Either name or slug must be provided"
    assert refusal(answer) == (400, {"dataSources": {"nonFieldErrors": [text]}})


def test_a_new_name_of_the_detector_is_not_the_monitors(sentry: SentrySimulator) -> None:
    edited = edit(sentry, "7113", {"name": "renamed"})
    assert (edited["name"], query_of(edited)["name"]) == ("renamed", "nightly backup")


def test_a_new_name_of_the_monitor_leaves_its_slug(sentry: SentrySimulator) -> None:
    edited = edit(sentry, "7113", {"dataSources": [{"name": "renamed"}]})
    assert (query_of(edited)["name"], query_of(edited)["slug"]) == ("renamed", "nightly-backup")


def test_an_edit_that_names_the_slug_alone_renames_the_monitor_to_it(
    sentry: SentrySimulator,
) -> None:
    edited = edit(sentry, "7113", {"dataSources": [{"slug": "nightly-backup"}]})
    assert query_of(edited)["name"] == "nightly-backup"


def test_a_slug_is_changed_to_a_free_one(sentry: SentrySimulator) -> None:
    edited = edit(sentry, "7113", {"dataSources": [{"slug": "elsewhere"}]})
    assert query_of(edited)["slug"] == "elsewhere"


def test_a_slug_is_not_changed_to_a_taken_one(sentry: SentrySimulator) -> None:
    identifier = make(sentry, cron())["id"]
    answer = put(sentry, identifier, {"dataSources": [{"slug": "nightly-backup"}]})
    assert refusal(answer) == (400, {"dataSources": {"slug": TAKEN}})


def test_an_owner_in_the_data_source_of_an_edit_is_refused(sentry: SentrySimulator) -> None:
    source = {"slug": "nightly-backup", "owner": "team:801"}
    answer = put(sentry, "7113", {"dataSources": [source]})
    assert refusal(answer) == (400, {"owner": ["Not a valid string."]})


def test_no_owner_in_the_data_source_of_an_edit_clears_it(sentry: SentrySimulator) -> None:
    made = make(sentry, cron({"owner": "team:801"}))
    source = {"slug": "nightly-job", "owner": None}
    assert query_of(edit(sentry, made["id"], {"dataSources": [source]}))["owner"] is None


def test_a_config_of_the_detector_is_replaced(sentry: SentrySimulator) -> None:
    made = make(sentry, cron(config={"a": 1}))
    assert edit(sentry, made["id"], {"config": {"b": 2}})["config"] == {"b": 2}


@pytest.mark.parametrize(("enabled", "status"), [(False, "disabled"), (True, "active")])
def test_the_rows_status_follows_the_detector(
    sentry: SentrySimulator, enabled: bool, status: str
) -> None:
    edit(sentry, "7113", {"enabled": not enabled})
    assert query_of(edit(sentry, "7113", {"enabled": enabled}))["status"] == status


def test_the_slug_of_a_deleted_detector_stays_taken(sentry: SentrySimulator) -> None:
    ask(sentry, f"{DETECTORS}7113/", "DELETE")
    answer = post(sentry, cron({"slug": "nightly-backup"}))
    assert refusal(answer) == (400, {"dataSources": {"slug": TAKEN}})


def test_the_whole_document_can_be_sent_again(sentry: SentrySimulator) -> None:
    sent: Any = cron({"config": {**CRONTAB, "timezone": "UTC"}})
    made = make(sentry, sent)
    before = query_of(shown(sentry, made["id"]))
    assert query_of(edit(sentry, made["id"], sent)) == before
