"""What an entry may say of a metric monitor: a number that must stay within bounds.

Limits: `getsentry/sentry: src/sentry/incidents/metric_issue_detector.py`, read 2026-11.
"""

# Annotations stay objects here: pydantic compiles them.
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from infra.base.terminal_text import quoted
from infra.monitors.durations import between, list_lengths, one_of
from infra.monitors.lengths import MINUTE, in_words
from infra.monitors.measures import (
    DATASETS,
    DYNAMIC_WINDOWS,
    EVENTS,
    MEASURES,
    SESSIONS,
    WINDOWS,
)
from infra.rules.entry import Entry, OneOf
from infra.rules.scalars import Line, Text, matching, not_empty

Percentile = Literal["p50", "p75", "p90", "p95", "p99", "p100", "avg", "max", "min", "sum"]
Number = Annotated[float, Field(allow_inf_nan=False)]
_AS_BEFORE = 100
"""Per cent of an earlier value at which nothing has changed."""
_DAY = 1440
_Part = Annotated[
    Text, matching(r"[^\s,()]+", "has a blank, a comma or a bracket, which Sentry cannot read here")
]


def _aggregate(value: str) -> str:
    if "upsampled_count" in value:
        raise ValueError(f"{quoted(value)} is Sentry's own; write count()")
    return value


def _query(value: str) -> str:
    if "release:latest" in value:
        raise ValueError(f"{quoted(value)} has release:latest, which Sentry does not measure")
    return value.strip()


class ApplicationMetric(Entry):
    """A metric that the application sends, and the function that makes one number of it."""

    name: _Part
    type: Literal["counter", "gauge", "distribution"]
    of: Annotated[str, matching(r"\w+", "is not a function, such as sum or per_second")]
    unit: _Part | None = None


class Aggregate(Entry):
    """Any function of a dataset, as Sentry's API writes it."""

    of: Annotated[Line, AfterValidator(_aggregate)]
    dataset: Literal["errors", "spans", "logs", "applicationMetrics", "releases"]


class Dynamic(Entry):
    """How far from what it usually is a number must be."""

    sensitivity: Literal["low", "medium", "high"] = "medium"
    direction: Literal["above", "below", "both"] = "both"


class Metric(OneOf):
    """A number that must stay within bounds: what is measured, over which time, which bounds."""

    what: ClassVar[str] = "a metric"
    apart: ClassVar[frozenset[str]] = frozenset(
        {"event_types", "query", "extrapolation_mode", "dynamic", "percent_of_previous"}
        | {"direction", "high", "medium", "resolve", "within"}
    )
    errors: Literal["count", "users"] | None = None
    throughput: Literal[True] | None = None
    duration: Percentile | None = None
    failure_rate: Literal[True] | None = None
    lcp: Percentile | None = None
    fcp: Percentile | None = None
    inp: Percentile | None = None
    cls: Percentile | None = None
    ttfb: Percentile | None = None
    fid: Percentile | None = None
    fp: Percentile | None = None
    logs: Literal["count"] | None = None
    application_metric: ApplicationMetric | None = None
    crash_free: Literal["sessions", "users"] | None = None
    aggregate: Aggregate | None = None
    event_types: (
        Annotated[
            tuple[Literal["default", "error"], ...], Field(strict=False), AfterValidator(not_empty)
        ]
        | None
    ) = None
    query: Annotated[Text, AfterValidator(_query)] = ""
    extrapolation_mode: (
        Literal["unknown", "none", "client_and_server_weighted", "server_weighted"] | None
    ) = None
    dynamic: Dynamic | None = None
    percent_of_previous: (
        Annotated[int, *one_of((5, 15, 60, _DAY, 7 * _DAY, 30 * _DAY), MINUTE, "1 h")] | None
    ) = None
    direction: Literal["above", "below"] = "above"
    high: Annotated[Number | None, Field(validate_default=True)] = None
    medium: Number | None = None
    resolve: Number | None = None
    within: Annotated[int, *between(1, _DAY, MINUTE, "1 h")]

    @field_validator("event_types")
    @classmethod
    def _of_errors(cls, types: Any, info: ValidationInfo) -> Any:
        dataset = _dataset(info)
        if types and dataset and dataset != EVENTS:
            raise ValueError("is only for a measure of errors; remove it")
        return types

    @field_validator("dynamic")
    @classmethod
    def _where_sentry_learns(cls, dynamic: Any, info: ValidationInfo) -> Any:
        if dynamic and _dataset(info) == SESSIONS:
            raise ValueError("is nothing that Sentry offers for releases; write high instead")
        return dynamic

    @field_validator("percent_of_previous", "direction", "medium", "resolve")
    @classmethod
    def _beside_dynamic(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None and info.data.get("dynamic"):
            raise ValueError("contradicts dynamic, where Sentry finds the bounds; remove it")
        return value

    @field_validator("high")
    @classmethod
    def _high(cls, high: float | None, info: ValidationInfo) -> float | None:
        if info.data.get("dynamic"):
            if high is not None:
                raise ValueError("contradicts dynamic, where Sentry finds the bounds; remove it")
        elif high is None and "dynamic" in info.data:
            raise ValueError("is missing; write the value beyond which an issue has high priority")
        return _sensible(high, info)

    @field_validator("medium")
    @classmethod
    def _medium(cls, medium: float | None, info: ValidationInfo) -> float | None:
        high = info.data.get("high")
        if medium is not None and high is not None and not _less(medium, high, info):
            raise ValueError(f"{_plain(medium)} is not {_side(info)} high, which is {_plain(high)}")
        return _sensible(medium, info)

    @field_validator("resolve")
    @classmethod
    def _resolve(cls, resolve: float | None, info: ValidationInfo) -> float | None:
        for key in ("medium", "high"):
            bound = info.data.get(key)
            if resolve is not None and bound is not None:
                if resolve != bound and not _less(resolve, bound, info):
                    raise ValueError(
                        f"{_plain(resolve)} is neither {key}, which is {_plain(bound)}, nor "
                        f"{_side(info)} it, so an issue would be resolved while it is still one"
                    )
                break
        return resolve

    @field_validator("within")
    @classmethod
    def _that_sentry_has(cls, within: int, info: ValidationInfo) -> int:
        dataset = _dataset(info)
        allowed = WINDOWS.get(dataset or "", (within,))
        where = "of this measure"
        if info.data.get("dynamic"):
            allowed, where = DYNAMIC_WINDOWS, "in which Sentry finds anomalies"
        if within not in allowed:
            raise ValueError(
                f"{in_words(within * MINUTE)!r} is not an interval {where}; write one of "
                f"{list_lengths(allowed, MINUTE)}"
            )
        return within


def _dataset(info: ValidationInfo) -> str | None:
    """Return Sentry's name of the dataset that is measured; None while that is not known."""
    for key, measure in MEASURES.items():
        value = info.data.get(key)
        if value is not None:
            return DATASETS[measure.dataset or value.dataset][0]
    return None


def _less(value: float, bound: float, info: ValidationInfo) -> bool:
    """Tell whether a value is on the good side of a bound."""
    below = info.data.get("direction") == "below"
    return value > bound if below else value < bound


def _side(info: ValidationInfo) -> str:
    return "above" if info.data.get("direction") == "below" else "below"


def _sensible(bound: float | None, info: ValidationInfo) -> float | None:
    """Refuse a per cent of the earlier value that is reached although nothing has changed."""
    if bound is None or not info.data.get("percent_of_previous"):
        return bound
    below = info.data.get("direction") == "below"
    if bound < 0 or (bound >= _AS_BEFORE if below else bound <= _AS_BEFORE):
        example = "50 for half as much" if below else "150 for half as much again"
        raise ValueError(
            f"{_plain(bound)} % of the previous value is reached while nothing changes (100 is as "
            f"before); write {example}"
        )
    return bound


def _plain(number: float) -> str:
    return str(int(number) if number == int(number) else number)
