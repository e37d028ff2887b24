"""Promises of the Sentry simulator: which monitors an alert may be linked to, by whom, how many."""

import pytest

from tests.simulator_sentry.client import (
    FORBIDDEN,
    WORKFLOWS,
    Body,
    alert,
    ask,
    create,
    read,
    refusal,
    update,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

LEAST = tokens.SENTRY_TOKEN_LEAST
ALL_PROJECTS = alert(detectorIds=[7190])


def names(sentry: SentrySimulator, **query: str) -> list[str]:
    return [item["name"] for item in ask(sentry, WORKFLOWS, params=query).json()]


def narrow(sentry: SentrySimulator, *projects: str) -> None:
    """Let the token see these projects only."""
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = [*projects]


def test_monitors_of_any_type_and_project_can_be_linked_together(sentry: SentrySimulator) -> None:
    linked = [7101, 7104, 7111, 7113, 7114, 7190]
    assert create(sentry, alert(detectorIds=linked))["detectorIds"] == [str(n) for n in linked]


def test_a_monitor_named_twice_is_linked_once(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(detectorIds=[7101, "7101"]))["detectorIds"] == ["7101"]


def test_put_of_no_monitors_removes_all_links(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert update(sentry, created["id"], alert(detectorIds=[]))["detectorIds"] == []


@pytest.mark.parametrize("scope", ["alerts:write", "org:admin"])
def test_the_monitor_of_all_projects_wants_org_write(sentry: SentrySimulator, scope: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = ["org:read", scope]
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=ALL_PROJECTS)) == (403, FORBIDDEN)
    assert sentry.state["workflows"] == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_alert_of_all_projects_is_read_but_not_changed_without_org_write(
    sentry: SentrySimulator, method: str
) -> None:
    path = f"{WORKFLOWS}{create(sentry, ALL_PROJECTS)['id']}/"
    assert ask(sentry, path, token=LEAST).status_code == 200
    assert refusal(ask(sentry, path, method, LEAST, json=alert())) == (403, FORBIDDEN)


def test_without_the_feature_an_alert_of_all_projects_is_hidden(sentry: SentrySimulator) -> None:
    created = create(sentry, ALL_PROJECTS)
    sentry.state["features"].clear()
    assert names(sentry) == []
    assert ask(sentry, f"{WORKFLOWS}{created['id']}/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["own", "foreign", "nobody's", "everybody's"]),
        ({"project": "-1"}, ["own", "foreign", "nobody's", "everybody's"]),
        ({"projectSlug": "$all"}, ["own", "foreign", "nobody's", "everybody's"]),
        ({"project": "611"}, ["own", "everybody's"]),
        ({"projectSlug": "other-project"}, ["foreign", "everybody's"]),
        ({"detector": "7190"}, ["everybody's"]),
        ({"id": "52007", "project": "612"}, ["nobody's"]),
    ],
)
def test_a_project_lists_its_alerts_and_those_of_all_projects(
    sentry: SentrySimulator, query: dict[str, str], found: list[str]
) -> None:
    for name, monitors in {
        "own": [7113],
        "foreign": [7114],
        "nobody's": [],
        "everybody's": [7190],
    }.items():
        create(sentry, alert(name=name, detectorIds=monitors, actionFilters=[]))
    assert names(sentry, **query) == found


def test_a_monitor_of_a_closed_project_is_not_linked(sentry: SentrySimulator) -> None:
    narrow(sentry, "612")
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=alert())) == (403, FORBIDDEN)


def test_an_unknown_monitor_comes_before_a_closed_one(sentry: SentrySimulator) -> None:
    narrow(sentry, "612")
    answer = ask(sentry, WORKFLOWS, "POST", json=alert(detectorIds=[7101, 404]))
    assert refusal(answer) == (400, ["Some detectors do not exist: {404}"])


def test_an_alert_of_closed_projects_is_403_and_not_listed(sentry: SentrySimulator) -> None:
    created = create(sentry)
    narrow(sentry, "612")
    assert names(sentry, id=created["id"]) == []
    assert refusal(ask(sentry, f"{WORKFLOWS}{created['id']}/")) == (403, FORBIDDEN)


def test_one_closed_project_forbids_every_edit_but_not_a_look(sentry: SentrySimulator) -> None:
    created = create(sentry, alert(detectorIds=[7101, 7103]))
    narrow(sentry, "612")
    path = f"{WORKFLOWS}{created['id']}/"
    body: Body = {"name": "another"}
    assert refusal(ask(sentry, path, "PUT", json=body)) == (403, FORBIDDEN)
    assert read(sentry, created["id"])["name"] == created["name"]


def test_an_edit_is_forbidden_before_its_body_is_read(sentry: SentrySimulator) -> None:
    path = f"{WORKFLOWS}{create(sentry)['id']}/"
    answer = ask(sentry, path, "PUT", tokens.SENTRY_TOKEN_READ_ONLY, json={})
    assert refusal(answer) == (403, FORBIDDEN)


def test_a_creation_is_forbidden_after_its_body_was_read(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", tokens.SENTRY_TOKEN_READ_ONLY, json=alert(name=""))
    assert answer.status_code == 400


def test_no_more_alerts_than_the_limit(sentry: SentrySimulator) -> None:
    sentry.state["maxWorkflows"] = 1
    created = create(sentry)
    answer = ask(sentry, WORKFLOWS, "POST", json=alert())
    assert refusal(answer) == (400, ["You may not exceed 1 workflows per organization."])
    assert update(sentry, created["id"], alert())["id"] == created["id"]


def test_a_thousand_alerts_are_the_limit_of_an_organization(sentry: SentrySimulator) -> None:
    assert sentry.state["maxWorkflows"] == 1000
