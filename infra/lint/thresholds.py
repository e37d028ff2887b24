"""Thresholds of a raw metric monitor that contradict each other; Sentry checks none of this.

The key `metric` is checked as it is read. Source: `getsentry/sentry: src/sentry/incidents/
metric_issue_detector.py`, read 2026-11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from infra.lint.readable_monitor import DeclaredMonitor
from infra.monitors.measures import HIGH, MEDIUM, OK
from infra.rules.problems import Problem

_SIGNS = {"gt": 1, "gte": 1, "lt": -1, "lte": -1}
_NAMES = {HIGH: "high", MEDIUM: "medium", OK: "resolved"}


def on_monitor(declared: DeclaredMonitor) -> Iterator[Problem]:
    """Yield what contradicts what among the thresholds of a raw metric monitor."""
    if declared.source("metric") is None or declared.monitor.raw is None:
        return
    conditions = [
        condition
        for condition in declared.document["conditionGroup"]["conditions"]
        if isinstance(condition["conditionResult"], int)
    ]
    place = declared.at("").inside("conditionGroup", "conditions")
    results = Counter(condition["conditionResult"] for condition in conditions)
    for result, times in results.items():
        if times > 1:
            text = f"{times} conditions have the result {result}; Sentry reads one of each"
            yield Problem(place, text, "thresholds")
            return
    signs = {_SIGNS.get(each["type"], 0) for each in conditions if each["conditionResult"] != OK}
    values = {each["conditionResult"]: each["comparison"] for each in conditions}
    if len(signs) == 1 and all(isinstance(value, int | float) for value in values.values()):
        for text in _disorder(values, signs.pop()):
            yield Problem(place, text, "thresholds")


def _disorder(values: Mapping[int, float], sign: int) -> Iterator[str]:
    """Yield each pair of thresholds in the wrong order; `sign` is -1 where less is worse."""
    side = "above" if sign < 0 else "below"
    if HIGH in values and MEDIUM in values and sign * values[MEDIUM] >= sign * values[HIGH]:
        yield f"the medium threshold {values[MEDIUM]} is not {side} the high one, {values[HIGH]}"
    worst = [result for result in (MEDIUM, HIGH) if result in values]
    if OK in values and worst and sign * values[OK] > sign * values[worst[0]]:
        yield (
            f"the issue is resolved at {values[OK]}, while it still has {_NAMES[worst[0]]} "
            f"priority beyond {values[worst[0]]}"
        )
