"""Promises of the Sentry simulator: cron monitors by the older endpoints."""

from typing import Any

import pytest
import requests

from tests.simulator_sentry.client import (
    DETECTORS,
    FORBIDDEN,
    MISSING,
    NOT_FOUND,
    ORG,
    REQUIRED,
    Body,
    ask,
    refusal,
)
from tests.simulator_sentry.monitors import CRONTAB, changed, cron, edit, make, query_of, shown
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_checkins import miss_check_in, take_check_in

MONITORS = f"{ORG}/monitors/"
BACKUP = f"{MONITORS}nightly-backup/"
GUID = "5f0c0a5e-52b7-4c0b-8c3d-3f6f0ad6a001"
NO_SEAT = ["You don't have enough pay-as-you-go available to create a new seat"]


def monitor(**changes: Any) -> Body:
    plain = {"project": "trademaster-raptor", "name": "nightly job", "config": CRONTAB}
    return changed(plain, changes)


def post(sentry: SentrySimulator, body: Body) -> requests.Response:
    return ask(sentry, MONITORS, "POST", json=body)


def put(sentry: SentrySimulator, body: Body) -> requests.Response:
    return ask(sentry, BACKUP, "PUT", json=body)


def scopes(sentry: SentrySimulator, *given: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = [*given]


# One.


@pytest.mark.parametrize("name", ["nightly-backup", GUID])
def test_a_monitor_is_read_by_slug_and_by_guid(sentry: SentrySimulator, name: str) -> None:
    found = ask(sentry, f"{MONITORS}{name}/").json()
    assert (found["id"], found["slug"]) == (GUID, "nightly-backup")


def test_a_monitor_is_shown_as_in_its_detector(sentry: SentrySimulator) -> None:
    assert ask(sentry, BACKUP).json() == query_of(shown(sentry, "7113"))


@pytest.mark.parametrize("name", ["nowhere", "71132", "7113"])
def test_an_unknown_monitor_is_404(sentry: SentrySimulator, name: str) -> None:
    assert refusal(ask(sentry, f"{MONITORS}{name}/")) == (404, NOT_FOUND)


def test_a_monitor_of_a_closed_project_is_403(sentry: SentrySimulator) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["612"]
    assert refusal(ask(sentry, BACKUP)) == (403, FORBIDDEN)


# The list.


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["daily-mail", "nightly-backup", "nightly-job"]),
        ("project=611", ["nightly-backup", "nightly-job"]),
        ("project=other-project", ["daily-mail"]),
        ("environment=production", ["nightly-backup"]),
        ("owner=unassigned", ["daily-mail", "nightly-backup"]),
        ("owner=team:801&owner=unassigned", ["daily-mail", "nightly-backup", "nightly-job"]),
        ("owner=myteams", ["nightly-job"]),
        ("query=nightly", ["nightly-backup", "nightly-job"]),
        ("query=name:%22Nightly%20Backup%22", ["nightly-backup"]),
        ("query=id:71132", ["nightly-backup"]),
        ("query=colour:red", []),
    ],
)
def test_monitors_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    make(sentry, cron({"owner": "team:801"}))
    assert post(sentry, monitor(project="612", name="daily mail")).status_code == 201
    take_check_in(sentry.state, "611", {"monitor_slug": "nightly-backup", "status": "ok"})
    answer = ask(sentry, f"{MONITORS}?{query}")
    assert sorted(item["slug"] for item in answer.json()) == found


def test_the_worst_monitor_comes_first_and_a_disabled_one_last(sentry: SentrySimulator) -> None:
    for name in ("good", "off", "bad"):
        post(sentry, monitor(name=name))
    for slug in ("good", "bad"):
        take_check_in(sentry.state, "611", {"monitor_slug": slug, "status": "ok"})
    miss_check_in(sentry.state, "bad")
    ask(sentry, f"{MONITORS}off/", "PUT", json={"status": "disabled"})
    found = [item["slug"] for item in ask(sentry, f"{MONITORS}?query=o").json()]
    assert found.index("good") < found.index("off")
    assert ask(sentry, MONITORS).json()[0]["slug"] == "bad"


# Creation.


def test_a_monitor_that_is_created_here_gets_a_detector(sentry: SentrySimulator) -> None:
    made = post(sentry, monitor()).json()
    (detector,) = ask(sentry, f"{DETECTORS}?query=name:%22nightly%20job%22").json()
    assert query_of(detector) == made
    assert (detector["conditionGroup"], detector["config"]) == (None, {})


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"project": MISSING}, {"project": REQUIRED}),
        ({"project": "nowhere"}, {"project": ["Invalid project"]}),
        ({"name": MISSING}, {"name": REQUIRED}),
        ({"config": MISSING}, {"config": REQUIRED}),
        (
            {"slug": "nightly-backup"},
            {"slug": ['The slug "nightly-backup" is already in use.']},
        ),
        (
            {"config": {"schedule": "0 3 * * *"}},
            {"config": {"scheduleType": ["Missing or invalid schedule type"]}},
        ),
        (
            {"config": {**CRONTAB, "checkinMargin": "x"}},
            {"config": {"checkinMargin": ["A valid integer is required."]}},
        ),
    ],
)
def test_a_bad_monitor_is_refused_under_keys_that_are_spelled_once(
    sentry: SentrySimulator, changes: Body, errors: Body
) -> None:
    assert refusal(post(sentry, monitor(**changes))) == (400, errors)


def test_a_token_that_may_not_read_the_project_creates_none(sentry: SentrySimulator) -> None:
    scopes(sentry, "alerts:write")
    errors = {"project": ["Insufficient access to project"]}
    assert refusal(post(sentry, monitor())) == (400, errors)


@pytest.mark.parametrize("given", [["org:read", "project:read"], ["project:write"]])
def test_a_token_that_writes_no_alerts_creates_none(
    sentry: SentrySimulator, given: list[str]
) -> None:
    scopes(sentry, *given)
    assert refusal(post(sentry, monitor())) == (403, FORBIDDEN)


def test_a_monitor_beyond_the_limit_is_refused(sentry: SentrySimulator) -> None:
    sentry.state["maxMonitors"] = 1
    errors = {"nonFieldErrors": ["You may not exceed 1 monitors per organization"]}
    assert refusal(post(sentry, monitor())) == (400, errors)


def test_without_a_seat_a_monitor_is_created_disabled(sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    assert post(sentry, monitor()).json()["status"] == "disabled"
    assert sentry.state["detectors"][-1]["enabled"] is False


# Edits.


def test_an_edit_merges_the_config(sentry: SentrySimulator) -> None:
    config = put(sentry, {"config": {"maxRuntime": 5}}).json()["config"]
    assert (config["max_runtime"], config["schedule"]) == (5, "0 3 * * *")


def test_an_edit_of_the_name_leaves_the_slug_and_the_detectors_name(
    sentry: SentrySimulator,
) -> None:
    assert put(sentry, {"name": "renamed"}).json()["slug"] == "nightly-backup"
    assert shown(sentry, "7113")["name"] == "nightly backup"


def test_a_monitor_that_is_disabled_here_has_an_enabled_detector(sentry: SentrySimulator) -> None:
    assert put(sentry, {"status": "disabled"}).json()["status"] == "disabled"
    assert shown(sentry, "7113")["enabled"] is True


def test_without_a_seat_a_monitor_is_not_made_active(sentry: SentrySimulator) -> None:
    put(sentry, {"status": "disabled"})
    sentry.state["seatsLeft"] = 0
    assert refusal(put(sentry, {"status": "active"})) == (400, {"status": NO_SEAT})


def test_a_monitor_is_not_moved_to_another_project(sentry: SentrySimulator) -> None:
    text = "existing monitors may not be moved between projects"
    answer = put(sentry, {"project": "other-project"})
    assert refusal(answer) == (400, {"detail": {"message": text}})


def test_all_environments_are_muted_at_once(sentry: SentrySimulator) -> None:
    for name in ("production", "staging"):
        sent = {"monitor_slug": "nightly-backup", "status": "ok", "environment": name}
        take_check_in(sentry.state, "611", sent)
    found = put(sentry, {"isMuted": True}).json()
    assert (found["isMuted"], [e["isMuted"] for e in found["environments"]]) == (True, [True] * 2)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("scope", ["alerts:read", "org:write"])
def test_a_token_without_a_writing_scope_of_the_project_is_403(
    sentry: SentrySimulator, method: str, scope: str
) -> None:
    scopes(sentry, scope)
    assert refusal(ask(sentry, BACKUP, method, json={})) == (403, FORBIDDEN)


# Deletion.


def test_a_monitor_that_is_deleted_here_frees_its_slug(sentry: SentrySimulator) -> None:
    answer = ask(sentry, BACKUP, "DELETE")
    assert (answer.status_code, answer.content) == (202, b"")
    assert query_of(make(sentry, cron({"slug": "nightly-backup"})))["slug"] == "nightly-backup"


def test_a_monitor_that_is_deleted_here_takes_its_detector_with_it(
    sentry: SentrySimulator,
) -> None:
    ask(sentry, f"{MONITORS}{GUID}/", "DELETE")
    assert ask(sentry, f"{DETECTORS}7113/").status_code == 404
    assert ask(sentry, f"{MONITORS}{GUID}/", "DELETE").status_code == 404


def test_a_monitor_whose_detector_is_gone_lives_on(sentry: SentrySimulator) -> None:
    ask(sentry, f"{DETECTORS}7113/", "DELETE")
    assert ask(sentry, BACKUP).json()["slug"] == "nightly-backup"
    assert ask(sentry, BACKUP, "DELETE").status_code == 202


def test_the_seat_of_a_disabled_monitor_is_given_back_once(sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    edit(sentry, "7113", {"enabled": False})
    ask(sentry, BACKUP, "DELETE")
    assert sentry.state["seatsLeft"] == 1


@pytest.mark.parametrize(("name", "status"), [("staging", 202), ("nowhere", 404)])
def test_an_environment_is_deleted_alone(sentry: SentrySimulator, name: str, status: int) -> None:
    for environment in ("production", "staging"):
        sent = {"monitor_slug": "nightly-backup", "status": "ok", "environment": environment}
        take_check_in(sentry.state, "611", sent)
    assert ask(sentry, f"{BACKUP}?environment={name}", "DELETE").status_code == status
    left = [item["name"] for item in ask(sentry, BACKUP).json()["environments"]]
    assert "production" in left
    assert ("staging" in left) is (status == 404)
