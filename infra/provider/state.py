"""What the state keeps of an alert rule: the document that Sentry is sent, and whose it is.

The names of these properties are written into every stack's state and shown in previews.
"""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from pulumi.dynamic.dynamic import PROVIDER_KEY

from infra.rules.canonical import Document, canonical, linked_monitors, sorted_json
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

DIGEST = "digest"
"""What the outputs have of a rule's document, beside the `monitors` that it is linked to, and
`owned` where it has an owner."""

_OUTPUTS = ("organization", "project", "name", "recipients", *KEPT)
"""What the outputs have as the inputs do: a read and a delete are given the outputs alone."""

_COMPARED = ("organization", "project", DIGEST, "recipients", "key", "on_remove")

ALERT = "alert"
"""The one property of a rule: all others as JSON text, which previews take apart to show them."""


MONITOR_IDS = "monitor_ids"
"""The IDs of the stack's monitors that a rule names, by their keys: a property of its own in what
the program hands over, for which the engine waits. In a preview those to be made have none yet."""


def pack(props: Properties) -> dict[str, str]:
    """Return a rule's properties as the engine is given them (docs/decisions/0017)."""
    text = props.get("payload")
    said = props | {"payload": json.loads(text)} if text else props
    return {ALERT: json.dumps(said, ensure_ascii=False, separators=(",", ":"))}


def unpack(kept: Properties) -> Properties:
    """Return the properties that `pack` was given; none where the state has nothing yet."""
    if ALERT not in kept:
        # The stack was last updated when each of them was a property of its own.
        computed = (PROVIDER_KEY, "url", "status")
        return {key: value for key, value in kept.items() if key not in computed}
    props: Properties = json.loads(kept[ALERT])
    if isinstance(props.get("payload"), dict):  # in an older state it is text
        props["payload"] = sorted_json(props["payload"])
    if MONITOR_IDS in kept:
        given = kept[MONITOR_IDS].items()
        props[MONITOR_IDS] = {key: id_ for key, id_ in given if isinstance(id_, str)}
    return props


def inputs_of(document: Document, names: Names, organization: str, project: str) -> Properties:
    """Return the properties that say what a canonical document says.

    Args:
        document: of a declared or a live alert.
        names: `user 222` or `team 7` to the address or slug behind it.
        organization: slug of the Sentry organization.
        project: slug of the project, or words for another link.
    """
    return {
        "organization": organization,
        "project": project,
        "name": document["name"],
        "payload": sorted_json(document),
        "recipients": names,
    }


def outputs_of(props: Properties) -> Properties:
    """Return what the outputs keep of a rule; the document is in the inputs and nowhere else.

    Args:
        props: a rule's inputs, or its outputs in the shape of this or of an older release.
    """
    if DIGEST in props:
        return props
    kept = {key: props[key] for key in _OUTPUTS if key in props}
    return kept | _digest_of(props.get("payload", "{}"))


@functools.cache
def _digest_of(payload: str) -> Properties:
    """Return what the outputs have in place of a document: a rule's is compared several times."""
    document = payload_of({"payload": payload})
    digest = hashlib.blake2b(sorted_json(document).encode(), digest_size=12).hexdigest()
    owned = {"owned": True} if "owner" in document else {}
    return {"monitors": linked_monitors(document), **owned, DIGEST: digest}


def words_of(props: Properties) -> dict[str, Any]:
    """Return the table's words for the document in a rule's inputs, by their names there."""
    return named_words(summary_of(props))


def named_words(summary: Summary) -> dict[str, Any]:
    """Return the table's words by their names in a rule's properties; no owner where none is."""
    return {key: word for key, word in summary._asdict().items() if key != "owner" or word}


def summary_of(props: Properties) -> Summary:
    """Return the table's words for the document in a rule's inputs."""
    return _summary(props["payload"], frozenset(props["recipients"].items()))


@functools.cache
def _summary(payload: str, names: frozenset[tuple[str, str]]) -> Summary:
    # It loads every kind of rule, for which a provider process that changes nothing has no use.
    from infra.rules.summary import summarise  # noqa: PLC0415

    return summarise(payload_of({"payload": payload}), dict(names))


def payload_of(props: Properties) -> Document:
    """Return the document in a rule's inputs; an empty one where there are none yet.

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
    """Return what differs between live and declared; what the server adds does not count.

    Args:
        olds: a rule's inputs or outputs.
        news: its inputs.
    """
    before, after = outputs_of(olds), outputs_of(news)
    changed = [key for key in _COMPARED if before.get(key) != after.get(key)]
    return ["payload" if key == DIGEST else key for key in changed]
