"""Promises of monitors: which are a project's own, and which one an entry names."""

from itertools import permutations

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.sentry.client import SentryClient
from infra.sentry.monitor_requests import Wanted
from infra.sentry.monitors import Monitors
from tests.simulators.sentry import SentrySimulator

PROJECT = "trademaster-raptor"


def put(sentry: SentrySimulator, id_: str, **said: object) -> None:
    """Give the organization one more monitor."""
    sentry.state["detectors"].append({**sentry.state["detectors"][0], "id": id_, **said})


def test_the_filters_of_a_list_hold_on_its_later_pages(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    sentry.state["pageSize"] = 1
    found = monitors.own("trademaster-raptor")
    assert found == {"error": 7101, "issue_stream": 7102}


def test_a_projects_own_monitors_are_its_error_and_issue_stream(monitors: Monitors) -> None:
    found = monitors.own("trademaster-raptor")
    assert found == {"error": 7101, "issue_stream": 7102}


def test_other_monitors_are_not_a_projects_own(sentry: SentrySimulator, monitors: Monitors) -> None:
    uptime = {**sentry.state["detectors"][0], "id": "7105", "type": "uptime_domain_failure"}
    sentry.state["detectors"].append(uptime)
    assert set(monitors.own("trademaster-raptor")) == {"error", "issue_stream"}


def test_one_monitor_is_enough(sentry: SentrySimulator, monitors: Monitors) -> None:
    del sentry.state["detectors"][0]
    assert monitors.own("trademaster-raptor") == {"issue_stream": 7102}


def test_a_project_without_monitors_is_named(sentry: SentrySimulator, monitors: Monitors) -> None:
    sentry.state["detectors"].clear()
    with pytest.raises(RuleError, match="trademaster-raptor has neither an error nor an issue"):
        monitors.own("trademaster-raptor")


def test_an_unknown_project_is_named(monitors: Monitors) -> None:
    with pytest.raises(ForbiddenError) as caught:
        monitors.own("trademaster-rapter")
    assert "project trademaster-rapter" in caught.value.message


def test_an_unknown_project_is_not_blamed_on_scopes_alone(monitors: Monitors) -> None:
    with pytest.raises(ForbiddenError) as caught:
        monitors.own("trademaster-rapter")
    assert "check that moosequest has a project trademaster-rapter" in caught.value.next_step


# Lists with monitors that are not the project's.

OWN = [("7101", "error", "611"), ("7102", "issue_stream", "611")]
EVERYBODYS = ("7190", "issue_stream", None)
OTHERS = ("7104", "issue_stream", "612")


def answered(
    monkeypatch: pytest.MonkeyPatch, listed: list[tuple[str, str, str | None]]
) -> list[str]:
    """Have every list of monitors say this, and the project have the number 611; log the calls."""
    rows = [
        {"id": id_, "name": f"monitor {id_}", "type": kind, "projectId": project}
        for id_, kind, project in listed
    ]
    asked: list[str] = []

    def pages(_: SentryClient, path: str, *__: object) -> list[object]:
        asked.append(path)
        return [*rows]

    def call(_: SentryClient, method: str, path: str, *__: object, **___: object) -> object:
        asked.append(f"{method} {path}")
        return {"id": "611", "slug": PROJECT}

    monkeypatch.setattr(SentryClient, "pages", pages)
    monkeypatch.setattr(SentryClient, "call", call)
    return asked


@pytest.mark.parametrize("order", list(permutations([*OWN, EVERYBODYS])))
def test_the_monitor_of_all_projects_is_nobodys_own(
    monkeypatch: pytest.MonkeyPatch,
    monitors: Monitors,
    order: tuple[tuple[str, str, str | None], ...],
) -> None:
    asked = answered(monkeypatch, list(order))
    assert monitors.own(PROJECT) == {"error": 7101, "issue_stream": 7102}
    assert asked == ["detectors/"]


@pytest.mark.parametrize("order", list(permutations([*OWN, OTHERS])))
def test_another_projects_monitor_is_not_a_projects_own_wherever_the_list_has_it(
    monkeypatch: pytest.MonkeyPatch,
    monitors: Monitors,
    order: tuple[tuple[str, str, str | None], ...],
) -> None:
    answered(monkeypatch, list(order))
    assert monitors.own(PROJECT) == {"error": 7101, "issue_stream": 7102}


def test_a_project_that_has_only_the_monitor_of_all_projects_has_none(
    monkeypatch: pytest.MonkeyPatch, monitors: Monitors
) -> None:
    answered(monkeypatch, [EVERYBODYS])
    with pytest.raises(RuleError, match="neither an error nor an issue stream monitor"):
        monitors.own(PROJECT)


def test_no_project_that_an_older_server_writes_as_text_is_no_project(
    monkeypatch: pytest.MonkeyPatch, monitors: Monitors
) -> None:
    answered(monkeypatch, [("7190", "issue_stream", "None"), *OWN])
    assert monitors.own(PROJECT)["issue_stream"] == 7102


def test_two_own_monitors_of_a_type_are_named_with_their_pages(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    put(sentry, "7105", type="error", projectId="611")
    with pytest.raises(RuleError) as caught:
        monitors.own(PROJECT)
    assert caught.value.message == (
        f"Sentry project {PROJECT} has 2 error monitors:"
        f"\n    7101  {sentry.url}/organizations/moosequest/monitors/7101/"
        f"\n    7105  {sentry.url}/organizations/moosequest/monitors/7105/"
    )


def test_a_monitor_that_is_listed_twice_is_one(
    monkeypatch: pytest.MonkeyPatch, monitors: Monitors
) -> None:
    answered(monkeypatch, [*OWN, *OWN])
    assert monitors.own(PROJECT) == {"error": 7101, "issue_stream": 7102}


# The monitor of all projects.


def test_the_monitor_of_all_projects_is_found_on_any_page_and_asked_for_once(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    everybodys(sentry)
    sentry.state["pageSize"] = 1
    assert [monitors.all_projects(), monitors.all_projects()] == [7190, 7190]
    assert len({entry["query"] for entry in sentry.requests}) == len(sentry.requests)


def test_a_server_without_a_monitor_of_all_projects_has_none(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["projectId"]]
    assert monitors.all_projects() is None


# Monitors that an entry names.


def cron(sentry: SentrySimulator, id_: str = "7181", **said: object) -> None:
    """Give the project a cron monitor."""
    usual = {"type": "monitor_check_in_failure", "name": "weekly backup"}
    put(sentry, id_, **usual | said)


def test_a_monitor_is_found_by_its_name_type_and_project(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry)
    put(sentry, "7182", type="uptime_domain_failure", name="weekly backup")
    put(sentry, "7183", type="monitor_check_in_failure", name="weekly backup", projectId="612")
    assert monitors.find(Wanted(name="weekly backup", type="cron", project=PROJECT)) == 7181


def test_a_monitor_of_a_name_of_its_own_is_found_without_its_type(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry)
    assert monitors.find(Wanted(name="weekly backup", project=PROJECT)) == 7181


def test_monitors_of_a_project_are_listed_once_however_many_are_named(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    for number in range(3):
        cron(sentry, f"718{number}", name=f"job {number}")
    for number in range(3):
        monitors.find(Wanted(name=f"job {number}", type="cron", project=PROJECT))
    assert len(sentry.requests) == 1


def test_two_monitors_of_a_name_are_named_with_their_ids(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry)
    cron(sentry, "7182")
    with pytest.raises(RuleError) as caught:
        monitors.find(Wanted(name="weekly backup", type="cron", project=PROJECT))
    assert "2 cron monitors" in caught.value.message
    assert [id_ in caught.value.message for id_ in ("7181", "7182")] == [True, True]


def test_a_monitor_that_is_not_there_is_guessed_at(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry)
    with pytest.raises(RuleError) as caught:
        monitors.find(Wanted(name="weekly backups", type="cron", project=PROJECT))
    assert caught.value.message == (
        f"Sentry project {PROJECT} has no cron monitor named 'weekly backups' "
        "(did you mean 'weekly backup'?)"
    )


def test_a_monitor_is_found_by_its_id_whatever_its_project(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry, projectId="612")
    assert monitors.find(Wanted(id="7181")) == 7181


def test_an_id_that_no_monitor_has_is_refused(monitors: Monitors) -> None:
    with pytest.raises(RuleError, match="no monitor with the ID 999"):
        monitors.find(Wanted(id="999"))


# Monitors in words.


def test_a_monitor_is_told_by_type_name_and_project(
    sentry: SentrySimulator, monitors: Monitors
) -> None:
    cron(sentry)
    everybodys(sentry)
    monitors.own(PROJECT)
    assert monitors.describe({7101, 7181, 7190, 999}) == {
        999: "monitor 999",
        7101: f"error monitor of {PROJECT}",
        7181: f"cron monitor 'weekly backup' of {PROJECT}",
        7190: "all projects",
    }


def everybodys(sentry: SentrySimulator) -> None:
    """Give the organization the issue stream of all projects, if it has none yet."""
    if all(detector["projectId"] for detector in sentry.state["detectors"]):
        name = "Issue Stream: All Projects"
        put(sentry, "7190", type="issue_stream", name=name, projectId=None)
