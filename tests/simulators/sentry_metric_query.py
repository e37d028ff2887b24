"""What a metric monitor may count: its query, as Sentry checks and rewrites it.

Sources: `getsentry/sentry: src/sentry/snuba/snuba_query_validator.py` (order and texts),
`src/sentry/incidents/logic.py` (aggregates), `src/sentry/search/eap/trace_metrics/validator.py`,
and of summer 2026 the tests `tests/sentry/workflow_engine/endpoints/
test_organization_project_detector_index.py` (windows of the spans dataset are a list, PR 112322;
generic_metrics becomes transactions; a dataset that the plan lacks). UNVERIFIED: the new text of
the windows, the text of a dataset without access, the list of all datasets. Sentry runs a query of
errors or sessions before it stores it; here it is only looked at. One of spans it does not run.
"""

import re
from typing import Any

from tests.simulators.sentry_http import crash
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    form_wide,
    integer,
    list_of,
    read_fields,
    text,
)

Item = dict[str, Any]
EAP = "events_analytics_platform"
TYPE_OF = {"events": 0, "transactions": 1, "generic_metrics": 1, EAP: 1, "metrics": 2}
ENUM_NAME = {"generic_metrics": "performancemetrics", EAP: "eventsanalyticsplatform"}
EVENT_TYPES = (
    *("error", "default", "transaction", "trace_item_span", "trace_item_log"),
    "trace_item_metric",
)
EVENT_TYPES_OF = {
    0: {"error", "default"},
    1: {"transaction", "trace_item_log", "trace_item_span", "trace_item_metric"},
    2: set(),
}
PLAN_OF = {
    "events": "organizations:incidents",
    "metrics": "organizations:incidents",
    "transactions": "organizations:performance-view",
    "generic_metrics": "organizations:performance-view",
    EAP: "organizations:visibility-explore-view",
}
LOGS = "organizations:ourlogs-enabled"
METRICS = "organizations:tracemetrics-enabled"
GROUP_BY = "organizations:workflow-engine-metric-alert-group-by-creation"
EAP_WINDOWS = {300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 43_200, 86_400}
CRASH_WINDOWS = {1800, 3600, 7200, 14_400, 43_200, 86_400}
EAP_WINDOW = "Invalid Time Window: Time window for this alert type must be at least 5 minutes."
CRASH_WINDOW = (
    "Invalid Time Window: Allowed time windows for crash rate alerts are: "
    "30min, 1h, 2h, 4h, 12h and 24h"
)
UPSAMPLED = (
    "upsampled_count() is not allowed as user input. Use count() instead - "
    "it will be automatically converted to upsampled_count() when appropriate."
)
EXTRAPOLATIONS = ("unknown", "none", "client_and_server_weighted", "server_weighted")
TRANSLATED = {"user": "tags[sentry:user]", "dist": "tags[sentry:dist]"} | {
    "release": "tags[sentry:release]"
}
COLUMNS = {*TRANSLATED, *TRANSLATED.values(), "transaction.duration"}
FUNCTIONS = frozenset(
    {
        *("count", "count_unique", "avg", "min", "max", "sum", "p50", "p75", "p95", "p99", "p100"),
        *("percentile", "failure_rate", "apdex", "percentage", "last_seen", "epm", "eps"),
    }
)
FUNCTION = re.compile(r"(?P<function>\w+)\((?P<columns>.*)\)(?: AS \w+)?")


def read_query(value: Any, state: Item, *, partial: bool) -> Item:
    """Read one data source of a metric monitor."""
    query = read_fields(value, _fields(state), partial=partial)
    if not {"aggregate", "time_window"} <= set(query):
        raise crash()  # INFERRED: read unguarded on PUT
    dataset = query.setdefault("dataset", "events")
    if PLAN_OF[dataset] not in state["features"]:
        raise form_wide(f"This project does not have access to the `{dataset}` dataset")
    query["aggregate"] = _aggregate(query["aggregate"], eap=dataset == EAP)
    kind = query.setdefault("query_type", TYPE_OF[dataset])
    valid = sorted(ENUM_NAME.get(name, name) for name, of in TYPE_OF.items() if of == kind)
    if TYPE_OF[dataset] != kind:
        text_ = f"Invalid dataset for this query type. Valid datasets are {valid}"
        raise form_wide(text_)
    _check_window(dataset, query["time_window"])
    if dataset != EAP and "query" not in query:
        raise crash()  # INFERRED: read unguarded on PUT
    query["group_by"] = _group_by(query.get("group_by"), state)
    _check_event_types(query, kind)
    return query


def _fields(state: Item) -> dict[str, Field]:
    return {
        "query_type": Field(_query_type, required=False),
        "dataset": Field(_dataset),
        "query": Field(_query),
        "aggregate": Field(_plain_aggregate),
        "time_window": Field(integer()),
        "environment": Field(lambda value: _environment(value, state)),
        "event_types": Field(lambda value: _event_types(value, state)),
        "group_by": Field(list_of(text(most=200)), required=False),
        "extrapolation_mode": Field(_extrapolation, required=False),
    }


def _query_type(value: Any) -> int:
    number: int = integer()(value)
    if number not in EVENT_TYPES_OF:
        raise Invalid(f"Invalid query type {number}")
    return number


def _dataset(value: Any) -> str:
    name: str = text()(value)
    if name not in TYPE_OF:
        raise Invalid(f"Invalid dataset, valid values are {list(TYPE_OF)}")
    return "transactions" if name == "generic_metrics" else name


def _query(value: Any) -> str:
    words: str = text(blank=True)(value)
    if "release:latest" in words.split():
        raise Invalid("Unsupported Query: We do not currently support the release:latest query")
    return words


def _plain_aggregate(value: Any) -> str:
    aggregate: str = text()(value)
    if aggregate == "upsampled_count()":
        raise Invalid(UPSAMPLED)
    return aggregate


def _environment(value: Any, state: Item) -> Any:
    if value is not None and value not in state["environments"]:
        raise Invalid("Environment is not part of this organization")
    return value


def _event_types(value: Any, state: Item) -> list[str]:
    kinds = [str(kind).lower() for kind in list_of(text())(value)]
    if not set(kinds) <= set(EVENT_TYPES):
        raise Invalid(f"Invalid event_type, valid values are {list(EVENT_TYPES)}")
    if "trace_item_log" in kinds and LOGS not in state["features"]:
        raise Invalid("You do not have access to the log alerts feature.")
    if "trace_item_metric" in kinds and METRICS not in state["features"]:
        raise Invalid("You do not have access to the metrics alerts feature.")
    return kinds


def _extrapolation(value: Any) -> Any:
    mode = text(null=True)(value)
    if mode is not None and mode not in EXTRAPOLATIONS:
        raise Invalid(f"Invalid extrapolation mode: {mode}")
    return mode


def _aggregate(aggregate: str, *, eap: bool) -> str:
    """Check and rewrite what is counted; on the spans dataset any column passes."""
    if aggregate.startswith("equation|"):
        return aggregate
    match = FUNCTION.fullmatch(aggregate)
    if match is None:
        raise form_wide("Invalid Metric: Please pass a valid function for aggregation")
    name, column = match["function"], match["columns"]
    if not eap and name not in FUNCTIONS:
        raise Invalid({"aggregate": [f"Invalid Metric: {name}() is not a valid function"]})
    known = not column or column in COLUMNS or column.startswith("measurements.")
    if not (eap or known or name == "percentage"):
        text_ = "Invalid Metric: We do not currently support this field."
        raise Invalid({"aggregate": [text_]})
    return aggregate.replace(column, TRANSLATED[column]) if column in TRANSLATED else aggregate


def _check_window(dataset: str, seconds: int) -> None:
    if dataset == EAP and seconds not in EAP_WINDOWS:
        raise form_wide(EAP_WINDOW)
    if dataset == "metrics" and seconds not in CRASH_WINDOWS:
        raise form_wide(CRASH_WINDOW)


def _check_event_types(query: Item, kind: int) -> None:
    if kind == TYPE_OF["metrics"]:
        query["event_types"] = []
    given = query.get("event_types", [])
    valid = sorted(EVENT_TYPES_OF[kind])
    if set(given) - EVENT_TYPES_OF[kind]:
        raise form_wide(f"Invalid event types for this dataset. Valid event types are {valid}")
    if query["dataset"] == EAP and len(given) > 1:
        raise form_wide(f"Multiple event types not allowed. Valid event types are {valid}")


def _group_by(value: list[str] | None, state: Item) -> list[str] | None:
    if value is None:
        return None
    if GROUP_BY not in state["features"]:
        raise form_wide("Group by Metric Alerts feature must be enabled to use this field")
    if len(value) > 100:
        raise form_wide("Group by must be 100 or fewer items")
    if len(value) != len(set(value)):
        raise form_wide("Group by must be a unique list of strings")
    return value
