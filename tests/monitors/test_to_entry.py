"""Promises of the entry of a live monitor: it is as short as a person would write it."""

from __future__ import annotations

from typing import Any

import pytest

from infra.monitors.canonical import canonical
from infra.monitors.hidden_texts import has_hidden
from infra.monitors.secrets import conceal
from infra.monitors.to_entry import to_entry
from tests.monitor_strategies import NAMES
from tests.monitors.entries import cron, document, metric, uptime
from tests.monitors.replies import reply


def _shown(live: Any) -> Any:
    return conceal(canonical(live), None, lambda *_: False)


@pytest.mark.parametrize(
    "entry",
    [
        cron(),
        {"name": "nightly backup", "cron": {"every": "2 weeks", "grace": "5 min"}},
        uptime(),
        uptime(expect={"status": 204}),
        uptime(expect={"all": [{"status": "2xx"}, {"json": {"path": "$.ok", "isNot": "no"}}]}),
        metric(medium=50, resolve=20, query="is:unresolved"),
        metric(high=None, dynamic={"sensitivity": "low"}),
        metric(errors=None, applicationMetric={"name": "a", "type": "counter", "of": "sum"}),
    ],
)
def test_an_entry_says_nothing_that_is_so_without_being_said(entry: Any) -> None:
    said = to_entry(document(entry), NAMES)
    assert {key: value for key, value in said.items() if key != "key"} == entry


def test_the_keys_are_in_the_order_in_which_people_write_them() -> None:
    sent = document(uptime(), owner={"team": "sre"}, description="x", environment="prod")
    entry = to_entry({**sent, "enabled": False}, NAMES, monitor="7102", project="api")
    assert [*entry] == [
        *("key", "name", "monitor", "project", "uptime", "environment"),
        *("owner", "description", "enabled"),
    ]


def test_a_key_that_another_monitor_has_gets_a_number() -> None:
    taken = ("nightly-backup",)
    assert to_entry(document(cron()), NAMES, taken)["key"] == "nightly-backup-2"


def test_the_slug_that_check_ins_name_is_in_the_entry() -> None:
    entry = to_entry(canonical(reply(document(cron()))), NAMES)
    assert entry["cron"]["slug"] == "made-by-sentry"


def test_a_text_that_may_be_secret_is_a_path_that_the_person_writes() -> None:
    live = reply(document(uptime()))
    live["dataSources"][0]["queryObj"] |= {
        "url": "https://ops:hunter2@api.raxx.app/",
        "headers": [["X-Env", "prod"], ["Accept", "*/*"]],
    }
    shown = _shown(live)
    placeholder = {"vault": "/WRITE/ITS/PATH"}
    assert to_entry(shown, NAMES)["uptime"] == {
        "url": "https://api.raxx.app/",
        "headers": {"Accept": "*/*", "Authorization": placeholder, "X-Env": placeholder},
    }
    assert has_hidden(shown)
    assert not has_hidden(document(uptime()))


def test_an_owner_whom_nobody_knows_any_more_is_left_out() -> None:
    live = reply(document(cron())) | {"owner": {"type": "user", "id": "999"}}
    assert "owner" not in to_entry(canonical(live), NAMES)


def test_bounds_that_no_word_says_are_raw() -> None:
    live = reply(document(metric()))
    live["conditionGroup"]["conditions"][0]["type"] = "gte"
    entry = to_entry(canonical(live), NAMES)
    assert entry["raw"]["type"] == "metric_issue"
    assert "metric" not in entry
