"""The rule that would declare a Sentry alert document."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from infra.rules.actions import read_action
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical, sorted_json
from infra.rules.conditions import read_condition
from infra.rules.filters import read_filter
from infra.rules.problems import problems
from infra.rules.recipients import Names, ids_of
from infra.rules.summary import action_words, raw_words
from infra.rules.to_document import LOGIC, to_document

_MATCH = {logic: match for match, logic in LOGIC.items()} | {"any": "any"}


class NotExpressibleError(ValueError):
    """A live alert says something that no entry of the stack config can say."""


def from_document(document: Document, names: Names) -> AlertRule:
    """Return the entry that would declare `document`: the inverse of `to_document`.

    Raises:
        NotExpressibleError: the alert says something that an entry cannot say.
    """
    try:
        rule = AlertRule.model_validate(_declaration(document, names), by_name=True)
        again = to_document(rule, document["detectorIds"], ids_of(rule.recipients, names))
        owned = "owner" in document
        if canonical(again, owned) == canonical(document, owned):
            return rule
    except (ValueError, LookupError):
        pass
    raise NotExpressibleError(sorted_json(document))


def inexpressible(document: Document, names: Names) -> list[str]:
    """Return each part of a canonical document that no entry can say, in words."""
    triggers, groups = document["triggers"], document["actionFilters"]
    found = [
        f"condition: {raw_words(condition)}"
        for condition in triggers["conditions"]
        if read_condition(condition, names) is None
    ]
    for group in groups:
        unread = [c for c in group["conditions"] if read_filter(c, names) is None]
        found += [f"filter: {raw_words(condition)}" for condition in unread]
        unsent = [a for a in group["actions"] if read_action(a, names) is None]
        found += [f"action: {action_words(action, names)}" for action in unsent]
    if not groups or not all(group["actions"] for group in groups):
        found.append("action: none, so that nobody hears")
    if set(document["config"]) != {"frequency"}:
        found.append(f"frequency: {sorted_json(document['config'])}")
    return found or [_refusal(document, names)]


def _refusal(document: Document, names: Names) -> str:
    """Say why parts, each of which an entry can say, are no rule together."""
    try:
        declaration = _declaration(document, names)
        AlertRule.model_validate(declaration, by_name=True)
    except ValidationError as error:
        return "; ".join(str(p).removeprefix(": ") for p in problems(error, {}, AlertRule))
    except (ValueError, LookupError) as error:
        return f"{type(error).__name__} {error}: {sorted_json(document)}"
    return sorted_json(document)


def _declaration(document: Document, names: Names) -> dict[str, Any]:
    triggers, groups = document["triggers"], document["actionFilters"]
    first, *also = [_declared_group(group, names) for group in groups]
    conditions: list[Any] = [read_condition(c, names) for c in triggers["conditions"]]
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
        "filter": [read_filter(condition, names) for condition in group["conditions"]],
        "filter_match": _MATCH[group["logicType"]],
        "matches_everything": not group["conditions"],
        "action": [read_action(action, names) for action in group["actions"]],
    }
