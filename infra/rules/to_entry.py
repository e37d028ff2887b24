"""The entry that a stack file needs for an alert that is live already.

What the entry says of the alert comes from `infra.rules.from_document`; its YAML is in
`infra.config.yaml_writer`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import ValidationError

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.from_document import NotExpressibleError, from_document, inexpressible
from infra.rules.problems import problems
from infra.rules.recipients import Names
from infra.rules.scalars import derived_key

_ORDER = (
    *("key", "name", "alert", "project", "projects", "allProjects", "projectMonitor", "monitors"),
    *("filter", "filterMatch", "matchesEverything"),
    *("condition", "conditionMatch", "action", "also", "frequency", "environment", "owner"),
    *("enabled", "created"),
)
_TARGETS = {"Member": "user", "Team": "team"}
_STAND_IN = "an alert"


class CannotImportError(Exception):
    """The alert says something that no entry can say; `parts` names each."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__("; ".join(parts))
        self.parts = parts


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


def imported(
    document: Document, names: Names, taken: Collection[str], **also: Any
) -> dict[str, Any]:
    """Return the entry that declares a live alert just as it is.

    Args:
        document: canonical, with its owner where the entry is to say it.
        names: what the IDs in it stand for.
        taken: the keys that other rules of the stack have.
        also: further keys of the entry, such as its links and `created`.

    Raises:
        CannotImportError: no entry can say all of it.
    """
    # A name that no entry may have is told below, with its reason.
    try:
        rule = from_document({**document, "name": _STAND_IN}, names)
    except NotExpressibleError:
        raise CannotImportError(inexpressible({**document, "name": _STAND_IN}, names)) from None
    name = document["name"]
    entry = as_entry(rule) | {"key": _key(name, taken), "name": name} | also
    try:
        AlertRule.model_validate(entry)
    except ValidationError as error:
        told = problems(error, entry, AlertRule)
        raise CannotImportError([f"{one.path}: {one.text}" for one in told]) from None
    return {key: entry[key] for key in _ORDER if key in entry}


def as_entry(rule: AlertRule) -> dict[str, Any]:
    """Return a rule as a stack file writes it, with no key that has its default."""
    return _unlisted(
        rule.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    )


def _unlisted(group: dict[str, Any]) -> dict[str, Any]:
    """Write a list of one as that one."""
    written = dict(group)
    for key in ("filter", "condition", "action", "also"):
        parts = written.get(key, ())
        if key == "also":
            parts = [_unlisted(part) for part in parts]
        if parts:
            written[key] = parts[0] if len(parts) == 1 else parts
    return written


def _key(name: str, taken: Collection[str]) -> str:
    """Return a key that no other rule has, where the name has no letter either."""
    derived = derived_key(name) or "alert"
    count, key = 1, derived
    while key in taken:
        count += 1
        key = f"{derived}-{count}"
    return key
