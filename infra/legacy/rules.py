"""A Sentry alert as a rule of the old API, `/projects/…/rules/`, and back.

sentry.io has removed that API; a self-hosted server before 26.7 has no other. Which part becomes
which: `getsentry/sentry: src/sentry/workflow_engine/migration_helpers/issue_alert_migration.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from infra.legacy import actions, conditions
from infra.legacy.conditions import (
    EVERY_EVENT,
    FREQUENCIES,
    TRIGGERS,
    USERS_AMONG_FILTERED,
    Node,
    UnsayableError,
    condition_of,
)
from infra.rules.canonical import Document
from infra.rules.scalars import duration

SHORTEST_FREQUENCY, LONGEST_FREQUENCY = 5, 43_200
"""Minutes (`getsentry/sentry: src/sentry/api/serializers/rest_framework/rule.py`)."""

_MATCHES = {"any": "any", "any-short": "any", "all": "all", "none": "none"}
_LOGIC = {"any": "any-short", "all": "all", "none": "none"}


class Problem(NamedTuple):
    """Something that the old API cannot say: the entry's field it comes from, and what it is."""

    field: str
    text: str


class NotInOldApiError(ValueError):
    """An alert cannot be a rule of the old API."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.text}" for problem in problems))
        self.problems = tuple(problems)


def to_rule(document: Mapping[str, Any]) -> Document:
    """Return the body that the old API is sent for an alert; all values of nodes are texts.

    The monitors are left out: an old rule belongs to the project in its path.

    Args:
        document: from `to_document` or `canonical`.

    Raises:
        NotInOldApiError: it cannot say that; with everything it cannot say.
    """
    problems = _of_the_whole(document)
    groups = document["actionFilters"]
    group = groups[0] if groups else {"logicType": "all", "conditions": [], "actions": []}
    triggers = document["triggers"] or {"logicType": "any-short", "conditions": []}
    if [part["type"] for part in triggers["conditions"]] == ["every_event"]:
        triggers = {**triggers, "conditions": []}
    triggers, group = _counts_among_triggers(triggers, group)
    triggers, group = _filters_of_users(triggers, group, problems)

    def nodes(field: str, parts: Sequence[Any], read: Callable[[Any], Node]) -> list[Node]:
        found = []
        for part in parts:
            try:
                found.append(read(part))
            except UnsayableError as error:
                problems.append(Problem(field, str(error)))
        return found

    rule = {
        "name": document["name"],
        "frequency": document["config"].get("frequency", 0),
        "environment": document["environment"],
        "actionMatch": _match("condition", triggers, problems),
        "conditions": nodes(
            "condition",
            triggers["conditions"],
            lambda part: conditions.to_node(part, as_filter=False),
        ),
        "filterMatch": _match("filter", group, problems),
        "filters": nodes(
            "filter",
            group["conditions"],
            lambda part: conditions.to_node(part, as_filter=True),
        ),
        "actions": nodes("action", group["actions"], actions.to_node),
    }
    if rule["actionMatch"] == "none":
        problems.append(Problem("condition", "the old API has no 'none of these'"))
    if problems:
        raise NotInOldApiError(problems)
    return rule | ({"owner": document["owner"]} if document.get("owner") else {})


def _match(field: str, group: Document, problems: list[Problem]) -> str:
    logic = group["logicType"]
    if logic not in _MATCHES:
        problems.append(Problem(field, f"the old API cannot join by {logic!r}"))
    return _MATCHES.get(logic, "all")


def from_rule(rule: Mapping[str, Any], detector_ids: Sequence[int] = ()) -> Document:
    """Return the document of the alert that does what an old rule does.

    Args:
        rule: as the old API answers or takes it.
        detector_ids: the monitors of the rule's project, which the rule itself does not name.

    Raises:
        NotInOldApiError: no alert does that; with everything that none does.
    """
    problems: list[Problem] = []

    def parts(field: str, read: Callable[[Node], Document]) -> list[Document]:
        found = []
        for node in rule.get(field) or []:
            try:
                if node.get("id") != EVERY_EVENT:
                    found.append(read(node))
            except UnsayableError as error:
                problems.append(Problem(field, str(error)))
        return found

    triggering = parts("conditions", conditions.from_node)
    filters = parts("filters", conditions.from_node)
    actions_ = parts("actions", actions.from_node)
    triggers, group = _as_groups(rule, triggering, filters, problems)
    if problems:
        raise NotInOldApiError(problems)
    muted = rule.get("snooze") and rule.get("snoozeForEveryone", True)
    document = {
        "name": rule["name"],
        "enabled": not muted and rule.get("status", "active") == "active",
        "environment": rule.get("environment"),
        "config": {"frequency": int(rule.get("frequency") or 0)},
        "detectorIds": sorted(detector_ids),
        "triggers": triggers,
        "actionFilters": [{**group, "actions": actions_}],
    }
    return document | ({"owner": rule["owner"]} if rule.get("owner") else {})


def _as_groups(
    rule: Mapping[str, Any],
    conditions: list[Document],
    filters: list[Document],
    problems: list[Problem],
) -> tuple[Document, Document]:
    """Return an alert's trigger group and filter group, without actions."""
    match, filter_match = rule.get("actionMatch") or "all", rule.get("filterMatch") or "all"
    every_filter = (
        not filters or filter_match == "all" or (filter_match, len(filters)) == ("any", 1)
    )
    ids = {node.get("id") for node in rule.get("conditions") or []}
    begins = [part for part in conditions if part["type"] in TRIGGERS]
    if USERS_AMONG_FILTERED in ids:
        # It reads the rule's filters as its own.
        if len(conditions) != 1 or not every_filter:
            problems.append(Problem("conditions", "users of filtered events, and more, at once"))
        else:
            conditions[0]["comparison"]["filters"] = [part["comparison"] for part in filters]
        filters = []
    elif match == "all" and begins and len(conditions) > 1:
        # Sentry joins what happens to an issue by `any-short` only, so the rest become filters.
        if len(begins) > 1 or not every_filter:
            problems.append(Problem("conditions", "all of these at once trigger no alert"))
        filters = [part for part in conditions if part not in begins] + filters
        conditions, filter_match = begins, "all"
    logic = _LOGIC[match] if len(conditions) > 1 else "any-short"
    alike = len(filters) <= 1 and filter_match == "any"
    return (
        {"logicType": logic, "conditions": conditions},
        {"logicType": "all" if alike else _LOGIC[filter_match], "conditions": filters},
    )


def _of_the_whole(document: Mapping[str, Any]) -> list[Problem]:
    problems = []
    groups = document["actionFilters"]
    frequency = document["config"].get("frequency", 0)
    if document["enabled"] is not True:
        problems.append(Problem("enabled", "the old API cannot switch a rule off"))
    if frequency < SHORTEST_FREQUENCY:
        text = f"{duration(frequency)} is less than the {SHORTEST_FREQUENCY} min of the old API"
        problems.append(Problem("frequency", text))
    if frequency > LONGEST_FREQUENCY:
        text = f"{frequency} min is more than the {LONGEST_FREQUENCY} min of the old API"
        problems.append(Problem("frequency", text))
    if len(groups) > 1:
        text = f"{len(groups)} groups of filters and actions; the old API has one"
        problems.append(Problem("also", text))
    elif not groups or not groups[0]["actions"]:
        problems.append(Problem("action", "none; the old API wants at least one"))
    return problems


def _filters_of(condition: Document) -> list[Document]:
    """Return which events a condition counts; nothing where it counts all of them."""
    comparison = condition["comparison"]
    filters = comparison.get("filters") if isinstance(comparison, Mapping) else None
    whole = isinstance(filters, list) and all(isinstance(one, Mapping) for one in filters)
    return list(filters) if filters and whole else []


def _counts_among_triggers(triggers: Document, group: Document) -> tuple[Document, Document]:
    """Move counts that stand among the filters to the triggers, the old API's only place for them.

    It means the same where all of both must hold.
    """
    counts = [part for part in group["conditions"] if part["type"] in FREQUENCIES]
    joined = {"all"} | ({"any", "any-short"} if len(group["conditions"]) == 1 else set())
    few = len(triggers["conditions"]) <= 1 and triggers["logicType"] != "none"
    if (
        not counts
        or group["logicType"] not in joined
        or not (few or triggers["logicType"] == "all")
    ):
        return triggers, group
    both = [*triggers["conditions"], *counts]
    left = [part for part in group["conditions"] if part not in counts]
    logic = "all" if len(both) > 1 else "any-short"
    return {"logicType": logic, "conditions": both}, {**group, "conditions": left}


def _filters_of_users(
    triggers: Document, group: Document, problems: list[Problem]
) -> tuple[Document, Document]:
    """Move the filters of a count of users to the rule, where the old API reads them from."""
    filtered = [
        part for part in triggers["conditions"] if part["type"] in FREQUENCIES and _filters_of(part)
    ]
    if not filtered or not filtered[0]["type"].startswith("event_unique_user_frequency"):
        return triggers, group
    if len(triggers["conditions"]) > 1 or group["conditions"]:
        problems.append(
            Problem("condition", "the old API counts users of filtered events by itself only")
        )
        return triggers, group
    kinds = {True: "event_attribute", False: "tagged_event"}
    inner = [condition_of(kinds["attribute" in part], part) for part in _filters_of(filtered[0])]
    return triggers, {**group, "logicType": "all", "conditions": inner}
