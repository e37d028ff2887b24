"""What is written in a document in place of Sentry's IDs until they are known, and filling them in.

The provider process fills IDs in, so this module knows no model of a rule (docs/decisions/0018).
"""

from __future__ import annotations

from typing import Any

from infra.rules.recipients import Ids, Recipient

_MARK = "\0"


def slot(recipient: Recipient) -> str:
    """Return the mark of a recipient's ID; no line of a stack file can contain one."""
    return _MARK.join(("", *recipient, ""))


def fill_ids(part: Any, ids: Ids) -> Any:
    """Return a document, or a part of one, with an ID in place of each recipient's slot."""
    if isinstance(part, dict):
        return {key: fill_ids(value, ids) for key, value in part.items()}
    if isinstance(part, list):
        return [fill_ids(value, ids) for value in part]
    if isinstance(part, str) and _MARK in part:
        for recipient, id_ in ids.items():
            part = part.replace(slot(recipient), id_)
    return part


def id_in_words(recipient: Recipient) -> str:
    """Return what a person is shown in place of an ID that Sentry was not asked for."""
    return f"<ID of {recipient.kind} {recipient.label}>"
