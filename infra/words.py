"""A Sentry alert document in words, and as the entry that would declare it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from infra.documents import MATCHES, Document
from infra.rules import AlertRule

_MATCH_WORDS = {
    "contains": "contains",
    "equals": "equals",
    "starts_with": "starts with",
    "not_contains": "does not contain",
}


class Summary(NamedTuple):
    """A rule's row of the table, in words that are the same for a declared and a live alert."""

    name: str
    filter: str
    condition: str
    action: str
    frequency: str
    environment: str
    enabled: bool


class NotExpressibleError(ValueError):
    """A live alert says something that no entry of the stack config can say."""


def summarise(document: Document, names: Mapping[str, str]) -> Summary:
    """Put a canonical document in the table's words.

    Args:
        document: from `to_document` or `canonical`.
        names: `user 222` or `team 7` to the address or slug that it stands for.
    """
    groups = document["actionFilters"]
    return Summary(
        name=document["name"],
        filter="; or ".join(_filter_words(group) for group in groups) or "no filter",
        condition=_trigger_words(document["triggers"]),
        action="; ".join(_actions_words(group, names) for group in groups) or "no action",
        frequency=f"{document['config'].get('frequency')} min",
        environment=document["environment"] or "all",
        enabled=document["enabled"],
    )


def from_document(document: Document, names: Mapping[str, str]) -> AlertRule:
    """Return the entry that would declare `document`: the inverse of `to_document`.

    Raises:
        NotExpressibleError: the alert says something that an entry cannot say.
    """
    triggers, groups = document["triggers"], document["actionFilters"]
    counted = [_counted(condition) for condition in triggers["conditions"]]
    filters = [_filter(c) for group in groups for c in group["conditions"]]
    actions = [_declared_action(a, names) for group in groups for a in group["actions"]]
    single = len(groups) == 1 and groups[0]["logicType"] == "all" and len(counted) == 1
    if not single or None in counted or None in filters or None in actions:
        raise NotExpressibleError(_text(document))
    return AlertRule.model_validate(
        {
            "name": document["name"],
            "filter": filters,
            "matches_everything": not filters,
            "condition": counted[0],
            "action": actions,
            "frequency": f"{document['config']['frequency']} min",
            "enabled": document["enabled"],
            "environment": document["environment"],
        }
    )


def _plain(condition: Document, kind: str) -> bool:
    return bool(condition["type"] == kind and condition["conditionResult"] is True)


def _filter(condition: Document) -> dict[str, Any] | None:
    comparison = condition["comparison"]
    if not _plain(condition, "event_attribute") or comparison.get("attribute") != "message":
        return None
    how = {sign: key for key, sign in MATCHES.items()}.get(comparison.get("match"))
    return {"message": {how: comparison["value"]}} if how else None


def _counted(condition: Document) -> dict[str, Any] | None:
    comparison = condition["comparison"]
    if not _plain(condition, "event_frequency_count") or comparison.get("filters"):
        return None
    return {"at_least": comparison["value"] + 1, "within": comparison["interval"]}


def _declared_action(action: Document, names: Mapping[str, str]) -> dict[str, Any] | None:
    target, identifier = action["config"].get("targetType"), action["config"]["targetIdentifier"]
    if action["type"] != "email":
        return None
    if target == "issue_owners":
        return {"email_issue_owners": action["data"].get("fallthroughType", "NoOne")}
    name = names.get(f"{target} {identifier}")
    key = {"user": "email", "team": "email_team"}.get(str(target))
    return {key: name} if key and name else None


def _filter_words(group: Document) -> str:
    words = []
    for condition in group["conditions"]:
        entry = _filter(condition)
        if entry:
            ((how, text),) = entry["message"].items()
            words.append(f"message {_MATCH_WORDS[how]} {text}")
        else:
            words.append(f"{condition['type']} {_text(condition['comparison'])}")
    joint = {"all": " and ", "none": " nor "}.get(group["logicType"], " or ")
    return ("neither " if group["logicType"] == "none" else "") + (
        joint.join(words) or "everything"
    )


def _trigger_words(triggers: Document) -> str:
    words = []
    for condition in triggers["conditions"]:
        count = _counted(condition)
        if count:
            plural = "" if count["at_least"] == 1 else "s"
            words.append(f">= {count['at_least']} event{plural} in {count['within']}")
        else:
            words.append(f"{condition['type']} {_text(condition['comparison'])}")
    joint = {"all": " and ", "none": " nor "}.get(triggers["logicType"], " or ")
    return joint.join(words) or "every event"


def _actions_words(group: Document, names: Mapping[str, str]) -> str:
    words = []
    for action in group["actions"]:
        declared = _declared_action(action, names)
        config = action["config"]
        match declared:
            case {"email": address}:
                words.append(f"email {address}")
            case {"email_team": slug}:
                words.append(f"email team {slug}")
            case {"email_issue_owners": otherwise}:
                words.append(f"email issue owners, else {otherwise}")
            case _:
                target = f"{config.get('targetType')} {config.get('targetIdentifier')}"
                words.append(f"{action['type']} {target}")
    return ", ".join(words) or "nobody"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
