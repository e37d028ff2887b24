"""What the state keeps of an alert rule: the table's words, and the document that says them. Pure.

The names of these properties are written into every stack's state and shown in every preview.
"""

from __future__ import annotations

import json
from typing import Any

from infra.documents import Document
from infra.words import summarise

Properties = dict[str, Any]

WORDS = ("name", "filter", "condition", "action", "frequency", "environment", "enabled", "owner")
"""The fields of an alert, as a preview names them when they differ."""

KEPT = ("key", "on_remove", "adopts")
"""What only the state knows of a live alert."""

PROBLEM = "problem"
"""Why a rule cannot be planned, in the inputs of a preview; it reaches no state."""

_MANAGED = ("organization", "project", *WORDS, "payload", "key", "on_remove")


def inputs_of(
    document: Document, names: dict[str, str], organization: str, project: str
) -> Properties:
    """Return the properties that say what a canonical document says.

    Args:
        document: of a declared or a live alert.
        names: `user 222` or `team 7` to the address or slug that it stands for.
        organization: slug of the Sentry organization.
        project: slug of the project, or words for another link.
    """
    words = summarise(document, names)._asdict()
    return {
        "organization": organization,
        "project": project,
        **{key: word for key, word in words.items() if key != "owner" or word},
        "payload": json.dumps(document, ensure_ascii=False, sort_keys=True),
        "recipients": names,
    }


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
