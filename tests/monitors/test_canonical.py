"""Promises of comparing monitors: what Sentry adds, re-types or reorders is no difference."""

from __future__ import annotations

from typing import Any

import pytest

from infra.monitors.canonical import canonical, take_check_in_config
from tests.monitors.entries import cron, document, metric, uptime
from tests.monitors.replies import reply


def _live_cron(**config: Any) -> Any:
    live = reply(document(cron()))
    live["dataSources"][0]["queryObj"]["config"] |= config
    return live


@pytest.mark.parametrize("entry", [cron(), cron(slug="nightly-backup"), uptime()])
def test_what_sentry_replies_of_a_monitor_is_what_it_was_sent(entry: Any) -> None:
    sent = document(entry, owner={"team": "sre"}, description="x")
    assert canonical(reply(sent), sent) == sent


@pytest.mark.parametrize(
    "config",
    [
        {"schedule": "@daily"},
        {"schedule": " 0  0 * * *"},
        {"schedule_type": 1, "schedule": "0 0 * * *"},
        {"schedule": {"type": "crontab", "value": "0 0 * * *"}, "schedule_type": None},
        {"schedule": "0 0 * * *", "checkin_margin": None, "max_runtime": None},
        {"schedule": "0 0 * * *", "checkin_margin": 0, "failure_issue_threshold": None},
        {"schedule": "0 0 * * *", "timezone": "", "max_runtime": 30.0},
    ],
)
def test_two_ways_to_say_one_schedule_are_no_difference(config: Any) -> None:
    sent = document(cron(schedule="@daily"))
    assert canonical(_live_cron(**config), sent) == sent


def test_an_interval_in_words_is_no_difference() -> None:
    sent = document({"name": "x", "cron": {"every": "5 days"}})
    live = reply(sent)
    schedule = {"type": "interval", "value": 5, "unit": "day"}
    live["dataSources"][0]["queryObj"]["config"] |= {"schedule": schedule}
    assert canonical(live, sent) == sent


@pytest.mark.parametrize("key", ["owner", "description"])
def test_what_the_entry_does_not_say_is_not_compared(key: str) -> None:
    sent = document(cron())
    live = reply(sent) | {"owner": {"type": "team", "id": "9"}, "description": "by hand"}
    assert canonical(live, sent) == sent
    assert key in canonical(live)


def test_a_slug_is_compared_only_where_the_entry_says_it() -> None:
    sent = document(cron())
    live = reply(sent)
    assert canonical(live, sent) == sent
    assert canonical(live)["dataSources"][0]["slug"] == "made-by-sentry"
    said = document(cron(slug="nightly"))
    assert canonical(live, said)["dataSources"][0]["slug"] == "made-by-sentry"


def test_the_config_of_check_ins_is_taken_where_the_entry_leaves_it_to_them() -> None:
    sent = document(cron(configFrom="checkIns"))
    live = canonical(_live_cron(schedule="30 4 * * *", checkin_margin=7), sent)
    wanted = take_check_in_config(sent, live)
    assert wanted == live
    assert wanted["dataSources"][0]["config"]["schedule"] == "30 4 * * *"


def test_a_schedule_that_check_ins_changed_is_a_difference_otherwise() -> None:
    sent = document(cron())
    live = canonical(_live_cron(schedule="30 4 * * *"), sent)
    assert take_check_in_config(sent, live) == sent != live


def test_the_order_of_headers_is_no_difference_but_that_of_one_headers_values_is() -> None:
    sent = document(uptime(headers={"A": ["1", "2"], "B": "3"}))
    live = reply(sent)
    headers = live["dataSources"][0]["queryObj"]["headers"]
    headers[:] = [["B", "3"], ["A", "1"], ["A", "2"]]
    assert canonical(live, sent) == sent
    headers.reverse()
    assert canonical(live, sent) != sent


def test_a_monitor_that_sentry_made_by_itself_is_the_same_as_one_made_by_hand() -> None:
    sent = document(uptime())
    live = reply(sent)
    live["config"]["mode"] = 3
    assert canonical(live, sent) == sent


def test_to_want_a_status_of_2xx_is_to_want_nothing_more_than_sentry_does() -> None:
    live = reply(document(uptime()))
    checks = [("less_than", 300), ("greater_than", 199)]
    parts = [
        {"op": "status_code_check", "id": "a", "operator": {"cmp": cmp}, "value": value}
        for cmp, value in checks
    ]
    live["dataSources"][0]["queryObj"]["assertion"] = {"root": {"op": "and", "children": parts}}
    assert canonical(live) == canonical(reply(document(uptime(expect={"status": "2xx"}))))


@pytest.mark.parametrize("stored", ["", "  ", None])
def test_an_empty_body_is_none(stored: Any) -> None:
    sent = document(uptime())
    live = reply(sent)
    live["dataSources"][0]["queryObj"]["body"] = stored
    assert canonical(live, sent) == sent


@pytest.mark.parametrize(("logic", "same"), [("any-short", True), ("all", False)])
def test_to_stop_at_the_first_condition_that_holds_is_no_difference(logic: str, same: bool) -> None:
    sent = document(metric())
    live = reply(sent)
    live["conditionGroup"]["logicType"] = logic
    assert (canonical(live, sent) == sent) is same


def test_a_document_is_its_own_canonical_form() -> None:
    for entry in (cron(slug="x", configFrom="checkIns"), uptime(headers={"A": {"vault": "/a"}})):
        sent = document(entry, description="x", owner={"team": "sre"})
        assert canonical(sent) == canonical(sent, sent) == sent


@pytest.mark.parametrize("sources", [None, [], [{"id": "1", "queryObj": None}]])
def test_a_monitor_that_lost_its_data_source_can_still_be_compared(sources: Any) -> None:
    assert canonical(reply(document(cron())) | {"dataSources": sources})["dataSources"] == []
