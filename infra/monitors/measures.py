"""What a metric monitor may measure: one declaration for each key of an entry; it needs no model.

Names, datasets and functions: `getsentry/sentry: static/app/views/detectors/components/forms/
metric/metricTemplateOptions.tsx` and `src/sentry/incidents/logic.py`, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.rules.canonical import Document

EVENTS = "events"
SPANS = "events_analytics_platform"
SESSIONS = "metrics"

WINDOWS = {
    EVENTS: (1, 5, 10, 15, 30, 60, 120, 240, 1440),
    SPANS: (5, 10, 15, 30, 60, 120, 180, 240, 720, 1440),
    SESSIONS: (30, 60, 120, 240, 720, 1440),
}
"""The minutes over which Sentry evaluates each dataset; of `events` those that its page offers."""
DYNAMIC_WINDOWS = (15, 30, 60)
"""The minutes over which Sentry looks for anomalies, whatever the dataset."""

HIGH, MEDIUM, OK = 75, 50, 0
"""Sentry's numbers of the priorities that a condition gives an issue; OK resolves it."""
BOUNDS = {"above": ("gt", "lte"), "below": ("lt", "gte")}
"""The comparisons of a bound and of its resolution, by the direction."""
DIRECTIONS = ("above", "below", "both")
"""The directions of anomalies, each at Sentry's number of it."""

ERROR_TYPES = ("default", "error")
DATASETS = {
    "errors": (EVENTS, ERROR_TYPES),
    "spans": (SPANS, ("trace_item_span",)),
    "logs": (SPANS, ("trace_item_log",)),
    "applicationMetrics": (SPANS, ("trace_item_metric",)),
    "releases": (SESSIONS, ()),
}
"""Each dataset as Sentry's page calls it: its name in the API, and its types of events."""

PERCENTILES = ("p50", "p75", "p90", "p95", "p99", "p100", "avg", "max", "min", "sum")
VITALS = ("lcp", "fcp", "inp", "cls", "ttfb", "fid", "fp")
_ERRORS = {"count": "count()", "users": "count_unique(user)"}
_CRASHES = {
    thing: f"percentage({thing}_crashed, {thing}) AS _crash_rate_alert_aggregate"
    for thing in ("sessions", "users")
}
_APPLICATION = re.compile(r"(\w+)\(value,([^,()]+),([^,()]+),([^,()]+)\)")


@dataclass(frozen=True)
class Measure:
    """How one measure is said.

    Args:
        page: what Sentry's web page calls it.
        example: the value as a stack file writes it, on one line.
        dataset: a key of `DATASETS`; empty where the value says it.
        write: a value to Sentry's aggregate.
        read: an aggregate to the value as data; None where no value says it.
        say: a value, as data, in words.
    """

    page: str
    example: str
    dataset: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    say: Callable[[Any], str]


def _words(page: str, example: str, dataset: str, said: dict[str, str], by: str) -> Measure:
    """Return a measure whose values are a few words, each with its aggregate."""
    words = {aggregate: word for word, aggregate in said.items()}
    return Measure(page, example, dataset, said.__getitem__, words.get, lambda word: f"{by} {word}")


def _fact(page: str, dataset: str, aggregate: str, words: str) -> Measure:
    """Return a measure with one value, `true`."""
    read = {aggregate: True}.get
    return Measure(page, "true", dataset, lambda _: aggregate, read, lambda _: words)


def _of_duration(page: str, example: str, field: str, by: str) -> Measure:
    """Return a measure that is a percentile, or the like, of a field of spans."""
    said = {function: f"{function}({field})" for function in PERCENTILES}
    words = {aggregate: function for function, aggregate in said.items()}
    return Measure(
        page, example, "spans", said.__getitem__, words.get, lambda function: f"{function} of {by}"
    )


def _write_application(metric: Any) -> str:
    return f"{metric.of}(value,{metric.name},{metric.type},{metric.unit or '-'})"


def _read_application(aggregate: str) -> Document | None:
    match = _APPLICATION.fullmatch(aggregate)
    if not match:
        return None
    function, name, kind, unit = match.groups()
    return {"name": name, "type": kind, "of": function} | ({} if unit == "-" else {"unit": unit})


MEASURES: dict[str, Measure] = {
    "errors": _words(
        "Number of Errors, Users Experiencing Errors", "count", "errors", _ERRORS, "errors:"
    ),
    "throughput": _fact("Throughput", "spans", "count(span.duration)", "number of spans"),
    "duration": _of_duration("Duration", "p95", "span.duration", "the duration of spans"),
    "failure_rate": _fact("Failure Rate", "spans", "failure_rate()", "failure rate of spans"),
    **{
        vital: _of_duration(
            "Largest Contentful Paint" if vital == "lcp" else f"({vital.upper()}, a web vital)",
            "p75",
            f"measurements.{vital}",
            vital.upper(),
        )
        for vital in VITALS
    },
    "logs": _words("Logs", "count", "logs", {"count": "count(message)"}, "logs:"),
    "application_metric": Measure(
        "Application Metrics",
        "{name: orders.paid, type: counter, of: sum}",
        "applicationMetrics",
        _write_application,
        _read_application,
        lambda metric: f"{metric['of']} of the {metric['type']} {metric['name']}",
    ),
    "crash_free": _words(
        "Crash Free Session Rate, Crash Free User Rate",
        "sessions",
        "releases",
        _CRASHES,
        "percentage of crash-free",
    ),
    "aggregate": Measure(
        "(any other function of a dataset)",
        '{of: "count_unique(user.email)", dataset: errors}',
        "",
        lambda aggregate: str(aggregate.of),
        lambda aggregate: {"of": aggregate} if aggregate else None,
        lambda aggregate: f"{aggregate['of']} of {aggregate['dataset']}",
    ),
}
"""What each key of an entry measures, by the model's name of the key."""


def read_measure(source: Document) -> tuple[str, Any] | None:
    """Return the key that says what a data source measures, and its value as data.

    Args:
        source: of a metric monitor's document.
    """
    for dataset, (name, types) in DATASETS.items():
        found = set(source["eventTypes"])
        subset = dataset == "errors" and found and found < set(types)
        if source["dataset"] != name or not (found == set(types) or subset):
            continue
        for key, measure in MEASURES.items():
            value = measure.read(source["aggregate"])
            if value is not None and measure.dataset in (dataset, ""):
                return key, value if measure.dataset else {**value, "dataset": dataset}
    return None
