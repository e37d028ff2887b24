"""What the state keeps of an alert rule: the table's words, and the document that says them.

The names of these properties are written into every stack's state and shown in previews.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from pulumi.dynamic.dynamic import PROVIDER_KEY

from infra.rules.canonical import Document, canonical, sorted_json
from infra.rules.recipients import Names

if TYPE_CHECKING:
    from infra.rules.summary import Summary

Properties = dict[str, Any]

WORDS = ("name", "filter", "condition", "action", "frequency", "environment", "enabled", "owner")
"""The fields of an alert, as a preview names them when they differ."""

LINKS = "links"
"""What an entry says of its links, beside the state's `project`, which is what the alert is linked
to in words: `place`, the entry's own words; `projects`, slugs of those whose own monitors are
meant; `monitors`, the IDs of others. Without it a rule is about its one project."""

KEPT = ("key", "on_remove", "adopts", LINKS)
"""What only the state knows of a live alert."""

CLAIM = "claim"
"""The ID of the alert that the entry names, in a rule's inputs."""

PROBLEM = "problem"
"""Why a rule cannot be planned, in the inputs of a preview: the `message` and the `next_step` of
its `RuleError`. It reaches no state."""

_MANAGED = ("organization", "project", *WORDS, "payload", "key", "on_remove")

ALERT = "alert"
"""The one property of a rule: all others as JSON text, which previews take apart to show them."""


MONITOR_IDS = "monitor_ids"
"""The IDs of the stack's monitors that a rule names, by their keys: a property of its own in what
the program hands over, for which the engine waits. In a preview those to be made have none yet."""


def pack(props: Properties) -> dict[str, str]:
    """Return a rule's properties as the engine is given them (docs/decisions/0017)."""
    return {ALERT: json.dumps(props, ensure_ascii=False)}


def unpack(kept: Properties) -> Properties:
    """Return the properties that `pack` was given; none where the state has nothing yet."""
    if MONITOR_IDS in kept:
        ids = {key: id_ for key, id_ in kept[MONITOR_IDS].items() if isinstance(id_, str)}
        return dict(json.loads(kept[ALERT])) | {MONITOR_IDS: ids}
    if ALERT in kept:
        return dict(json.loads(kept[ALERT]))
    # The stack was last updated when each of them was a property of its own.
    return {key: value for key, value in kept.items() if key not in (PROVIDER_KEY, "url", "status")}


def inputs_of(
    document: Document,
    names: Names,
    organization: str,
    project: str,
    olds: Properties | None = None,
) -> Properties:
    """Return the properties that say what a canonical document says.

    Args:
        document: of a declared or a live alert.
        names: `user 222` or `team 7` to the address or slug behind it.
        organization: slug of the Sentry organization.
        project: slug of the project, or words for another link.
        olds: what the state has; its words are kept where they are of the same document.
    """
    payload = sorted_json(document)
    said: Properties = {"payload": payload, "recipients": names}
    known = olds or {}
    same = not _differs(known, said, "payload") and known.get("recipients") == names
    words = {key: known[key] for key in WORDS if key in known} if same else words_of(said)
    return {"organization": organization, "project": project, **words, **said}


def words_of(props: Properties) -> dict[str, Any]:
    """Return the table's words for the document in a rule's properties, by their names there."""
    words = summary_of(props)._asdict()
    return {key: word for key, word in words.items() if key != "owner" or word}


def summary_of(props: Properties) -> Summary:
    """Return the table's words for the document in a rule's properties."""
    return _summary(props["payload"], frozenset(props["recipients"].items()))


@functools.cache
def _summary(payload: str, names: frozenset[tuple[str, str]]) -> Summary:
    # It loads every kind of rule, for which a provider process that changes nothing has no use.
    from infra.rules.summary import summarise  # noqa: PLC0415

    return summarise(payload_of({"payload": payload}), dict(names))


def payload_of(props: Properties) -> Document:
    """Return the document in a rule's properties; an empty one where there are none yet.

    What an older version of the program has kept is brought into today's canonical form.
    """
    document: Document = json.loads(props.get("payload", "{}"))
    return canonical(document, owned="owner" in document) if document else {}


def links_of_state(props: Properties) -> Properties:
    """Return what the entry says of its links, see `LINKS`."""
    project = props["project"]
    usual = {"place": project, "projects": [project], "monitors": []}
    links: Properties = props.get(LINKS, usual)
    return links


def changed_fields(olds: Properties, news: Properties) -> list[str]:
    """Return what differs between live and declared; what the server adds does not count."""
    return [key for key in _MANAGED if _differs(olds, news, key)]


def _differs(olds: Properties, news: Properties, key: str) -> bool:
    if olds.get(key) == news.get(key):
        return False
    return key != "payload" or payload_of(olds) != payload_of(news)
