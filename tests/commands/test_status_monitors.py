"""`status` shows each monitor, whether it is as deployed, and how what it watches is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, RATE, SLUG, check_in, deploy, live, remove
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_checkins import miss_check_in, time_out_check_in
from tests.simulators.sentry_monitor_issues import open_issue
from tests.simulators.sentry_uptime_health import take_down

pytestmark = pytest.mark.usefixtures("in_process")

Happen = Callable[[SentrySimulator, str], object]


def row_of(here: Here, key: str, *options: str) -> str:
    """Return the words of a monitor's row."""
    rows = here.run("status", *options).data.splitlines()
    return " ".join(next(row for row in rows if row.startswith(key)).split())


def one(here: Here) -> dict[str, Any]:
    """Return what `--json` says of the only monitor."""
    (found,) = json.loads(here.run("status", "--json").data)["monitors"]
    return dict(found)


def fail_check_in(sentry: SentrySimulator, _: str) -> None:
    check_in(sentry, "error")


def miss(sentry: SentrySimulator, _: str) -> None:
    check_in(sentry, "ok")
    miss_check_in(sentry.state, SLUG)


def run_too_long(sentry: SentrySimulator, _: str) -> None:
    check_in(sentry, "in_progress")
    time_out_check_in(sentry.state, SLUG)


def cross_threshold(sentry: SentrySimulator, id_: str) -> None:
    open_issue(sentry.state, live(sentry, id_), "Critical", id_, "production", [])


def disable(sentry: SentrySimulator, id_: str) -> None:
    live(sentry, id_)["enabled"] = False


def drift(sentry: SentrySimulator, id_: str) -> None:
    live(sentry, id_)["name"] = "renamed"


def mute(sentry: SentrySimulator, _: str) -> None:
    check_in(sentry, "ok")
    for environment in sentry.state["monitors"][-1]["environments"]:
        environment["isMuted"] = True


STATES: dict[str, tuple[dict[str, Any], Happen, str, int]] = {
    "healthy job": (JOB, lambda sentry, _: check_in(sentry, "ok"), "live healthy", 0),
    "healthy url": (API, lambda *_: None, "live healthy", 0),
    "no check-in yet": (JOB, lambda *_: None, "live never checked in", 0),
    "failing job": (JOB, fail_check_in, "live failing in production 20", 1),
    "failing number": (RATE, cross_threshold, "live failing 20", 1),
    "missed": (JOB, miss, "live missed in production 20", 1),
    "timed out": (JOB, run_too_long, "live timed out in production 20", 1),
    "down": (API, lambda sentry, id_: take_down(sentry.state, id_), "live down 20", 1),
    "disabled by hand": (API, disable, "disabled disabled", 1),
    "declared disabled": (API | {"enabled": False}, lambda *_: None, "disabled disabled", 0),
    "muted": (JOB, mute, "live healthy, muted", 0),
    "missing": (API, remove, "missing", 1),
    "drifted": (API, drift, "drifted healthy", 1),
}


@pytest.mark.parametrize("state", STATES)
def test_a_monitor_has_one_row_with_how_it_is(
    here: Here, sentry: SentrySimulator, state: str
) -> None:
    entry, happen, shown, _ = STATES[state]
    (id_,) = deploy(here.project, entry)
    happen(sentry, id_)
    key = entry["name"].replace(" ", "-")
    assert row_of(here, key).startswith(f"{key} {id_} {shown}")


@pytest.mark.parametrize("state", STATES)
def test_it_exits_with_1_where_a_monitor_needs_somebody(
    here: Here, sentry: SentrySimulator, state: str
) -> None:
    entry, happen, _, exit_code = STATES[state]
    (id_,) = deploy(here.project, entry)
    happen(sentry, id_)
    assert here.run("status").exit_code == exit_code


@pytest.mark.parametrize("state", ["failing job", "down", "failing number"])
def test_the_next_step_of_what_is_not_well_is_the_monitors_page(
    here: Here, sentry: SentrySimulator, state: str
) -> None:
    entry, happen, _, _ = STATES[state]
    (id_,) = deploy(here.project, entry)
    happen(sentry, id_)
    page = f"{sentry.url}/organizations/moosequest/monitors/{id_}/"
    assert here.run("status").words == f"  Next: {page}\n"


@pytest.mark.parametrize("state", ["missing", "drifted", "disabled by hand"])
def test_a_monitor_that_is_not_as_deployed_is_told_with_pulumi_up(
    here: Here, sentry: SentrySimulator, state: str
) -> None:
    entry, happen, _, _ = STATES[state]
    (id_,) = deploy(here.project, entry)
    happen(sentry, id_)
    words = here.run("status").words
    assert words.startswith(f"api-is-up ({id_}): ")
    assert words.endswith("  Next: pulumi up --stack sandbox\n")


def test_where_sentry_cannot_be_reached_a_monitor_is_unknown(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": "503", "times": 99}])
    assert row_of(here, "api-is-up") == f"api-is-up {id_} unknown unknown"


def test_a_monitor_whose_health_cannot_be_asked_still_shows_that_it_is_live(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    refuse = {
        "method": "GET",
        "path": "/api/0/organizations/moosequest/uptime/",
        "fault": "503",
        "times": 9,
    }
    sentry.faults = parse_faults([refuse])
    assert row_of(here, "api-is-up") == f"api-is-up {id_} live unknown"


def test_what_needs_somebody_first_comes_first(here: Here, sentry: SentrySimulator) -> None:
    names = ["fine", "gone", "moved", "off", "down"]
    ids = deploy(here.project, *[API | {"name": name} for name in names])
    by_name = dict(zip(names, ids, strict=True))
    remove(sentry, by_name["gone"])
    drift(sentry, by_name["moved"])
    disable(sentry, by_name["off"])
    take_down(sentry.state, by_name["down"])
    rows = [row.split()[0] for row in here.run("status").data.splitlines() if row.strip()]
    assert [row for row in rows if row in names] == ["gone", "off", "down", "moved", "fine"]


def test_of_more_than_a_terminal_holds_those_in_order_are_one_line(
    here: Here, sentry: SentrySimulator
) -> None:
    ids = deploy(here.project, *[API | {"name": f"api {number}"} for number in range(22)])
    take_down(sentry.state, ids[7])
    ran = here.run("status")
    shown = [row for row in ran.data.splitlines() if row.startswith("api-")]
    assert [row.split()[0] for row in shown] == ["api-7"]
    assert "21 monitors in order and not failing; --all lists them" in ran.data


def test_a_job_that_never_checked_in_is_not_folded_away(here: Here) -> None:
    deploy(here.project, JOB, *[API | {"name": f"api {number}"} for number in range(21)])
    assert row_of(here, "nightly-mail").endswith("live never checked in")


def test_all_shows_each_monitor(here: Here) -> None:
    deploy(here.project, *[API | {"name": f"api {number}"} for number in range(22)])
    rows = here.run("status", "--all").data.splitlines()
    assert len([row for row in rows if row.startswith("api-")]) == 22


def test_as_json_a_failing_job_says_what_since_when_and_where(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, JOB)
    fail_check_in(sentry, id_)
    found = one(here)
    assert found.pop("since").startswith("20")
    assert found == {
        "key": SLUG,
        "name": "nightly mail",
        "kind": "cron",
        "id": id_,
        "url": f"{sentry.url}/organizations/moosequest/monitors/{id_}/",
        "slug": SLUG,
        "status": "live",
        "health": "failing",
        "environment": "production",
        "muted": False,
        "differences": [],
    }


def test_as_json_a_drifted_monitor_says_what_differs(here: Here, sentry: SentrySimulator) -> None:
    (id_,) = deploy(here.project, API)
    drift(sentry, id_)
    assert one(here)["differences"] == [
        {"field": "name", "deployed": "api is up", "live": "renamed"}
    ]


def test_a_declared_monitor_that_no_update_had_is_to_be_deployed(here: Here) -> None:
    here.project.configure(monitors=[JOB])
    words = here.run("status").words
    assert "nightly-mail: not deployed" in words
    assert "Next: pulumi up --stack sandbox" in words


def test_what_a_jobs_own_check_ins_change_is_no_drift_where_the_entry_leaves_it_to_them(
    here: Here, sentry: SentrySimulator
) -> None:
    deploy(here.project, {"name": JOB["name"], "cron": {**JOB["cron"], "configFrom": "checkIns"}})
    sentry.state["monitors"][-1]["config"]["schedule"] = "0 5 * * *"
    assert one(here)["differences"] == []


def test_a_monitor_whose_entry_is_gone_has_not_drifted(here: Here) -> None:
    deploy(here.project, API)
    here.project.configure(monitors=[])
    assert one(here)["differences"] == []


def test_a_monitor_with_texts_in_the_vault_has_not_drifted(here: Here) -> None:
    deploy(here.project, API)
    assert here.run("status").words == ""


def test_monitors_cost_one_list_for_each_project_and_one_for_all_urls(
    here: Here, sentry: SentrySimulator
) -> None:
    deploy(here.project, *[API | {"name": f"api {number}"} for number in range(9)], RATE)
    sentry.requests.clear()
    here.run("status")
    asked = [r["path"].rpartition("moosequest/")[2] for r in sentry.requests]
    assert sorted(path for path in asked if path not in ("issues/", "workflows/")) == [
        "detectors/",
        "uptime/",
    ]
