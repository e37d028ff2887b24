"""A Sentry alert document in words, and as the entry that would declare it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from infra.documents import MATCHES, Document, canonical, to_document
from infra.rules import AlertRule, Recipient

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
    filters = [_filter(c) for group in groups for c in group["conditions"]]
    said = {
        "name": document["name"],
        "filter": filters,
        "matches_everything": not filters,
        "condition": next(map(_counted, triggers["conditions"]), None),
        "action": [_declared_action(a, names) for group in groups for a in group["actions"]],
        "frequency": f"{document['config'].get('frequency')} min",
        "enabled": document["enabled"],
        "environment": document["environment"],
    }
    try:
        given = {key: value for key, value in said.items() if value is not None}
        rule = AlertRule.model_validate(given, by_name=True)
        people = {Recipient(k, name): i for k, i, name in _identified(names)}
        if canonical(to_document(rule, document["detectorIds"], people)) == canonical(document):
            return rule
    except (ValidationError, KeyError):
        pass
    raise NotExpressibleError(_text(document))


def _identified(names: Mapping[str, str]) -> Iterator[tuple[Literal["user", "team"], str, str]]:
    for key, name in names.items():
        kind, _, identifier = key.partition(" ")
        yield "team" if kind == "team" else "user", identifier, name


def _comparison(condition: Document, kind: str) -> dict[str, Any]:
    """Return what a condition of that kind compares; nothing for another, or an inverted one."""
    comparison = condition["comparison"]
    meant = condition["type"] == kind and condition["conditionResult"] is True
    return comparison if meant and isinstance(comparison, dict) else {}


def _filter(condition: Document) -> dict[str, Any] | None:
    comparison = _comparison(condition, "event_attribute")
    how = {sign: key for key, sign in MATCHES.items()}.get(str(comparison.get("match")))
    text = comparison.get("value")
    if comparison.get("attribute") != "message" or not how or not isinstance(text, str):
        return None
    return {"message": {how: text}}


def _counted(condition: Document) -> dict[str, Any] | None:
    comparison = _comparison(condition, "event_frequency_count")
    value = comparison.get("value")
    if not isinstance(value, int) or comparison.keys() != {"value", "interval"}:
        return None
    return {"at_least": value + 1, "within": comparison["interval"]}


def _declared_action(action: Document, names: Mapping[str, str]) -> dict[str, Any] | None:
    target, identifier = action["config"].get("targetType"), action["config"]["targetIdentifier"]
    if action["type"] != "email" or action["status"] != "active":
        return None
    if target == "issue_owners":
        otherwise = action["data"].get("fallthroughType")
        return {"email_issue_owners": otherwise} if otherwise else None
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
            words.append(_raw(condition))
    return _joined(words, group["logicType"]) or "everything"


def _trigger_words(triggers: Document) -> str:
    words = []
    for condition in triggers["conditions"]:
        count = _counted(condition)
        if count:
            plural = "" if count["at_least"] == 1 else "s"
            words.append(f">= {count['at_least']} event{plural} in {count['within']}")
        else:
            words.append(_raw(condition))
    return _joined(words, triggers["logicType"]) or "every event"


def _actions_words(group: Document, names: Mapping[str, str]) -> str:
    words = []
    for action in group["actions"]:
        config = action["config"]
        match _declared_action(action, names):
            case {"email": address}:
                words.append(f"email {address}")
            case {"email_team": slug}:
                words.append(f"email team {slug}")
            case {"email_issue_owners": otherwise}:
                words.append(f"email issue owners, else {otherwise}")
            case _:
                status = "" if action["status"] == "active" else f" ({action['status']})"
                target = f"{config.get('targetType')} {config.get('targetIdentifier')}"
                words.append(f"{action['type']} {target}{status}")
    return ", ".join(words) or "nobody"


def _raw(condition: Document) -> str:
    inverted = "" if condition["conditionResult"] is True else "not "
    return f"{inverted}{condition['type']} {_text(condition['comparison'])}"


def _joined(words: list[str], logic: str) -> str:
    if logic == "none":
        return "neither " + " nor ".join(words) if words else ""
    return (" and " if logic == "all" else " or ").join(words)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
