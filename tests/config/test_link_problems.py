"""Promises of what is refused of an entry's links, and of the alert it names, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from infra.config.settings import Settings
from tests.factories import complaints, config, entry, rule_complaints

ONE_OF_THREE = "monitors[0]: a monitor: write its key, its name or its id, and one of them only"
RULE = "raxx-alerts:alertRules[0]"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"project": "api", "projects": ["web"]},
            "projects: contradicts project; write one of them",
        ),
        (
            {"project": "api", "allProjects": True},
            "allProjects: contradicts project; write one of them",
        ),
        (
            {"projects": ["api"], "allProjects": True},
            "allProjects: contradicts projects; write one of them",
        ),
        (
            {"allProjects": True, "projectMonitor": "error"},
            "projectMonitor: chooses among a project's own monitors, and the entry names no "
            "project",
        ),
        (
            {"monitors": [{"id": 1}], "projectMonitor": "error"},
            "projectMonitor: chooses among a project's own monitors, and the entry names no "
            "project",
        ),
        (
            {"projectMonitor": "errors"},
            "projectMonitor: 'errors' is not one of error, issue_stream",
        ),
        ({"projects": []}, "projects: is empty; write at least one"),
        (
            {"monitors": [{}]},
            ONE_OF_THREE,
        ),
        (
            {"monitors": [{"id": 1, "name": "x"}]},
            ONE_OF_THREE,
        ),
        (
            {"monitors": [{"id": 1, "type": "cron"}]},
            "monitors[0]: a monitor: its id is enough; remove type and project",
        ),
        (
            {"monitors": [{"id": "one"}]},
            "monitors[0].id: 'one' is not an ID: digits only, as in the page's address",
        ),
        (
            {"monitors": [{"name": "x", "type": "chron"}]},
            "monitors[0].type: 'chron' is not one of cron, uptime, metric",
        ),
        (
            {"alert": "disk full"},
            "alert: 'disk full' is not the ID of an alert, such as 60002, or its page's address",
        ),
        (
            {"alert": True},
            "alert: True is not the ID of an alert, such as 60002, or its page's address",
        ),
    ],
)
def test_what_an_entry_may_not_say_is_told_with_its_place(said: dict[str, Any], told: str) -> None:
    assert rule_complaints(**said) == [f"{RULE}.{told}"]


def test_two_rules_of_a_project_may_have_one_name_if_each_has_a_key() -> None:
    rules = [entry(), entry(key="disk_full-2")]
    loaded = Settings.load(config(alertRules=rules), "raxx-alerts")
    titles = [loaded.title(rule) for rule in loaded.alert_rules]
    assert titles == ["disk full (disk_full)", "disk full (disk_full-2)"]


def test_two_rules_of_one_name_need_a_key_each() -> None:
    rules = [{k: v for k, v in entry().items() if k != "key"}, {**entry(), "key": "other"}]
    assert complaints(alertRules=rules) == [
        "raxx-alerts:alertRules[0].name and alertRules[1].name: 2 rules have the name 'disk full'; "
        "each needs its own, or a key of its own"
    ]


def test_the_old_api_knows_a_rule_by_its_name() -> None:
    rules = [entry(), {**entry(), "key": "disk_full-2"}]
    (told,) = complaints(alertRules=rules, sentryApi="rules")
    assert "2 rules have the name 'disk full'; each needs its own" in told


def test_rules_of_one_name_meet_in_any_of_their_projects() -> None:
    rules = [
        {k: v for k, v in entry(projects=["web", "api"]).items() if k != "key"},
        {k: v for k, v in entry(project="api").items() if k != "key"},
    ]
    assert any("2 rules have the name" in told for told in complaints(alertRules=rules))


@pytest.mark.parametrize("second", [60002, "60002", "https://o.sentry.io/monitors/alerts/60002/"])
def test_an_alert_belongs_to_one_rule(second: object) -> None:
    rules = [entry(alert=60002), entry(name="another", key="another", alert=second)]
    assert complaints(alertRules=rules) == [
        "raxx-alerts:alertRules[0].alert and alertRules[1].alert: 2 rules have the alert '60002'; "
        "each needs its own"
    ]


@pytest.mark.parametrize("key", ["projects", "allProjects", "projectMonitor", "monitors", "alert"])
def test_the_old_api_has_no_links(key: str) -> None:
    value = {"projects": ["a"], "allProjects": True, "projectMonitor": "error", "alert": 1}
    found = complaints(alertRules=[entry(**{key: value.get(key, [{"id": 1}])})], sentryApi="rules")
    assert f"{RULE}.{key}: is nothing that the old API has (sentryApi: rules)" in found


def test_a_rule_of_monitors_alone_without_a_filter_is_about_every_issue_of_theirs() -> None:
    said = entry(monitors=["nightly-backup"], filter=None)
    told = "filter: is missing, so every issue of its monitors would alert; write a filter, or"
    monitors = [{"name": "nightly backup", "cron": {"schedule": "0 3 * * *"}}]
    assert any(told in line for line in complaints(alertRules=[said], monitors=monitors))
