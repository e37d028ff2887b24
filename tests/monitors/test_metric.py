"""Promises of a metric monitor's entry: the words it is written in, and what Sentry is sent."""

from __future__ import annotations

from typing import Any

import pytest

from infra.monitors.canonical import canonical
from infra.monitors.measures import DATASETS, MEASURES
from infra.monitors.metric import Metric
from infra.monitors.summary import summarise
from tests.monitors.entries import document, metric, refusals
from tests.monitors.replies import reply

_CRASHES = " AS _crash_rate_alert_aggregate"


def _source(**own: Any) -> Any:
    return document(metric(**own))["dataSources"][0]


def _bounds(**own: Any) -> Any:
    found = document(metric(**own))["conditionGroup"]["conditions"]
    return {(c["conditionResult"], c["type"], c["comparison"]) for c in found}


def test_an_entry_is_sent_as_sentrys_page_sends_it() -> None:
    sent = document(metric(query="is:unresolved", medium=50), environment="production")
    assert sent == {
        "name": "error rate",
        "type": "metric_issue",
        "enabled": True,
        "dataSources": [
            {
                "dataset": "events",
                "aggregate": "count()",
                "query": "is:unresolved",
                "timeWindow": 3600,
                "environment": "production",
                "eventTypes": ["default", "error"],
            }
        ],
        "config": {"detectionType": "static"},
        "conditionGroup": {
            "logicType": "any",
            "conditions": [
                {"type": "gt", "comparison": 100, "conditionResult": 75},
                {"type": "gt", "comparison": 50, "conditionResult": 50},
                {"type": "lte", "comparison": 50, "conditionResult": 0},
            ],
        },
    }


@pytest.mark.parametrize(
    ("measured", "dataset", "aggregate", "types"),
    [
        ({"errors": "count"}, "events", "count()", ["default", "error"]),
        ({"errors": "users"}, "events", "count_unique(user)", ["default", "error"]),
        ({"errors": "count", "eventTypes": ["error"]}, "events", "count()", ["error"]),
        ({"throughput": True}, "spans", "count(span.duration)", ["trace_item_span"]),
        ({"duration": "p95"}, "spans", "p95(span.duration)", ["trace_item_span"]),
        ({"duration": "avg"}, "spans", "avg(span.duration)", ["trace_item_span"]),
        ({"failureRate": True}, "spans", "failure_rate()", ["trace_item_span"]),
        ({"lcp": "p75"}, "spans", "p75(measurements.lcp)", ["trace_item_span"]),
        ({"cls": "p75"}, "spans", "p75(measurements.cls)", ["trace_item_span"]),
        ({"logs": "count"}, "spans", "count(message)", ["trace_item_log"]),
        (
            {"applicationMetric": {"name": "orders.paid", "type": "counter", "of": "per_second"}},
            "spans",
            "per_second(value,orders.paid,counter,-)",
            ["trace_item_metric"],
        ),
        (
            {"crashFree": "sessions"},
            "metrics",
            f"percentage(sessions_crashed, sessions){_CRASHES}",
            [],
        ),
        ({"crashFree": "users"}, "metrics", f"percentage(users_crashed, users){_CRASHES}", []),
        (
            {"aggregate": {"of": "count_unique(release)", "dataset": "errors"}},
            "events",
            "count_unique(release)",
            ["default", "error"],
        ),
        (
            {"aggregate": {"of": "equation|sum(value,a,counter,-)", "dataset": "logs"}},
            "spans",
            "equation|sum(value,a,counter,-)",
            ["trace_item_log"],
        ),
    ],
)
def test_every_measure_of_sentrys_page_can_be_written(
    measured: Any, dataset: str, aggregate: str, types: Any
) -> None:
    source = _source(errors=None, **measured) if "errors" not in measured else _source(**measured)
    name = "events_analytics_platform" if dataset == "spans" else dataset
    assert (source["dataset"], source["aggregate"]) == (name, aggregate)
    assert source["eventTypes"] == types


def test_every_measure_is_declared_in_both_the_table_and_the_model() -> None:
    keys = [key for key in Metric.model_fields if key not in Metric.apart]
    assert keys == [*MEASURES]
    assert {measure.dataset for measure in MEASURES.values()} == {*DATASETS, ""}


@pytest.mark.parametrize(
    ("own", "bounds"),
    [
        ({"high": 100}, {(75, "gt", 100), (0, "lte", 100)}),
        ({"high": 100, "medium": 50}, {(75, "gt", 100), (50, "gt", 50), (0, "lte", 50)}),
        ({"high": 100, "resolve": 20}, {(75, "gt", 100), (0, "lte", 20)}),
        ({"high": 100, "resolve": 100}, {(75, "gt", 100), (0, "lte", 100)}),
        ({"high": 5, "direction": "below"}, {(75, "lt", 5), (0, "gte", 5)}),
        (
            {"high": 5, "medium": 7.5, "resolve": 9, "direction": "below"},
            {(75, "lt", 5), (50, "lt", 7.5), (0, "gte", 9)},
        ),
    ],
)
def test_an_issue_is_resolved_at_the_lowest_bound_unless_the_entry_says_where(
    own: Any, bounds: Any
) -> None:
    assert _bounds(**own) == bounds


@pytest.mark.parametrize(
    ("own", "place", "reason"),
    [
        ({"high": None}, "high", "is missing; write the value beyond which an issue has high"),
        ({"high": None, "medium": 5}, "high", "is missing"),
        ({"medium": 100}, "medium", "100 is not below high, which is 100"),
        ({"medium": 150.5}, "medium", "150.5 is not below high, which is 100"),
        ({"medium": 50, "direction": "below"}, "medium", "50 is not above high, which is 100"),
        ({"resolve": 101}, "resolve", "101 is neither high, which is 100, nor below it"),
        ({"medium": 50, "resolve": 70}, "resolve", "70 is neither medium, which is 50, nor below"),
        (
            {"resolve": 99, "direction": "below"},
            "resolve",
            "99 is neither high, which is 100, nor above it",
        ),
        ({"high": "100"}, "high", "'100': input should be a valid number"),
        ({"high": float("inf")}, "high", "inf: input should be a finite number"),
        ({"percentOfPrevious": "1 h"}, "high", "100 % of the previous value is reached while"),
        (
            {"percentOfPrevious": "1 h", "direction": "below"},
            "high",
            "100 % of the previous value is reached while nothing changes",
        ),
        ({"percentOfPrevious": "2 h"}, "percentOfPrevious", "'2 h' is not one of 5 min, 15 min"),
        ({"percentOfPrevious": "1 h", "high": 200, "medium": 100}, "medium", "100 % of"),
        ({"within": "2 min"}, "within", "'2 min' is not an interval of this measure; write one"),
        ({"within": 60}, "within", "60 has no unit; write it as '1 h'"),
        ({"dynamic": {}}, "high", "contradicts dynamic"),
        ({"dynamic": {}, "high": None, "medium": 5}, "medium", "contradicts dynamic"),
        ({"dynamic": {}, "high": None, "direction": "above"}, "direction", "contradicts dynamic"),
        (
            {"dynamic": {"sensitivity": "extreme"}, "high": None},
            "dynamic.sensitivity",
            "'extreme' is not one of low, medium, high",
        ),
        (
            {"dynamic": {}, "high": None, "within": "2 h"},
            "within",
            "'2 h' is not an interval in which Sentry finds anomalies; write one of 15 min, 30 min",
        ),
        ({"query": "release:latest"}, "query", "'release:latest' has release:latest, which"),
        ({"errors": "all"}, "errors", "'all' is not one of count, users"),
        ({"eventTypes": ["transaction"]}, "eventTypes[0]", "'transaction' is not one of default"),
    ],
)
def test_what_sentry_would_take_and_not_mean_is_refused_at_its_place(
    own: Any, place: str, reason: str
) -> None:
    (line,) = refusals(metric(**own))
    assert line.startswith(f"metric.{place}: {reason}")


@pytest.mark.parametrize(
    ("measured", "place", "reason"),
    [
        ({"duration": "p95", "within": "1 min"}, "within", "'1 min' is not an interval of this"),
        ({"logs": "count", "within": "45 min"}, "within", "'45 min' is not an interval"),
        ({"crashFree": "users", "within": "15 min"}, "within", "'15 min' is not an interval of"),
        ({"duration": "p42"}, "duration", "'p42' is not one of p50, p75"),
        ({"throughput": True, "eventTypes": ["error"]}, "eventTypes", "is only for a measure of"),
        ({"crashFree": "users", "high": None, "dynamic": {}}, "dynamic", "is nothing that Sentry"),
        (
            {"aggregate": {"of": "upsampled_count()", "dataset": "errors"}},
            "aggregate.of",
            "'upsampled_count()' is Sentry's own; write count()",
        ),
        (
            {"applicationMetric": {"name": "a,b", "type": "counter", "of": "sum"}},
            "applicationMetric.name",
            "'a,b' has a blank, a comma or a bracket",
        ),
    ],
)
def test_what_a_measure_does_not_have_is_refused_at_its_place(
    measured: Any, place: str, reason: str
) -> None:
    lines = refusals(metric(errors=None, **measured))
    assert lines[0].startswith(f"metric.{place}: {reason}")


def test_no_measure_and_two_measures_are_refused() -> None:
    (line,) = refusals(metric(errors=None))
    assert line.startswith("metric: a metric: no key of errors, throughput, duration")
    assert refusals(metric(logs="count")) == [
        "metric: a metric: both errors and logs; write exactly one of them"
    ]


def test_a_change_is_measured_in_per_cent_of_what_was_before() -> None:
    sent = document(metric(percentOfPrevious="1 week", high=150))
    assert sent["config"] == {"detectionType": "percent", "comparisonDelta": 604_800}


def test_anomalies_are_looked_for_in_both_directions_unless_the_entry_says_which() -> None:
    sent = document(metric(high=None, dynamic={"sensitivity": "low"}))
    assert sent["config"] == {"detectionType": "dynamic"}
    assert sent["conditionGroup"]["conditions"] == [
        {
            "type": "anomaly_detection",
            "comparison": {"seasonality": "auto", "sensitivity": "low", "thresholdType": 2},
            "conditionResult": 75,
        }
    ]


@pytest.mark.parametrize(
    "own",
    [
        {"medium": 50},
        {"errors": "users", "high": 10.0},
        {"percentOfPrevious": "30 days", "high": 150},
        {"high": None, "dynamic": {}},
        {"extrapolationMode": "none"},
    ],
)
def test_what_sentry_replies_of_a_monitor_is_what_it_was_sent(own: Any) -> None:
    sent = document(metric(**own))
    assert canonical(reply(sent), sent) == sent


def test_a_static_monitor_that_compares_with_before_is_shown_as_sentry_shows_it() -> None:
    live = reply(document(metric(percentOfPrevious="1 h", high=150)))
    live["config"] = {"detection_type": "static", "comparison_delta": 3600.0}
    assert canonical(live)["config"] == {"detectionType": "percent", "comparisonDelta": 3600}


@pytest.mark.parametrize("stored", ["client_and_server_weighted", "unknown"])
def test_the_extrapolation_is_compared_only_where_the_entry_says_it(stored: str) -> None:
    live = reply(document(metric()))
    live["dataSources"][0]["queryObj"]["snubaQuery"]["extrapolationMode"] = stored
    silent, said = document(metric()), document(metric(extrapolationMode="none"))
    assert canonical(live, silent) == silent
    assert canonical(live, said)["dataSources"][0]["extrapolationMode"] == stored


@pytest.mark.parametrize(
    ("own", "watches", "fails", "recovers"),
    [
        (
            {"medium": 50, "query": "is:unresolved"},
            "errors: count where is:unresolved within 1 h",
            "above 100 (high), above 50 (medium)",
            "at most 50",
        ),
        (
            {"errors": None, "duration": "p95", "direction": "below", "resolve": 200},
            "p95 of the duration of spans within 1 h",
            "below 100 (high)",
            "at least 200",
        ),
        (
            {"percentOfPrevious": "1 week", "high": 150, "eventTypes": ["error"]},
            "errors: count (error events only) within 1 h",
            "above 150 % of the previous 1 week (high)",
            "at most 150 % of the previous 1 week",
        ),
        (
            {"high": None, "dynamic": {}},
            "errors: count within 1 h",
            "an anomaly above or below what is usual, at medium sensitivity",
            "no anomaly",
        ),
    ],
)
def test_a_monitor_is_put_in_words(own: Any, watches: str, fails: str, recovers: str) -> None:
    summary = summarise(document(metric(**own)), {})
    assert summary[2:5] == (watches, fails, recovers)
