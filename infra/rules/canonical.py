"""The Sentry alert ("workflow") document of a live alert made comparable.

It knows no model of the stack config: a document is compared as it is, whatever made it.
Shapes: Sentry's OpenAPI document of 2026-08-16 and `getsentry/sentry: src/sentry/workflow_engine`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Document = dict[str, Any]
"""An alert as Sentry's API says it, or a part of one."""

_ALIKE = frozenset({"any", "any-short", "all"})
_EVERY_EVENT: Document = {"type": "every_event", "comparison": True, "conditionResult": True}
_NO_GROUP: Document = {"logicType": "all", "conditions": [], "actions": []}
_GITHUB = frozenset({"github", "github_enterprise"})
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_PRIORITIES = {"low": 25, "medium": 50, "high": 75}


def canonical(live: Mapping[str, Any], owned: bool = False) -> Document:
    """Return a live alert in the shape of `to_document`, so that equal alerts compare equal.

    Drops what the server adds (IDs, dates) and undoes what it changes (order, text for numbers).
    An alert without a trigger fires on every event, as with the one trigger `every_event`; a count
    among the filters of either means the same among the triggers, and is moved there.

    Args:
        live: an alert as Sentry replies it, or a document.
        owned: keep the owner, which is compared only where one is declared.
    """
    triggers = live["triggers"] or {"logicType": "any-short", "conditions": []}
    groups = [dict(group) for group in live["actionFilters"] or [_NO_GROUP]]
    if _fires_on_every_event(triggers):
        triggers = {"logicType": "any-short", "conditions": [_EVERY_EVENT]}
        counts = [c for c in groups[0]["conditions"] if c["type"] == "event_frequency_count"]
        if len(groups) == len(counts) == 1 and _all_hold(groups[0]):
            triggers["conditions"] = counts
            groups[0]["conditions"] = [c for c in groups[0]["conditions"] if c not in counts]
    comparable = [
        {
            **_group("all", group["logicType"], group["conditions"]),
            "actions": _in_order(map(canonical_action, group["actions"])),
        }
        for group in groups
    ]
    return {
        "name": live["name"].strip(),
        "enabled": live["enabled"],
        "environment": live["environment"],
        "config": {"frequency": plain_numbers(live["config"].get("frequency") or 0)},
        "detectorIds": sorted(int(detector) for detector in live["detectorIds"]),
        "triggers": _group("any-short", triggers["logicType"], triggers["conditions"]),
        "actionFilters": _in_order(comparable),
        **({"owner": live.get("owner")} if owned else {}),
    }


def linked_monitors(document: Document) -> list[int]:
    """Return the monitors that a document links its alert to."""
    return list(document.get("detectorIds", []))


def _fires_on_every_event(triggers: Mapping[str, Any]) -> bool:
    """Without conditions a group holds, however they would be joined."""
    kept = [{key: one[key] for key in _EVERY_EVENT} for one in triggers["conditions"]]
    if [one["type"] for one in kept] != [_EVERY_EVENT["type"]]:
        return not kept
    # As text, because 1 is no `True`.
    return triggers["logicType"] in _ALIKE and sorted_json(kept[0]) == sorted_json(_EVERY_EVENT)


def _in_order(parts: Iterable[Any]) -> list[Any]:
    """Return parts of a document in one order, whatever order they came in."""
    listed = list(parts)
    # Most lists have one part, and the texts to sort by cost more than all else here.
    return sorted(listed, key=sorted_json) if len(listed) > 1 else listed


def _all_hold(group: Mapping[str, Any]) -> bool:
    """Among fewer than two conditions `any`, `any-short` and `all` mean the same."""
    few = len(group["conditions"]) <= 1
    return group["logicType"] == "all" or (few and group["logicType"] in _ALIKE)


def _group(usual: str, logic: str, conditions: Sequence[Document]) -> Document:
    same = len(conditions) <= 1 and logic in _ALIKE
    kept = [
        {
            "type": condition["type"],
            "comparison": canonical_comparison(condition["type"], condition["comparison"]),
            "conditionResult": plain_numbers(condition["conditionResult"]),
        }
        for condition in conditions
    ]
    # `any` looks at every condition and `any-short` stops at the first that holds: the same result.
    meant = "any-short" if logic == "any" else logic
    return {"logicType": usual if same else meant, "conditions": _in_order(kept)}


def canonical_comparison(kind: str, comparison: Any) -> Any:
    """Return a comparison in the one way in which this project writes it."""
    value = plain_numbers(comparison)
    if kind == "seer_activity_trigger" and isinstance(value, list):
        # The older name of a stage is read as the newer (.../seer_activity_trigger_handler.py).
        stages = ("pr_ready_for_review" if s == "pr_created" else s for s in value)
        return _in_order(set(stages))
    if kind in ("issue_priority_greater_or_equal", "issue_priority_equals"):
        # Sentry reads the names that older alerts have as the numbers (.../issue_priority_*.py).
        return _PRIORITIES.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("filters"), list):
        filters = _in_order(map(_without_idle_value, value["filters"]))
        value = {key: inner for key, inner in value.items() if key != "filters"}
        value |= {"filters": filters} if filters else {}
    if kind in ("event_attribute", "tagged_event"):
        value = _without_idle_value(value)
    if kind in ("issue_category", "issue_type"):
        value = {"include": True, **value}
    if kind == "assigned_to":
        value = _with_number(value)
    return value


def _without_idle_value(match: Any) -> Any:
    """Drop the value that old alerts keep where nothing is compared, and Sentry now refuses."""
    if not isinstance(match, dict) or match.get("match") not in ("is", "ns"):
        return match
    return {key: inner for key, inner in match.items() if key != "value"}


def _with_number(value: Document) -> Document:
    """Sentry compares the ID with a number, and its page and Terraform's provider send a text."""
    identifier = value.get("targetIdentifier")
    if value.get("targetType") == "Unassigned":
        return {key: inner for key, inner in value.items() if key != "targetIdentifier"}
    if isinstance(identifier, str) and identifier.isdecimal():
        return {**value, "targetIdentifier": int(identifier)}
    return value


def canonical_action(action: Document) -> Document:
    """Return an action in the one way in which this project writes it."""
    config, kind = action["config"], action["type"]
    config = {key: plain_numbers(value) for key, value in config.items() if value is not None}
    to_owners = kind == "email" and config.get("targetType") == "issue_owners"
    identifier = None if to_owners else config.get("targetIdentifier")
    integration = action.get("integrationId")
    return {
        "type": kind,
        "integrationId": None if integration is None else str(integration),
        "data": _data(kind, action["data"], config.get("targetType"), integration),
        "config": {
            **config,
            "targetIdentifier": None if identifier in (None, "") else str(identifier),
            "targetDisplay": _display(kind, config.get("targetDisplay")),
        },
        "status": action.get("status", "active"),
    }


def _display(kind: str, name: Any) -> Any:
    """Sentry keeps a Slack channel with its `#` or `@`, and writes no name as an empty one."""
    if kind in ("slack", "discord") and isinstance(name, str) and name and name[0] not in "#@":
        return f"#{name}"
    return name or None


def _data(kind: str, data: Document, target: Any, integration: Any) -> Document:
    """Drop what is empty and what means nothing, and write lists of tags alike.

    Sentry hands back a fallthroughType for people and teams too, where it means nothing
    (getsentry/sentry#118404), and takes active members where it is missing (`getsentry/sentry:
    src/sentry/mail/actions.py`).
    """
    if kind == "email":
        owners = {"fallthroughType": data.get("fallthroughType") or "ActiveMembers"}
        return data | owners if target == "issue_owners" else {}
    kept = plain_numbers(data)
    if isinstance(kept.get("tags"), str):
        kept["tags"] = ",".join(tag.strip() for tag in kept["tags"].split(",") if tag.strip())
    if isinstance(kept.get("settings"), list):
        kept["settings"] = [_setting(setting) for setting in kept["settings"]]
    if isinstance(kept.get("additionalFields"), dict):
        fields = _without_empty(kept["additionalFields"])
        if kind in _GITHUB:
            fields["integration"] = str(fields.get("integration", integration))
        elif "integration" in fields and str(fields["integration"]) == str(integration):
            del fields["integration"]
        kept["additionalFields"] = fields
    return {key: value for key, value in kept.items() if value not in (None, "", [])}


def _setting(setting: Any) -> Any:
    """Sentry writes a value that is no text as JSON (`.../sentry_apps/.../alert_rule_action*`)."""
    kept = _without_empty(setting)
    if isinstance(kept, dict) and not isinstance(kept.get("value"), str | None):
        kept["value"] = json.dumps(kept["value"], separators=(",", ":"))
    return kept


def _without_empty(fields: Any) -> Any:
    if not isinstance(fields, dict):
        return fields
    return {k: v for k, v in fields.items() if k == "value" or v not in (None, "", [])}


def plain_numbers(value: Any) -> Any:
    """Undo the engine's and the server's habit of handing 60 back as 60.0."""
    if isinstance(value, dict):
        return {key: plain_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_numbers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def sorted_json(value: Any) -> str:
    """Return a value as JSON text, the same for equal values."""
    return _SORTED.encode(value)
