"""The Sentry alert ("workflow") document of a rule: built, and a live one made comparable.

Pure. A new kind of filter, condition or action has its Sentry form here and nowhere else.
Shapes: Sentry's OpenAPI document of 2026-08-16 and `getsentry/sentry: src/sentry/workflow_engine`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from infra.rules import Action, AlertRule, Filter, Recipient

Document = dict[str, Any]

_ALIKE = frozenset({"any", "any-short", "all"})
MATCHES = {"contains": "co", "equals": "eq", "starts_with": "sw", "not_contains": "nc"}


def to_document(
    rule: AlertRule, detector_ids: Sequence[int], recipients: Mapping[Recipient, str]
) -> Document:
    """Return the document Sentry is sent for `rule`; every field, as a PUT without one changes it.

    Args:
        rule: what is declared.
        detector_ids: the project's monitor(s) that the alert is linked to.
        recipients: Sentry's ID of each person and team the rule names.
    """
    # "At least N" is sent as N - 1: Sentry fires when the count is strictly greater
    # (getsentry/sentry: handlers/condition/event_frequency_handlers.py, read 2026-11).
    count = {"value": rule.condition.at_least - 1, "interval": rule.condition.within}
    return {
        "name": rule.name,
        "enabled": rule.enabled,
        "environment": rule.environment,
        "config": {"frequency": rule.frequency},
        "detectorIds": sorted(detector_ids),
        "triggers": {
            "logicType": "any-short",
            "conditions": [_condition("event_frequency_count", count)],
        },
        "actionFilters": [
            {
                "logicType": "all",
                "conditions": [_filter_condition(entry) for entry in rule.filter],
                "actions": [_action(entry, recipients) for entry in rule.action],
            }
        ],
    }


def canonical(live: Mapping[str, Any]) -> Document:
    """Return a live alert in the shape of `to_document`, so that equal alerts compare equal.

    Drops what the server adds (IDs, dates), undoes what it changes (order, text for numbers) and
    moves a count that stands among the filters to the triggers, where it means the same.
    """
    triggers = live["triggers"] or {"logicType": "any-short", "conditions": []}
    conditions = list(triggers["conditions"])
    groups = [dict(group) for group in live["actionFilters"]]
    if not conditions and len(groups) == 1 and _all_hold(groups[0]):
        counts = [c for c in groups[0]["conditions"] if c["type"] == "event_frequency_count"]
        conditions = counts[:1] if len(counts) == 1 else []
        groups[0]["conditions"] = [c for c in groups[0]["conditions"] if c not in conditions]
    return {
        "name": live["name"],
        "enabled": live["enabled"],
        "environment": live["environment"],
        "config": _numbers(live["config"]),
        "detectorIds": sorted(int(detector) for detector in live["detectorIds"]),
        "triggers": _group("any-short", triggers["logicType"], conditions),
        "actionFilters": [
            {
                **_group("all", group["logicType"], group["conditions"]),
                "actions": sorted(map(_canonical_action, group["actions"]), key=_text),
            }
            for group in groups
        ],
    }


def _condition(kind: str, comparison: Any) -> Document:
    return {"type": kind, "comparison": comparison, "conditionResult": True}


def _filter_condition(entry: Filter) -> Document:
    _, match = entry.chosen
    how, text = match.chosen
    comparison = {"attribute": "message", "match": MATCHES[how], "value": text}
    return _condition("event_attribute", comparison)


def _action(entry: Action, recipients: Mapping[Recipient, str]) -> Document:
    """Sentry has no plain address: an e-mail goes to a user ID, a team ID or the issue's owners."""
    recipient = entry.recipient
    target = recipient.kind if recipient else "issue_owners"
    identifier = recipients[recipient] if recipient else None
    data = {} if recipient else {"fallthroughType": entry.email_issue_owners}
    return {
        "type": "email",
        "integrationId": None,
        "data": data,
        "config": {
            "targetType": target,
            "targetIdentifier": identifier,
            "targetDisplay": None,
        },
        "status": "active",
    }


def _all_hold(group: Mapping[str, Any]) -> bool:
    """Among fewer than two conditions `any`, `any-short` and `all` mean the same."""
    few = len(group["conditions"]) <= 1
    return group["logicType"] == "all" or (few and group["logicType"] in _ALIKE)


def _group(usual: str, logic: str, conditions: Sequence[Document]) -> Document:
    same = len(conditions) <= 1 and logic in _ALIKE
    kept = [
        {
            "type": condition["type"],
            "comparison": _comparison(condition["comparison"]),
            "conditionResult": condition["conditionResult"],
        }
        for condition in conditions
    ]
    return {"logicType": usual if same else logic, "conditions": sorted(kept, key=_text)}


def _comparison(value: Any) -> Any:
    """An empty list of filters says nothing."""
    if isinstance(value, dict) and value.get("filters") == []:
        value = {key: inner for key, inner in value.items() if key != "filters"}
    return _numbers(value)


def _canonical_action(action: Document) -> Document:
    config = action["config"]
    identifier = _numbers(config.get("targetIdentifier"))
    owners = config.get("targetType") == "issue_owners"
    return {
        "type": action["type"],
        "integrationId": action.get("integrationId"),
        # Sentry hands back a fallthroughType for people and teams too, where it means nothing
        # (getsentry/sentry#118404).
        "data": action["data"] if owners or action["type"] != "email" else {},
        "config": {
            **config,
            "targetIdentifier": None if identifier in (None, "") else str(identifier),
            "targetDisplay": config.get("targetDisplay"),
        },
        "status": action.get("status", "active"),
    }


def _numbers(value: Any) -> Any:
    """Undo the engine's and the server's habit of handing 60 back as 60.0."""
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
