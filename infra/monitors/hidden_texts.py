"""What an entry says in place of a text of a live monitor that must not be shown."""

from __future__ import annotations

from typing import Any

from infra.monitors.canonical import TYPES, canonical
from infra.monitors.secrets import names_a_secret, strip_user
from infra.rules.canonical import Document

PLACEHOLDER = "/WRITE/ITS/PATH"
"""A path in the vault that the person who imports a monitor must change."""


def without_hidden(document: Document) -> Document:
    """Return a document whose hidden texts are in the vault, at a path that is still to be written.

    A user in a URL, which no entry may have, becomes the header that is sent for it.
    """
    if document["type"] != TYPES["uptime"]:
        return canonical(document)
    sources = [_without_hidden(source) for source in document["dataSources"]]
    return canonical({**document, "dataSources": sources})


def has_hidden(document: Document) -> bool:
    """Tell whether a document has a text that its entry says with the placeholder."""
    return without_hidden(document) != canonical(document)


def _without_hidden(source: Document) -> Document:
    headers = [
        [header[0], _in_vault(header[1], names_a_secret(header[0]))] if _is_pair(header) else header
        for header in source["headers"]
    ]
    url = strip_user(source["url"]) if isinstance(source["url"], str) else source["url"]
    if url != source["url"] and "authorization" not in [str(*one[:1]).lower() for one in headers]:
        headers.append(["Authorization", {"vault": PLACEHOLDER}])
    return {**source, "url": url, "headers": headers, "body": _in_vault(source["body"], False)}


def _is_pair(header: list[Any]) -> bool:
    return len(header) > 1 and isinstance(header[0], str)


def _in_vault(text: Any, secret: bool) -> Any:
    if isinstance(text, dict):
        return {"vault": text.get("vault", PLACEHOLDER)}
    return {"vault": PLACEHOLDER} if secret else text
