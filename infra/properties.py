"""What the state keeps of an alert rule: the table's words, and the document that says them. Pure.

The names of these properties are written into every stack's state and shown in previews.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY

from infra.documents import Document
from infra.kinds import Names
from infra.rules import AlertRule
from infra.words import summarise

Properties = dict[str, Any]

WORDS = ("name", "filter", "condition", "action", "frequency", "environment", "enabled", "owner")
"""The fields of an alert, as a preview names them when they differ."""

KEPT = ("key", "on_remove", "adopts")
"""What only the state knows of a live alert."""

PROBLEM = "problem"
"""Why a rule cannot be planned, in the inputs of a preview; it reaches no state."""

_MANAGED = ("organization", "project", *WORDS, "payload", "key", "on_remove")


ALERT = "alert"
"""The one property of a rule: all others as JSON text, which previews take apart to show them."""


def packed(props: Properties) -> dict[str, str]:
    """Return a rule's properties as the engine is given them (docs/decisions/0017)."""
    return {ALERT: json.dumps(props, ensure_ascii=False)}


def unpacked(kept: Properties) -> Properties:
    """Return the properties that `packed` was given; none where the state has nothing yet."""
    if ALERT in kept:
        return dict(json.loads(kept[ALERT]))
    # The stack was last updated when each of them was a property of its own.
    return {key: value for key, value in kept.items() if key not in (PROVIDER_KEY, "url", "status")}


def handed_over(rule: AlertRule, organization: str, project: str) -> dict[str, str]:
    """Return what the program gives the engine of a rule, and `check` makes the properties of."""
    said_elsewhere = {"created", "issue", "runbook", "protect", "project"}
    document = rule.model_dump_json(by_alias=True, exclude=said_elsewhere, exclude_none=True)
    return packed({"organization": organization, "project": project, "rule": document})


def inputs_of(document: Document, names: Names, organization: str, project: str) -> Properties:
    """Return the properties that say what a canonical document says.

    Args:
        document: of a declared or a live alert.
        names: `user 222` or `team 7` to the address or slug that it stands for.
        organization: slug of the Sentry organization.
        project: slug of the project, or words for another link.
    """
    payload = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return {
        "organization": organization,
        "project": project,
        **_words(payload, frozenset(names.items())),
        "payload": payload,
        "recipients": names,
    }


# A preview wants them twice of a rule that has not changed: as it is live, and as it is declared.
@functools.cache
def _words(payload: str, names: frozenset[tuple[str, str]]) -> dict[str, Any]:
    words = summarise(json.loads(payload), dict(names))._asdict()
    return {key: word for key, word in words.items() if key != "owner" or word}


def payload_of(props: Properties) -> Document:
    """Return the document in a rule's properties; an empty one where there are none yet."""
    document: Document = json.loads(props.get("payload", "{}"))
    return document


def linked_monitors(document: Document) -> list[int]:
    """Return the monitors that a document links its alert to."""
    return list(document.get("detectorIds", []))


def changed_fields(olds: Properties, news: Properties) -> list[str]:
    """Return what differs between live and declared; what the server adds is not looked at."""
    return [key for key in _MANAGED if olds.get(key) != news.get(key)]


def change_in_words(olds: Properties, news: Properties) -> str:
    """Return which fields change from what to what; nothing where none does."""
    changed = changed_fields(olds, news)
    told = [
        f"{key} {_said(olds.get(key))} -> {_said(news.get(key))}"
        for key in changed
        if key != "payload"
    ]
    # What the words do not tell apart stands in the document.
    return "; ".join(told) or (f"{changed[0]}, see pulumi preview --diff" if changed else "")


def _said(value: Any) -> str:
    return repr(value) if isinstance(value, str) else json.dumps(value)
