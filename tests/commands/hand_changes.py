"""One change that a person makes to a live alert on Sentry's page, for each field of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Alert = dict[str, Any]


class HandChange(NamedTuple):
    """A change of one field.

    Attributes:
        name: of the field.
        fields: the words of a preview that may show it.
        apply: changes an alert in place and returns it; one without the field stays as it is.
    """

    name: str
    fields: frozenset[str]
    apply: Callable[[Alert], Alert]


def _frequency(alert: Alert) -> Alert:
    alert["config"] = {"frequency": alert["config"].get("frequency", 0) + 1}
    return alert


def _comparison(alert: Alert) -> Alert:
    for condition in _conditions(alert)[-1:]:
        condition["comparison"] = _another(condition["comparison"])
    return alert


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return f"{value}x"
    if not isinstance(value, dict):
        return 12345
    if value.get("targetType") == "Unassigned":
        return {"targetType": "Team", "targetIdentifier": 7}
    unread = {"value"} if value.get("match") in ("is", "ns") else set()
    keys = ("value", "key", "attribute", "targetIdentifier", "level", "environment")
    known = [key for key in keys if key in value and key not in unread]
    return value | {known[0]: _another(value[known[0]])} if known else 12345


def _logic(alert: Alert) -> Alert:
    for group in _groups(alert):
        if group["conditions"]:
            group["logicType"] = "all" if group["logicType"] == "none" else "none"
            break
    return alert


def _target(alert: Alert) -> Alert:
    for group in alert["actionFilters"]:
        for action in group["actions"][:1]:
            config = action["config"]
            if config.get("targetType") == "issue_owners":
                action["config"] = {"targetType": "user", "targetIdentifier": "222"}
            else:
                config["targetIdentifier"] = f"{config.get('targetIdentifier') or ''}9"
            return alert
    return alert


def _environment(alert: Alert) -> Alert:
    return alert | {"environment": None if alert["environment"] else "staging"}


def _enabled(alert: Alert) -> Alert:
    return alert | {"enabled": not alert["enabled"]}


def _links(alert: Alert) -> Alert:
    return alert | {"detectorIds": sorted({*alert["detectorIds"]} ^ {"7113"})}


def _owner(alert: Alert) -> Alert:
    return alert | {"owner": "team:801" if alert["owner"] else "user:3001"}


def _groups(alert: Alert) -> list[Any]:
    return [*([alert["triggers"]] if alert["triggers"] else []), *alert["actionFilters"]]


def _conditions(alert: Alert) -> list[Any]:
    return [condition for group in _groups(alert) for condition in group["conditions"]]


_WHEN = frozenset({"filter", "condition"})
HAND_CHANGES = (
    HandChange("frequency", frozenset({"frequency"}), _frequency),
    HandChange("comparison", _WHEN, _comparison),
    HandChange("logicType", _WHEN, _logic),
    HandChange("target", frozenset({"action"}), _target),
    HandChange("environment", frozenset({"environment"}), _environment),
    HandChange("enabled", frozenset({"enabled"}), _enabled),
    HandChange("links", frozenset({"project"}), _links),
    HandChange("owner", frozenset({"owner"}), _owner),
)
