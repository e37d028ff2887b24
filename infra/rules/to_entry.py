"""The entry that a stack file needs for an alert that is live already.

What the entry says of the alert comes from `infra.rules.from_document`; its YAML is in
`infra.config.yaml_writer`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule, Owner
from infra.rules.canonical import Document
from infra.rules.conditions import kind_and_value
from infra.rules.from_document import from_document
from infra.rules.kinds import kind_of, kinds
from infra.rules.raw import RawAction, RawCondition
from infra.rules.recipients import Names

_ORDER = (
    *("key", "name", "alert", "project", "projects", "allProjects", "projectMonitor", "monitors"),
    *("filter", "filterMatch", "matchesEverything", "condition", "conditionMatch"),
    *("action", "notifiesNobody", "also", "frequency", "environment", "owner"),
    *("enabled", "created"),
)
_TARGETS = {"Member": "user", "Team": "team"}


def people(document: Document) -> set[tuple[str, str]]:
    """Return the users and teams that an alert names, as `user` or `team` and the ID.

    Args:
        document: canonical, with its owner.
    """
    groups = document["actionFilters"]
    found = {
        (action["config"].get("targetType"), action["config"].get("targetIdentifier"))
        for group in groups
        for action in group["actions"]
        if action["type"] == "email"
    }
    for group in (document["triggers"], *groups):
        for condition in group["conditions"]:
            compared = condition["comparison"]
            if condition["type"] == "assigned_to" and isinstance(compared, dict):
                kind = _TARGETS.get(str(compared.get("targetType")))
                found.add((kind, str(compared.get("targetIdentifier"))))
    kind, _, identifier = str(document.get("owner") or "").partition(":")
    found.add((kind, identifier))
    return {(kind, id_) for kind, id_ in found if kind in ("user", "team") and id_}


def is_owner(owner: str, names: Names) -> bool:
    """Tell whether an entry can name the owner of a document, such as `team:7`."""
    kind, _, identifier = owner.partition(":")
    try:
        Owner.model_validate({kind: names[f"{kind} {identifier}"]})
    except (KeyError, ValueError):
        return False
    return True


def raw_parts(document: Document, names: Names) -> list[str]:
    """Return a sentence about each part of a live alert that only `raw` says, with the reason.

    Args:
        document: canonical.
        names: what the IDs in it stand for.
    """
    rule = from_document({**document, "owner": None}, names)
    parts = [("condition", *kind_and_value(condition)) for condition in rule.condition]
    for group in rule.groups:
        parts += [("filter", kind_of(part), part.chosen[1]) for part in group.filter]
        parts += [("action", kind_of(part), part.chosen[1]) for part in group.action]
    return [
        f"{key}: {kind.say(value)}: written as raw, because {_reason(value, names)}"
        for key, kind, value in parts
        if isinstance(value, RawCondition | RawAction)
    ]


def _reason(raw: RawCondition | RawAction, names: Names) -> str:
    gone = [f"{kind} {id_}" for kind, id_ in _ids_in(raw) if f"{kind} {id_}" not in names]
    return f"Sentry has no {gone[0]} any more" if gone else "no other key says all of it"


def _ids_in(raw: RawCondition | RawAction) -> Iterator[tuple[str, str]]:
    """Yield whom and what a raw part names, as `user` or `slack` and the ID."""
    if isinstance(raw, RawCondition):
        if raw.type == "assigned_to" and isinstance(raw.comparison, dict):
            target = _TARGETS.get(str(raw.comparison.get("targetType")))
            if target:
                yield target, str(raw.comparison.get("targetIdentifier"))
        return
    target = str(raw.config.get("targetType"))
    if target in (*_TARGETS.values(), "sentry_app"):
        yield target, str(raw.config.get("targetIdentifier"))
    if raw.integration_id and raw.type in {kind.type for kind in kinds(Action).values()}:
        yield raw.type, str(raw.integration_id)


def entry_of_alert(
    document: Document, names: Names, taken: Collection[str], **also: Any
) -> dict[str, Any]:
    """Return the entry that declares a live alert just as it is.

    Args:
        document: canonical, with its owner where the entry is to say it.
        names: what the IDs in it stand for.
        taken: the keys that other rules of the stack have.
        also: further keys of the entry, such as its links and `created`.

    Raises:
        ValueError: the document has a value that Sentry's API has not had until 2026-11.
    """
    rule = from_document(document, names)
    entry = entry_of_rule(rule) | {"key": free_key(rule.key, taken), **also}
    return {key: entry[key] for key in _ORDER if key in entry}


def entry_of_rule(rule: AlertRule) -> dict[str, Any]:
    """Return a rule as a stack file writes it, with no key that has its default."""
    return _unwrap_single(rule.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _unwrap_single(group: dict[str, Any]) -> dict[str, Any]:
    """Write a list of one as that one."""
    written = dict(group)
    for key in ("filter", "condition", "action", "also"):
        parts = written.get(key, ())
        if key == "also":
            parts = [_unwrap_single(part) for part in parts]
        if parts:
            written[key] = parts[0] if len(parts) == 1 else parts
    return written


def free_key(wanted: str, taken: Collection[str]) -> str:
    """Return a key that no other rule has: the wanted one, or that with a number."""
    count, key = 1, wanted
    while key in taken:
        count += 1
        key = f"{wanted}-{count}"
    return key
