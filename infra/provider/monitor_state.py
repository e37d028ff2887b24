"""What the state keeps of a monitor: the document that Sentry was sent, without its secrets.

The names of these properties are written into every stack's state.
"""

from __future__ import annotations

import json
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY

from infra.monitors.canonical import canonical
from infra.rules.canonical import Document

Properties = dict[str, Any]

MONITOR = "monitor"
"""The one property of a monitor: all others as JSON text, as for a rule (docs/decisions/0017)."""

FACTS = ("slug", "overwritten")
"""What Sentry has decided of a cron monitor: the name that check-ins use, and whether their
configuration overwrites the monitor's. They are shown, and never compared."""

KEPT = ("organization", "project", "name", "type", "key", "on_remove", "adopts", "names")
"""What only the state knows of a live monitor."""

_MANAGED = ("organization", "project", "type", "document", "key", "on_remove")


def pack(props: Properties) -> dict[str, str]:
    """Return a monitor's properties as the engine is given them: equal ones as the same text."""
    return {MONITOR: json.dumps(props, ensure_ascii=False, sort_keys=True, separators=(",", ":"))}


def unpack(kept: Properties) -> Properties:
    """Return the properties that `pack` was given; none where the state has nothing yet."""
    rest = {key: value for key, value in kept.items() if key not in (PROVIDER_KEY, MONITOR)}
    return rest | dict(json.loads(kept.get(MONITOR, "{}")))


def document_of(props: Properties) -> Document:
    """Return the document in a monitor's properties, in today's canonical form."""
    document: Document = props.get("document", {})
    return canonical(document, document) if document else {}


def changed_fields(olds: Properties, news: Properties) -> list[str]:
    """Return what differs between live and declared; what the server adds does not count."""
    return [key for key in _MANAGED if _differs(olds, news, key)]


def _differs(olds: Properties, news: Properties, key: str) -> bool:
    if olds.get(key) == news.get(key):
        return False
    return key != "document" or document_of(olds) != document_of(news)
