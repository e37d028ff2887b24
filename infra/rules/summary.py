"""A Sentry alert document in words, and as the entry that would declare it. Pure."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pydantic import ValidationError

from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.conditions import condition_as_read, kind_and_value
from infra.rules.entry import problems
from infra.rules.filters import Filter
from infra.rules.kinds import as_read, said
from infra.rules.recipients import Names
from infra.rules.to_document import LOGIC, to_document

_MATCH = {logic: match for match, logic in LOGIC.items()} | {"any": "any"}


class Summary(NamedTuple):
    """A rule's row of the table, in words that are the same for a declared and a live alert."""

    name: str
    filter: str
    condition: str
    action: str
    frequency: str
    environment: str
    enabled: bool
    owner: str = ""


class NotExpressibleError(ValueError):
    """A live alert says something that no entry of the stack config can say."""


def summarise(document: Document, names: Names) -> Summary:
    """Put a canonical document in the table's words.

    Args:
        document: from `to_document` or `canonical`.
        names: `user 222` or `team 7` to the address or slug that it stands for.
    """
    groups = document["actionFilters"]
    kind, _, identifier = str(document.get("owner") or "").partition(":")
    return Summary(
        name=document["name"],
        filter="; or ".join(_filter_words(group, names) for group in groups) or "no filter",
        condition=_trigger_words(document["triggers"], names),
        action="; ".join(_actions_words(group, names) for group in groups) or "no action",
        frequency=f"{document['config'].get('frequency')} min",
        environment=document["environment"] or "all",
        enabled=document["enabled"],
        owner=f"{kind} {names.get(f'{kind} {identifier}', identifier)}" if kind else "",
    )


def from_document(document: Document, names: Names) -> AlertRule:
    """Return the entry that would declare `document`: the inverse of `to_document`.

    Raises:
        NotExpressibleError: the alert says something that an entry cannot say.
    """
    try:
        rule = AlertRule.model_validate(_declaration(document, names), by_name=True)
        by_label = {(k.rpartition(" ")[0], name): k.rpartition(" ")[2] for k, name in names.items()}
        ids = {who: by_label[who.kind, who.label] for who in rule.recipients}
        again = to_document(rule, document["detectorIds"], ids)
        owned = "owner" in document
        if canonical(again, owned) == canonical(document, owned):
            return rule
    except (ValueError, LookupError):
        pass
    raise NotExpressibleError(_text(document))


def inexpressible(document: Document, names: Names) -> list[str]:
    """Return each part of a canonical document that no entry can say, in words."""
    triggers, groups = document["triggers"], document["actionFilters"]
    found = [
        f"condition: {_raw(condition)}"
        for condition in triggers["conditions"]
        if _read_condition(condition, names) is None
    ]
    for group in groups:
        unread = [c for c in group["conditions"] if _read_filter(c, names) is None]
        found += [f"filter: {_raw(condition)}" for condition in unread]
        unsent = [a for a in group["actions"] if _read_action(a, names) is None]
        found += [f"action: {_action_words(action, names)}" for action in unsent]
    if not groups or not all(group["actions"] for group in groups):
        found.append("action: none, so that nobody hears")
    if set(document["config"]) != {"frequency"}:
        found.append(f"frequency: {_text(document['config'])}")
    return found or [_refusal(document, names)]


def _refusal(document: Document, names: Names) -> str:
    """Say why parts, each of which an entry can say, are no rule together."""
    try:
        declaration = _declaration(document, names)
        AlertRule.model_validate(declaration, by_name=True)
    except ValidationError as error:
        return "; ".join(str(p).removeprefix(": ") for p in problems(error, {}, AlertRule))
    except (ValueError, LookupError) as error:
        return f"{type(error).__name__} {error}: {_text(document)}"
    return _text(document)


def _declaration(document: Document, names: Names) -> dict[str, Any]:
    triggers, groups = document["triggers"], document["actionFilters"]
    first, *also = [_declared_group(group, names) for group in groups]
    conditions: list[Any] = [_read_condition(c, names) for c in triggers["conditions"]]
    said = {
        "name": document["name"],
        **first,
        "condition": conditions or {"every_event": True},
        "condition_match": _MATCH[triggers["logicType"]],
        "also": also,
        "frequency": f"{document['config'].get('frequency')} min",
        "enabled": document["enabled"],
        "environment": document["environment"],
    }
    if owner := document.get("owner"):
        kind, _, identifier = owner.partition(":")
        said["owner"] = {kind: names[f"{kind} {identifier}"]}
    return {key: value for key, value in said.items() if value is not None}


def _declared_group(group: Document, names: Names) -> dict[str, Any]:
    return {
        "filter": [_read_filter(condition, names) for condition in group["conditions"]],
        "filter_match": _MATCH[group["logicType"]],
        "matches_everything": not group["conditions"],
        "action": [_read_action(action, names) for action in group["actions"]],
    }


def _read_condition(condition: Document, names: Names) -> Any:
    if condition["conditionResult"] is not True:
        return None
    return condition_as_read(condition["type"], condition["comparison"], names)


def _read_filter(condition: Document, names: Names) -> Filter | None:
    if condition["conditionResult"] is not True:
        return None
    return as_read(Filter, condition["type"], condition["comparison"], names)


def _read_action(action: Document, names: Names) -> Action | None:
    return as_read(Action, action["type"], action, names)


def _filter_words(group: Document, names: Names) -> str:
    words = []
    for condition in group["conditions"]:
        entry = _read_filter(condition, names)
        words.append(said(entry) if entry else _raw(condition))
    return _joined(words, group["logicType"]) or "everything"


def _trigger_words(triggers: Document, names: Names) -> str:
    words = []
    for condition in triggers["conditions"]:
        entry = _read_condition(condition, names)
        if entry is None:
            words.append(_raw(condition))
        else:
            kind, value = kind_and_value(entry)
            words.append(kind.say(value))
    return _joined(words, triggers["logicType"]) or "every event"


def _actions_words(group: Document, names: Names) -> str:
    return ", ".join(_action_words(action, names) for action in group["actions"]) or "nobody"


def _action_words(action: Document, names: Names) -> str:
    entry = _read_action(action, names)
    if entry:
        return said(entry)
    status = "" if action["status"] == "active" else f" ({action['status']})"
    config = action["config"]
    target = f"{config.get('targetType')} {config.get('targetIdentifier')}"
    return f"{action['type']} {target}{status}"


def _raw(condition: Document) -> str:
    inverted = "" if condition["conditionResult"] is True else "not "
    return f"{inverted}{condition['type']} {_text(condition['comparison'])}"


def _joined(words: list[str], logic: str) -> str:
    if logic == "none":
        return "neither " + " nor ".join(words) if words else ""
    return (" and " if logic == "all" else " or ").join(words)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
