"""Metric monitors of the Sentry simulator as they are written: thresholds, detection, plan limit.

Sources: `getsentry/sentry: src/sentry/incidents/metric_issue_detector.py` and its tests of summer
2026, `src/sentry/incidents/grouptype.py` (config). Sentry checks neither the order nor the
direction of thresholds. Not simulated: Seer, which is sent the history of a dynamic monitor. In
which order event types come back is not defined: here the other way round.
"""

import re
from typing import Any, ClassVar

from tests.simulators.sentry_condition_schemas import ANOMALY
from tests.simulators.sentry_conditions import LOGIC_TYPES, OPERATORS, PRIMITIVE, TYPES
from tests.simulators.sentry_detector_kinds import DetectorKind
from tests.simulators.sentry_fields import NULL
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_http import array_error, crash
from tests.simulators.sentry_metric_query import read_query
from tests.simulators.sentry_schema import schema_errors
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    anything,
    choice,
    form_wide,
    list_of,
    read_fields,
    text,
)

Item = dict[str, Any]
SPANS_INSTEAD = (
    "is disabled, as we migrate to the span dataset. Create span-based alerts "
    "(dataset: events_analytics_platform) with the is_transaction:true filter instead."
)
DEPRECATION = "organizations:discover-saved-queries-deprecation"
SUPPORTED = ("gt", "gte", "lt", "lte", "anomaly_detection")
RESULTS = (0, 50, 75)
RESOLVED = 0
NO_RESOLUTION = "Resolution condition required for metric issue detector."
MOST_CONDITIONS = 3
DELTAS = [300, 900, 3600, 86_400, 604_800, 2_592_000, None]
ACTIVE, CREATING, DISABLED = 0, 1, 4
"""States of a subscription (`src/sentry/snuba/models.py`, from memory: UNVERIFIED but for 1)."""
TRACE_METRIC = re.compile(r"\w+\([^,]+,[^,]+,[^,]+,[^,]+\)")


class MetricKind(DetectorKind):
    """A monitor of a number."""

    slug: ClassVar[str] = "metric_issue"
    source_type: ClassVar[str] = "snuba_query_subscription"
    single_source: ClassVar[bool] = False
    schema: ClassVar[Item] = {
        "type": "object",
        "required": ["detection_type"],
        "properties": {
            "comparison_delta": {"type": ["integer", "null"], "enum": DELTAS},
            "detection_type": {"type": "string", "enum": ["static", "percent", "dynamic"]},
        },
    }

    def fields(self) -> dict[str, Field]:
        """Give the fields; the condition group is a must."""
        fields = super().fields()
        return {**fields, "condition_group": Field(fields["condition_group"].check)}

    def read_source(self, value: Any) -> Item:
        """Read a query."""
        return read_query(value, self.state, partial=self.stored is not None)

    def read_group(self, value: Any) -> Item:
        """Read the group; its conditions stay as they were sent."""
        fields = {
            "id": Field(text(), required=False),
            "logic_type": Field(choice(LOGIC_TYPES)),
            "conditions": Field(_conditions),
        }
        return read_fields(value, fields, partial=self.stored is not None)

    def validate(self, values: Item) -> None:
        """Check how many conditions there are, and what a metric of the application is."""
        if "condition_group" in values:
            if "conditions" not in values["condition_group"]:
                raise crash()  # INFERRED: counted unguarded on PUT
            if len(values["condition_group"]["conditions"]) > MOST_CONDITIONS:
                raise form_wide("Too many conditions")
        for source in values.get("data_sources", []):
            aggregate = source["aggregate"]
            if "trace_item_metric" in source.get("event_types", []) and not (
                aggregate.startswith("equation|") or TRACE_METRIC.fullmatch(aggregate)
            ):
                text_ = f"Invalid trace metrics aggregate: {aggregate}"
                raise Invalid({"aggregate": [text_]})

    def check_saving(self, values: Item) -> None:
        """Refuse what is deprecated, then, of a new one, what the plan does not hold."""
        if self.stored is not None:
            for source in values.get("data_sources", [])[:1]:
                self._check_change(self.stored, source)
            return
        for source in values["data_sources"]:
            if source["dataset"] == "transactions" and DEPRECATION in self.state["features"]:
                raise array_error(f"Creation of transaction-based alerts {SPANS_INSTEAD}")
            if source.get("extrapolation_mode") == "server_weighted":
                mode = "server_weighted extrapolation mode is not supported for new detectors."
                raise array_error(mode)
        most = self.state["maxMetricMonitors"]
        count = sum(d["type"] == self.slug for d in self.state["detectors"])
        if most is not None and count >= most:
            raise array_error(f"Used {count}/{most} of allowed {self.slug} monitors.")

    def new_source(self, source: Item) -> Item:
        """Make the subscription and its query; the type of query is not shown again."""
        number = new_id(self.state)
        query: Item = {"id": new_id(self.state), "extrapolationMode": "unknown"}
        subscription = {
            "id": number,
            "status": ACTIVE,
            "subscription": f"1/{number}",
            "snubaQuery": {**query, **_shown(source)},
        }
        return {"sourceId": number, "queryObj": subscription}

    def update_source(self, source: Item) -> None:
        """Change the query."""
        assert self.stored is not None
        self.stored["dataSources"][0]["queryObj"]["snubaQuery"] |= _shown(source)

    def update(self, values: Item) -> Item:
        """Change the monitor; the subscription goes and comes with `enabled`."""
        changed = super().update(values)
        if "enabled" in values:
            for source in changed["dataSources"] or []:
                source["queryObj"]["status"] = ACTIVE if values["enabled"] else DISABLED
        return changed

    def _check_change(self, stored: Item, source: Item) -> None:
        before = stored["dataSources"][0]["queryObj"]["snubaQuery"]
        after = {**before, **_shown(source)}
        kinds = set(after["eventTypes"]) != set(before["eventTypes"])
        compared = ("dataset", "query", "aggregate", "timeWindow")
        changes = kinds or any(after[key] != before[key] for key in compared)
        if source["dataset"] == "transactions" and changes:
            raise array_error(f"Updates to transaction-based alerts {SPANS_INSTEAD}")
        weighted = "server_weighted"
        if source.get("extrapolation_mode") == weighted != before["extrapolationMode"]:
            raise array_error("Invalid extrapolation mode for this detector type.")


def _shown(query: Item) -> Item:
    """Spell a query as replies do."""
    names = {
        **{"dataset": "dataset", "query": "query", "aggregate": "aggregate"},
        **{"time_window": "timeWindow", "environment": "environment"},
    }
    shown = {names[key]: value for key, value in query.items() if key in names}
    if "event_types" in query:
        shown["eventTypes"] = list(reversed(query["event_types"]))
    if query.get("extrapolation_mode") is not None:
        shown["extrapolationMode"] = query["extrapolation_mode"]
    return shown


def _conditions(value: Any) -> list[Any]:
    """Read the conditions: all are checked, and each has its own errors, or none."""
    conditions = list_of(anything(null=True))(value)
    errors = [_condition_errors(condition) for condition in conditions]
    if any(errors):
        raise Invalid(errors)
    resolves = any(condition["condition_result"] == RESOLVED for condition in conditions)
    if not resolves and not any(c["type"] == "anomaly_detection" for c in conditions):
        raise Invalid(NO_RESOLUTION)
    return conditions


def _condition_errors(condition: Any) -> Item:
    kind = condition.get("type") if isinstance(condition, dict) else None
    fields = {
        "type": Field(_type),
        "comparison": Field(lambda value: _comparison(value, kind)),
        "condition_result": Field(_result),
    }
    try:
        read_fields(condition, fields, partial=False)
    except Invalid as error:
        found: Any = error.errors
        return dict(found)
    return {}


def _type(value: Any) -> str:
    kind: str = choice(TYPES)(value)
    if kind not in SUPPORTED:
        raise Invalid(f"Unsupported type {kind}")
    return kind


def _comparison(value: Any, kind: Any) -> Any:
    if value is None:
        raise Invalid(NULL)
    if isinstance(value, bool | int | float):
        return value
    if not isinstance(value, dict):
        raise Invalid("A valid number or dict is required.")
    if kind in OPERATORS:
        raise Invalid(PRIMITIVE.format(value))
    if errors := schema_errors(ANOMALY, value):
        raise Invalid(errors)
    return value


def _result(value: Any) -> Any:
    if value is None:
        raise Invalid(NULL)
    try:
        number = int(value)
    except ValueError:
        number = -1
    except TypeError as error:
        raise crash() from error
    if number not in RESULTS:
        raise Invalid("Unsupported condition result")
    return value
