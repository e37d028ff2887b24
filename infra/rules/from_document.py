"""The rule that would declare a Sentry alert document."""

from __future__ import annotations

from typing import Any

from infra.rules.actions import read_action
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.conditions import read_condition
from infra.rules.filters import read_filter
from infra.rules.raw import RawLogic
from infra.rules.recipients import Names
from infra.rules.scalars import derived_key, duration
from infra.rules.to_document import LOGIC

_MATCH = {logic: match for match, logic in LOGIC.items()} | {"any": "any"}


def from_document(document: Document, names: Names) -> AlertRule:
    """Return the entry that would declare `document`: the inverse of `to_document`.

    Args:
        document: canonical.
        names: what the IDs in it stand for; a part with an ID that is not among them is `raw`.

    Raises:
        ValueError: the document has a value that Sentry's API has not had until 2026-11.
    """
    triggers = document["triggers"]
    first, *also = [_declared_group(group, names) for group in document["actionFilters"]]
    said = {
        "key": derived_key(document["name"]) or "alert",
        "name": document["name"],
        **first,
        "condition": [read_condition(c, names) for c in triggers["conditions"]],
        "condition_match": _match(triggers["logicType"]),
        "also": also,
        "frequency": duration(document["config"]["frequency"]),
        "enabled": document["enabled"],
        "environment": document["environment"],
    }
    if owner := document.get("owner"):
        kind, _, identifier = owner.partition(":")
        said["owner"] = {kind: names[f"{kind} {identifier}"]}
    given = {key: value for key, value in said.items() if value is not None}
    return AlertRule.model_validate(given, by_name=True)


def _declared_group(group: Document, names: Names) -> dict[str, Any]:
    return {
        "filter": [read_filter(condition, names) for condition in group["conditions"]],
        "filter_match": _match(group["logicType"]),
        "matches_everything": not group["conditions"],
        "action": [read_action(action, names) for action in group["actions"]],
        "notifies_nobody": not group["actions"],
    }


def _match(logic: str) -> str:
    return _MATCH.get(logic) or RawLogic(logic)
