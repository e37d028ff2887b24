"""One condition of a Sentry alert as a node of an old rule, and back.

Class ids and fields: `getsentry/sentry: src/sentry/rules/{conditions,filters}`; which kind each
stands for: `src/sentry/workflow_engine/migration_helpers/*_conditions.py`, read 2026-11.
All values of a node are texts: the package `pulumiverse-sentry` takes no others, and the old API
drops a number 0 before it validates (`src/sentry/api/serializers/rest_framework/rule.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from infra.rules.canonical import Document

Node = dict[str, Any]

_CONDITIONS = "sentry.rules.conditions"
_FILTERS = "sentry.rules.filters"
_VALUELESS = ("is", "ns")
_USERS = "event_unique_user_frequency"
USERS_AMONG_FILTERED = (
    f"{_CONDITIONS}.event_frequency.EventUniqueUserFrequencyConditionWithConditions"
)
"""Counts only users of events that pass the rule's filters, all of them."""

EVERY_EVENT = f"{_CONDITIONS}.every_event.EveryEventCondition"
"""What an alert without a trigger does; Sentry's own migration leaves it out."""


class UnsayableError(ValueError):
    """One of the two APIs has no words for what the other says."""


class _Field(NamedTuple):
    """A value of a comparison: its key there, its key in a node, and how a text is read back."""

    key: str
    old: str
    read: Callable[[Any], Any] = str
    optional: bool = False


class _Kind(NamedTuple):
    node: str
    fields: tuple[_Field, ...] = ()


def number(value: Any) -> int | float:
    """Read a number that may be a text."""
    try:
        exact = float(value)
    except (TypeError, ValueError):
        raise UnsayableError(f"{value!r} is not a number") from None
    return int(exact) if exact.is_integer() else exact


def _truth(value: Any) -> bool:
    return str(value).lower() != "false"


_VALUE = _Field("value", "value", number)
_TEXT = _Field("value", "value", optional=True)
_MATCH = _Field("match", "match")

TRIGGERS = {
    "first_seen_event": _Kind(f"{_CONDITIONS}.first_seen_event.FirstSeenEventCondition"),
    "regression_event": _Kind(f"{_CONDITIONS}.regression_event.RegressionEventCondition"),
    "reappeared_event": _Kind(f"{_CONDITIONS}.reappeared_event.ReappearedEventCondition"),
    "new_high_priority_issue": _Kind(
        f"{_CONDITIONS}.high_priority_issue.NewHighPriorityIssueCondition"
    ),
    "existing_high_priority_issue": _Kind(
        f"{_CONDITIONS}.high_priority_issue.ExistingHighPriorityIssueCondition"
    ),
}
_COUNTED = {
    "event_frequency": f"{_CONDITIONS}.event_frequency.EventFrequencyCondition",
    _USERS: f"{_CONDITIONS}.event_frequency.EventUniqueUserFrequencyCondition",
    "percent_sessions": f"{_CONDITIONS}.event_frequency.EventFrequencyPercentCondition",
}
FREQUENCIES = frozenset(f"{kind}_{how}" for kind in _COUNTED for how in ("count", "percent"))
"""The kinds that count; the old API has them among the conditions only."""

_EITHER_PLACE = {
    "event_attribute": (_Field("attribute", "attribute"), _MATCH, _TEXT),
    "tagged_event": (_Field("key", "key"), _MATCH, _TEXT),
    "level": (_Field("level", "level", number), _MATCH),
}
_AS_CONDITION = {
    "event_attribute": f"{_CONDITIONS}.event_attribute.EventAttributeCondition",
    "tagged_event": f"{_CONDITIONS}.tagged_event.TaggedEventCondition",
    "level": f"{_CONDITIONS}.level.LevelCondition",
}
_AS_FILTER = {
    "event_attribute": f"{_FILTERS}.event_attribute.EventAttributeFilter",
    "tagged_event": f"{_FILTERS}.tagged_event.TaggedEventFilter",
    "level": f"{_FILTERS}.level.LevelFilter",
}
PLACED_AS_CONDITION = TRIGGERS | {
    kind: _Kind(node, _EITHER_PLACE[kind]) for kind, node in _AS_CONDITION.items()
}
PLACED_AS_FILTER = {kind: _Kind(node, _EITHER_PLACE[kind]) for kind, node in _AS_FILTER.items()} | {
    "age_comparison": _Kind(
        f"{_FILTERS}.age_comparison.AgeComparisonFilter",
        (_Field("comparisonType", "comparison_type"), _VALUE, _Field("time", "time")),
    ),
    "issue_occurrences": _Kind(f"{_FILTERS}.issue_occurrences.IssueOccurrencesFilter", (_VALUE,)),
    "assigned_to": _Kind(
        f"{_FILTERS}.assigned_to.AssignedToFilter",
        (
            _Field("targetType", "targetType"),
            _Field("targetIdentifier", "targetIdentifier", optional=True),
        ),
    ),
    "latest_adopted_release": _Kind(
        f"{_FILTERS}.latest_adopted_release_filter.LatestAdoptedReleaseFilter",
        (
            _Field("releaseAgeType", "oldest_or_newest"),
            _Field("ageComparison", "older_or_newer"),
            _Field("environment", "environment"),
        ),
    ),
    "latest_release": _Kind(f"{_FILTERS}.latest_release.LatestReleaseFilter"),
    "issue_category": _Kind(
        f"{_FILTERS}.issue_category.IssueCategoryFilter",
        (_VALUE, _Field("include", "include", _truth, optional=True)),
    ),
    "issue_type": _Kind(
        f"{_FILTERS}.issue_type.IssueTypeFilter",
        (_Field("value", "value"), _Field("include", "include", _truth)),
    ),
}
_BY_NODE = {
    shape.node: (kind, shape)
    for place in (PLACED_AS_CONDITION, PLACED_AS_FILTER)
    for kind, shape in place.items()
} | {
    # What Sentry's rule registry also calls them (its migration of 2025).
    f"{_CONDITIONS}.{kind}.{TRIGGERS[kind].node.rpartition('.')[2]}": (kind, TRIGGERS[kind])
    for kind in ("new_high_priority_issue", "existing_high_priority_issue")
}


def to_node(condition: Mapping[str, Any], *, as_filter: bool) -> Node:
    """Return the node of an old rule that says what a condition says.

    Args:
        condition: of an alert's document.
        as_filter: whether it is one of the filters or one of the triggers.

    Raises:
        UnsayableError: the old API has no such condition, or not in that place.
    """
    kind, comparison = condition["type"], condition["comparison"]
    if condition["conditionResult"] is not True or comparison is False:
        raise UnsayableError(f"{kind}: the old API has no inverted conditions")
    if kind == "every_event":
        raise UnsayableError("everyEvent: the old API has it only without other conditions")
    if kind in FREQUENCIES and not as_filter:
        return _frequency_node(kind, comparison)
    shape = (PLACED_AS_FILTER if as_filter else PLACED_AS_CONDITION).get(kind)
    if shape is None:
        place = "filter" if as_filter else "condition"
        raise UnsayableError(f"{kind}: the old API has no such {place}")
    given = _expect_texts(kind, comparison) if shape.fields else {}
    unknown = set(given) - {field.key for field in shape.fields}
    if unknown or (kind == "issue_category" and given.get("include") is False):
        what = ", ".join(sorted(unknown)) or "include: false"
        raise UnsayableError(f"{kind}: the old API has no {what}")
    node: Node = {"id": shape.node}
    for field in shape.fields:
        value = given.get(field.key)
        if value not in (None, "") and (kind, field.key) != ("issue_category", "include"):
            node[field.old] = _as_text(value)
        elif not field.optional:
            raise UnsayableError(f"{kind}: {field.key} is empty")
    return node


def from_node(node: Mapping[str, Any]) -> Document:
    """Return the condition of an alert that says what a node of an old rule says.

    Raises:
        UnsayableError: no condition says that, or the node is not whole.
    """
    identifier = node.get("id")
    if identifier in (USERS_AMONG_FILTERED, *_COUNTED.values()):
        return _frequency(node)
    if identifier not in _BY_NODE:
        raise UnsayableError(f"{identifier!r} is no condition that an alert can have")
    kind, shape = _BY_NODE[identifier]
    skipped = {"value"} if node.get("match") in _VALUELESS else set()
    comparison: Document = {}
    for field in shape.fields:
        value = node.get(field.old)
        if value not in (None, "") and field.old not in skipped:
            comparison[field.key] = field.read(value)
        elif kind == "issue_type" and field.key == "include":
            comparison["include"] = True  # the old form's own default
        elif not field.optional:
            raise UnsayableError(f"{identifier}: {field.old} is missing")
    return condition_of(kind, comparison if shape.fields else True)


def condition_of(kind: str, comparison: Any) -> Document:
    """Return a condition of an alert's document."""
    return {"type": kind, "comparison": comparison, "conditionResult": True}


def _expect_texts(kind: str, comparison: Any) -> Mapping[str, Any]:
    """Return a comparison that has only what a mapping of texts can hold, but for `filters`."""
    if not isinstance(comparison, Mapping):
        raise UnsayableError(f"{kind}: the comparison is not a mapping")
    for key, value in comparison.items():
        if key != "filters" and not isinstance(value, str | int | float | None):
            raise UnsayableError(f"{kind}: {key} is not a text or a number")
    filters = comparison.get("filters", [])
    if not isinstance(filters, list) or not all(isinstance(one, Mapping) for one in filters):
        raise UnsayableError(f"{kind}: filters is not a list of mappings")
    return comparison


def _frequency_node(kind: str, comparison: Any) -> Node:
    base, _, how = kind.rpartition("_")
    wanted = ("value", "interval", *(("comparisonInterval",) if how == "percent" else ()))
    if missing := [key for key in wanted if _expect_texts(kind, comparison).get(key) is None]:
        raise UnsayableError(f"{kind}: {missing[0]} is empty")
    filtered = bool(comparison.get("filters"))
    if filtered and base != _USERS:
        raise UnsayableError(f"{kind}: the old API counts no filtered events")
    node = {
        "id": USERS_AMONG_FILTERED if filtered else _COUNTED[base],
        "comparisonType": how,
        "value": _as_text(comparison["value"]),
        "interval": comparison["interval"],
    }
    if how == "percent":
        node["comparisonInterval"] = comparison["comparisonInterval"]
    return node


def _frequency(node: Mapping[str, Any]) -> Document:
    bases = {node_id: base for base, node_id in _COUNTED.items()} | {USERS_AMONG_FILTERED: _USERS}
    how = node.get("comparisonType") or "count"
    # An integer 0 that a server dropped is still a 0: no rule is stored without a value.
    comparison = {"value": number(node.get("value") or 0), "interval": node.get("interval")}
    if how == "percent":
        comparison["comparisonInterval"] = node.get("comparisonInterval")
    missing = [key for key, value in comparison.items() if value in (None, "")]
    if missing or how not in ("count", "percent"):
        raise UnsayableError(f"{node['id']}: {', '.join(missing) or how} is not to be read")
    return condition_of(f"{bases[node['id']]}_{how}", comparison)


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
