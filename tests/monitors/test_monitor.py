"""Promises of a monitor's entry, whatever its kind."""

from __future__ import annotations

from typing import Any

import pytest

from infra.rules.links import id_of_claim
from infra.rules.recipients import Recipient
from tests.monitors.entries import cron, document, monitor, refusals, uptime


def test_a_monitor_without_a_key_is_known_by_its_name() -> None:
    assert monitor(cron()).key == "nightly-backup"


def test_a_monitor_says_its_kind_and_sentrys_name_of_the_type() -> None:
    found = [(each.kind, each.type) for each in (monitor(cron()), monitor(uptime()))]
    assert found == [("cron", "monitor_check_in_failure"), ("uptime", "uptime_domain_failure")]


def test_a_monitor_of_no_kind_is_refused() -> None:
    (line,) = refusals({"name": "x"})
    assert line.startswith(": a monitor: no key of cron, uptime")


def test_a_monitor_of_two_kinds_is_refused() -> None:
    (line,) = refusals({**cron(), **uptime()})
    assert line == ": a monitor: both cron and uptime; write exactly one of them"


def test_an_unknown_kind_is_refused_with_what_was_probably_meant() -> None:
    lines = refusals({"name": "x", "uptme": {}})
    assert lines[0].startswith("uptme: unknown key (did you mean 'uptime'?); known keys: cron")


def test_every_problem_of_an_entry_is_reported_at_once() -> None:
    lines = refusals(cron(timezone="Mars/X", grace="0 min"), name="", owner={"team": "S R E"})
    assert [line.partition(":")[0] for line in lines] == [
        "cron.grace",
        "cron.timezone",
        "key",
        "name",
        "owner.team",
    ]


@pytest.mark.parametrize("written", [7102, "7102", "https://moosequest.sentry.io/monitors/7102/"])
def test_a_live_monitor_is_named_by_its_id_or_its_pages_address(written: Any) -> None:
    assert id_of_claim(monitor(cron(), monitor=written).monitor) == "7102"


@pytest.mark.parametrize("written", ["nightly", -1, "https://x.sentry.io/monitors/alerts/7102/"])
def test_what_is_no_id_of_a_monitor_is_refused(written: Any) -> None:
    (line,) = refusals(cron(), monitor=written)
    assert line.endswith("is not the ID of a monitor, such as 7102, or its page's address")


def test_the_owner_is_whom_sentry_must_be_asked_for() -> None:
    owned = monitor(cron(), owner={"team": "sre"})
    assert owned.recipients == (Recipient("team", "sre"),)
    assert document(cron(), owner={"team": "sre"})["owner"] == "team:7"


@pytest.mark.parametrize("key", ["owner", "description"])
def test_what_the_entry_does_not_say_of_owner_and_description_is_not_sent(key: str) -> None:
    assert key not in document(cron())


def test_an_empty_description_removes_the_one_in_sentry() -> None:
    assert document(cron(), description=" ")["description"] is None


def test_a_name_is_as_long_as_sentry_takes_it() -> None:
    assert refusals(uptime(), name="x" * 201) == [
        "name: has 201 characters; Sentry takes 200 at the most"
    ]


def test_a_cron_monitors_name_is_shorter_unless_it_has_one_of_its_own() -> None:
    assert refusals(cron(), name="x" * 129)[0].startswith("name: has 129 characters")
    assert monitor(cron(name="nightly"), name="x" * 129)


def test_an_environment_is_no_key_of_a_cron_monitor() -> None:
    assert refusals(cron(), environment="prod") == [
        "environment: is nothing that a cron monitor has: each check-in names its own; remove it"
    ]


def test_a_monitor_knows_every_text_that_it_needs_from_the_vault_once() -> None:
    held = {"vault": "/Team/a"}
    asked = uptime(method="POST", headers={"Cookie": [held, held]}, body={"vault": "/Team/b"})
    assert monitor(asked).vault_paths == ("/Team/a", "/Team/b")
