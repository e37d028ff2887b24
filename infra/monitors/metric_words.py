"""What a metric monitor's document says, in plain words; it needs no model."""

from __future__ import annotations

from typing import Any

from infra.base.terminal_text import escape
from infra.monitors.lengths import SECOND, in_words
from infra.monitors.measures import (
    DATASETS,
    DIRECTIONS,
    ERROR_TYPES,
    HIGH,
    MEASURES,
    MEDIUM,
    OK,
    read_measure,
)
from infra.rules.canonical import Document, sorted_json

_COMPARED = {"gt": "above", "gte": "at least", "lt": "below", "lte": "at most"}
_PRIORITIES = {HIGH: "high", MEDIUM: "medium", OK: "resolved"}
_DATASETS = {name: word for word, (name, _) in DATASETS.items()}


def metric_words(source: Document) -> str:
    """Say what is measured, of which events, over which time."""
    said = read_measure(source)
    if said is None:
        measured = f"{source['aggregate']} of {_DATASETS.get(source['dataset'], source['dataset'])}"
    else:
        measured = MEASURES[said[0]].say(said[1])
    where = f" where {source['query']}" if source["query"] else ""
    window = source["timeWindow"]
    time = in_words(window * SECOND) if isinstance(window, int) else str(window)
    types = source["eventTypes"]
    only = f" ({types[0]} events only)" if len(types) == 1 and types[0] in ERROR_TYPES else ""
    mode = source.get("extrapolationMode")
    extra = f", extrapolation {mode}" if mode else ""
    return escape(f"{measured}{only}{where} within {time}{extra}")


def bounds_words(document: Document) -> tuple[str, str]:
    """Say when a metric monitor has failed, and when it has recovered."""
    group, config = document["conditionGroup"], document["config"]
    conditions = sorted(group["conditions"], key=lambda each: -_result(each))
    delta = config.get("comparisonDelta")
    of = f" % of the previous {in_words(delta * SECOND)}" if isinstance(delta, int) else ""
    fails = [_bound_words(each, of) for each in conditions if each["conditionResult"] != OK]
    resolves = [_bound_words(each, of) for each in conditions if each["conditionResult"] == OK]
    joint = ", " if group["logicType"] == "any" else f" {group['logicType']} "
    anomaly = any(each["type"] == "anomaly_detection" for each in conditions)
    recovers = joint.join(resolves) or ("no anomaly" if anomaly else "never")
    return escape(joint.join(fails) or "never"), escape(recovers)


def _result(condition: Document) -> float:
    result = condition["conditionResult"]
    return result if isinstance(result, int | float) else 0


def _bound_words(condition: Document, of: str) -> str:
    compared, result = condition["comparison"], condition["conditionResult"]
    match compared:
        case {"sensitivity": sensitivity, "thresholdType": int(number)} if number in range(3):
            where = DIRECTIONS[number].replace("both", "above or below")
            return f"an anomaly {where} what is usual, at {sensitivity} sensitivity"
    sign = _COMPARED.get(condition["type"], condition["type"])
    value: Any = compared if isinstance(compared, int | float) else sorted_json(compared)
    priority = "" if result == OK else f" ({_PRIORITIES.get(result, result)})"
    return f"{sign} {value}{of}{priority}"
