"""A monitor's document in the words of the outputs."""

from __future__ import annotations

from typing import Any, NamedTuple

from infra.base.plural import count
from infra.base.terminal_text import escape
from infra.monitors.canonical import KINDS, TYPES
from infra.monitors.metric_words import bounds_words, metric_words
from infra.monitors.words import cron_words, reply_words, uptime_words
from infra.rules.canonical import Document, sorted_json
from infra.rules.recipients import Names


class MonitorSummary(NamedTuple):
    """A monitor's row, in words that are the same for a declared and a live monitor."""

    name: str
    kind: str
    watches: str
    fails_when: str
    recovers_when: str
    environment: str
    enabled: bool
    owner: str = ""
    description: str = ""


def summarise(document: Document, names: Names) -> MonitorSummary:
    """Put a canonical document in words.

    Args:
        document: from `to_document` or `canonical`; what is secret in it must be concealed.
        names: `user 222` or `team 7` to the address or slug behind it.
    """
    kind = KINDS.get(document["type"]) or document["type"]
    owner, _, identifier = str(document.get("owner") or "").partition(":")
    watches, fails, recovers, environment = _words(document)
    return MonitorSummary(
        name=document["name"],
        kind=escape(str(kind)),
        watches=watches,
        fails_when=fails,
        recovers_when=recovers,
        environment=escape(environment or "all"),
        enabled=document["enabled"],
        owner=f"{owner} {names.get(f'{owner} {identifier}', identifier)}" if owner else "",
        description=escape(document.get("description") or ""),
    )


def _words(document: Document) -> tuple[str, str, str, Any]:
    """Return what is watched, when it has failed, when it has recovered, and the environment."""
    if len(document["dataSources"]) != 1:
        return _other_words(document)
    (source,) = document["dataSources"]
    if document["type"] == TYPES["cron"]:
        config = source["config"]
        failures, healthy = config["failure_issue_threshold"], config["recovery_threshold"]
        return (
            cron_words(source),
            f"{_in_a_row(failures, 'check-in')} missed, late or failed",
            f"{_in_a_row(healthy, 'check-in')} healthy",
            None,
        )
    if document["type"] == TYPES["uptime"]:
        config = document["config"]
        expected = reply_words(source["assertion"])
        return (
            uptime_words(source),
            f"{_in_a_row(config['downtimeThreshold'], 'check')} without {expected}",
            f"{_in_a_row(config['recoveryThreshold'], 'check')} with {expected}",
            config["environment"],
        )
    if document["type"] == TYPES["metric"]:
        return (metric_words(source), *bounds_words(document), source["environment"])
    return _other_words(document)


def _in_a_row(number: Any, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{count(number, thing)} in a row"


def _other_words(document: Document) -> tuple[str, str, str, Any]:
    parts = (document["dataSources"], document.get("conditionGroup", {}))
    watches, fails = (escape(sorted_json(part)) for part in parts)
    return watches, fails, "", None
