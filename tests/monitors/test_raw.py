"""Promises of `raw`: what Sentry's API takes and no key says is sent as it is written."""

from __future__ import annotations

from typing import Any

import pytest

from infra.monitors.canonical import canonical
from infra.monitors.secrets import fill_secrets
from infra.monitors.summary import summarise
from tests.monitors.entries import document, metric, monitor, refusals, uptime
from tests.monitors.replies import reply

SECRET = "hunter2-hunter2"
QUERY = {
    "dataset": "transactions",
    "aggregate": "p95(transaction.duration)",
    "query": "",
    "queryType": 1,
    "timeWindow": 600,
    "environment": None,
    "eventTypes": ["transaction"],
    "groupBy": ["release"],
}


def _raw(type_: str = "metric_issue", **own: Any) -> dict[str, Any]:
    return {"name": "x", "raw": {"type": type_, "dataSources": [QUERY], **own}}


def _uptime(**source: Any) -> dict[str, Any]:
    return _raw("uptime_domain_failure", dataSources=[{"url": "https://a.example", **source}])


METRIC = _raw(
    config={"detectionType": "static", "thresholdPeriod": 1},
    conditionGroup={
        "logicType": "all",
        "conditions": [{"type": "gte", "comparison": 1, "conditionResult": 75}],
    },
)


def test_a_raw_monitor_is_sent_with_every_field_that_it_says() -> None:
    sent = document(METRIC)
    assert sent["dataSources"] == [QUERY]
    assert sent["config"] == {"detectionType": "static", "thresholdPeriod": 1}
    assert sent["conditionGroup"] == METRIC["raw"]["conditionGroup"]


def test_a_field_that_sentry_does_not_reply_is_no_difference() -> None:
    sent = document(METRIC)
    live = reply(sent)
    live["conditionGroup"]["logicType"] = "all"
    assert canonical(live, sent) == sent


def test_keys_may_be_spelled_as_either_of_sentrys_spellings() -> None:
    source = {"url": "https://a.example", "interval_seconds": 60, "timeout_ms": 5000}
    snake = _raw("uptime_domain_failure", dataSources=[source])
    plain = document(uptime(url="https://a.example"), name="x")
    assert document(snake) == plain


def test_a_monitor_of_a_type_that_this_project_does_not_know_can_be_declared() -> None:
    sent = document(_raw("next_year", dataSources=[{"a_b": 1.0}], config={"c": 2.0}))
    assert (sent["dataSources"], sent["config"]) == ([{"aB": 1}], {"c": 2})
    assert summarise(sent, {}).kind == "next_year"


def test_raw_words_and_words_that_mean_the_same_are_the_same_monitor() -> None:
    words = document(metric())
    raw = _raw(
        dataSources=words["dataSources"],
        config=words["config"],
        conditionGroup=words["conditionGroup"],
    )
    assert document(raw, name=words["name"]) == words


def test_a_raw_monitor_has_texts_from_the_vault_too() -> None:
    entry = _uptime(headers=[["Authorization", {"vault": "/probe"}]])
    assert monitor(entry).vault_paths == ("/probe",)
    sent = fill_secrets(document(entry), lambda _: SECRET)
    assert sent["dataSources"][0]["headers"] == [["Authorization", SECRET]]


def test_check_ins_to_a_raw_cron_monitor_name_its_slug() -> None:
    source = {"slug": "nightly", "config": {"schedule_type": "crontab", "schedule": "@daily"}}
    entry = _raw("monitor_check_in_failure", dataSources=[source])
    assert monitor(entry).slug == "nightly"
    assert document(entry)["dataSources"][0]["config"]["schedule"] == "0 0 * * *"


@pytest.mark.parametrize(
    ("entry", "place", "reason"),
    [
        (_raw("metric issue"), "raw.type", "'metric issue' is not a type"),
        (_raw(dataSources={}), "raw.dataSources", "{} is not a list of entries"),
        (_raw(conditionGroup={"conditions": [{}]}), "raw.conditionGroup.conditions[0]", ""),
        (
            _raw("uptime_domain_failure", dataSources=[{}, {}]),
            "raw.dataSources",
            "has 2 items; Sentry takes one for this type",
        ),
        (_uptime(headers={"A": "b"}), "raw.dataSources", "has headers that are not a list of"),
        (_uptime(headers=[["Cookie", SECRET]]), "raw.dataSources", "has the header Cookie with"),
        (_uptime(url=f"https://a:{SECRET}@b.c"), "raw.dataSources", "has a URL with a user"),
    ],
)
def test_what_cannot_be_read_or_would_show_a_secret_is_refused(
    entry: Any, place: str, reason: str
) -> None:
    lines = refusals(entry)
    assert lines[0].startswith(f"{place}")
    assert reason in lines[0]
    assert SECRET not in str(lines)


def test_an_environment_beside_raw_is_refused() -> None:
    assert refusals(METRIC, environment="prod") == [
        "environment: is said in 'raw' itself; remove it here"
    ]


@pytest.mark.parametrize(
    ("type_", "source"),
    [
        ("metric_issue", {"aggregate": ["count()"]}),
        ("metric_issue", {"eventTypes": ["error", None]}),
        ("monitor_check_in_failure", {"config": {"schedule_type": []}}),
    ],
)
def test_a_part_of_a_shape_that_sentry_does_not_take_is_refused(
    type_: str, source: dict[str, Any]
) -> None:
    entry = {"name": "x", "raw": {"type": type_, "dataSources": [source]}}
    assert refusals(entry) == ["raw: has a part of another shape than Sentry's API takes"]
