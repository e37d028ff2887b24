"""The entry that a stack file needs for a monitor that is live already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from pydantic.alias_generators import to_camel

from infra.monitors.canonical import CONFIG_FROM, TYPES, UPTIME_DEFAULTS
from infra.monitors.hidden_texts import without_hidden
from infra.monitors.lengths import MINUTE, SECOND, in_words
from infra.monitors.measures import BOUNDS, DIRECTIONS, ERROR_TYPES, HIGH, MEDIUM, OK, read_measure
from infra.monitors.monitor import Monitor
from infra.monitors.read_assertion import read_expectation
from infra.monitors.schedules import CRON_DEFAULTS
from infra.monitors.to_document import to_document
from infra.rules.canonical import Document, sorted_json
from infra.rules.recipients import Names, ids_of
from infra.rules.scalars import derived_key
from infra.rules.to_entry import free_key, is_owner

_ORDER = (
    *("key", "name", "monitor", "project", "cron", "uptime", "metric", "raw", "environment"),
    *("owner", "description", "enabled"),
)
_CRON = {
    "checkin_margin": "grace",
    "max_runtime": "maxRuntime",
    "failure_issue_threshold": "failAfter",
    "recovery_threshold": "recoverAfter",
    "timezone": "timezone",
}
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def to_entry(
    document: Document, names: Names, taken: Collection[str] = (), **also: Any
) -> dict[str, Any]:
    """Return the entry that declares a live monitor just as it is.

    What no key says is `raw`. A text that may not be shown is a path in the vault that the person
    must change (`infra.monitors.hidden_texts`). An owner whom `names` does not have is left out,
    and so stays as it is in Sentry.

    Args:
        document: canonical, and concealed.
        names: what the ID of its owner stands for.
        taken: the keys that other monitors of the stack have.
        also: further keys of the entry, such as `monitor` and `project`.
    """
    shown = without_hidden(document)
    common = {**_common(shown, names, taken), **also}
    entry = next(
        (entry for entry in _in_words(shown, common) if _declares(entry, shown, names)),
        {**common, "raw": _raw(shown)},
    )
    return {key: entry[key] for key in _ORDER if key in entry}


def _common(document: Document, names: Names, taken: Collection[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": free_key(derived_key(document["name"]) or "monitor", taken),
        "name": document["name"],
    }
    owner = document.get("owner")
    if owner and is_owner(owner, names):
        kind, _, identifier = owner.partition(":")
        said["owner"] = {kind: names[f"{kind} {identifier}"]}
    if document.get("description"):
        said["description"] = document["description"]
    if not document["enabled"]:
        said["enabled"] = False
    return said


def _in_words(document: Document, common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entry in words, if the monitor's type has some."""
    for kind, read in _READERS.items():
        if document["type"] == TYPES[kind] and len(document["dataSources"]) == 1:
            try:
                said, environment = read(document)
            except _UNREADABLE:
                continue
            where = {"environment": environment} if environment else {}
            yield {**common, **where, kind: said}


def _declares(entry: dict[str, Any], document: Document, names: Names) -> bool:
    """Tell whether an entry declares a document, but for what it leaves as it is in Sentry."""
    try:
        monitor = Monitor.model_validate(entry)
        declared = to_document(monitor, ids_of(monitor.recipients, names))
    except _UNREADABLE:
        return False
    left = {"owner", "description"} - declared.keys()
    kept = {key: value for key, value in document.items() if key not in left}
    return sorted_json(declared) == sorted_json(kept)


def _raw(document: Document) -> Document:
    said = {"type": document["type"], "dataSources": document["dataSources"]}
    if document["config"]:
        said["config"] = document["config"]
    if "conditionGroup" in document:
        said["conditionGroup"] = document["conditionGroup"]
    return said


def _cron(document: Document) -> tuple[Document, None]:
    (source,) = document["dataSources"]
    config = source["config"]
    schedule = config["schedule"]
    said: Document = {}
    if config["schedule_type"] == "interval":
        number, unit = schedule
        said["every"] = f"{number} {unit}" + ("s" if number > 1 else "")
    else:
        said["schedule"] = schedule
    for key, word in _CRON.items():
        value = config[key]
        if value != CRON_DEFAULTS[key]:
            minutes = key in ("checkin_margin", "max_runtime")
            said[word] = in_words(value * MINUTE) if minutes else value
    if source["name"] != document["name"]:
        said["name"] = source["name"]
    if "slug" in source:
        said["slug"] = source["slug"]
    if CONFIG_FROM in document:
        said["configFrom"] = document[CONFIG_FROM]
    return said, None


def _uptime(document: Document) -> tuple[Document, Any]:
    (source,) = document["dataSources"]
    config = document["config"]
    said: Document = {
        "url": source["url"],
        "every": in_words(source["intervalSeconds"] * SECOND),
        "timeout": in_words(source["timeoutMs"]),
        "method": source["method"],
        "headers": _headers(source["headers"]),
        "body": source["body"],
        "expect": read_expectation(source["assertion"]) if source["assertion"] else None,
        "downAfter": config["downtimeThreshold"],
        "upAfter": config["recoveryThreshold"],
        "traceSampling": source["traceSampling"],
    }
    usual = {
        "every": "1 min",
        "timeout": "5 s",
        "method": "GET",
        "headers": {},
        "downAfter": UPTIME_DEFAULTS["downtimeThreshold"],
        "upAfter": UPTIME_DEFAULTS["recoveryThreshold"],
        "traceSampling": False,
    }
    return _without(said, usual), config["environment"]


def _headers(headers: list[Any]) -> Document:
    said: dict[str, list[Any]] = {}
    for name, value in headers:
        said.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _metric(document: Document) -> tuple[Document, Any]:
    (source,) = document["dataSources"]
    measured = read_measure(source)
    if measured is None:
        raise LookupError(source["aggregate"])
    key, value = measured
    only = source["dataset"] == "events" and source["eventTypes"] != sorted(ERROR_TYPES)
    said: Document = {
        to_camel(key): value,
        "eventTypes": source["eventTypes"] if only else None,
        "query": source["query"],
        "within": in_words(source["timeWindow"] * SECOND),
        "extrapolationMode": source.get("extrapolationMode"),
        **_bounds(document),
    }
    return _without(said, {"query": ""}), source["environment"]


def _bounds(document: Document) -> Document:
    conditions = document["conditionGroup"]["conditions"]
    by_result = {each["conditionResult"]: each for each in conditions}
    compared = by_result[HIGH]["comparison"]
    if document["config"]["detectionType"] == "dynamic":
        direction = DIRECTIONS[compared["thresholdType"]]
        said = {"sensitivity": compared["sensitivity"], "direction": direction}
        return {"dynamic": _without(said, {"sensitivity": "medium", "direction": "both"})}
    medium = by_result.get(MEDIUM, {}).get("comparison")
    resolve = by_result[OK]["comparison"]
    delta = document["config"].get("comparisonDelta")
    return {
        "percentOfPrevious": in_words(delta * SECOND) if delta else None,
        "direction": "below" if by_result[HIGH]["type"] == BOUNDS["below"][0] else None,
        "high": compared,
        "medium": medium,
        "resolve": None if resolve == (compared if medium is None else medium) else resolve,
    }


def _without(said: Document, usual: Document) -> Document:
    """Leave out what is nothing, and what is so without being said."""
    return {k: v for k, v in said.items() if v is not None and (k not in usual or usual[k] != v)}


_READERS: dict[str, Callable[[Document], tuple[Document, Any]]] = {
    "cron": _cron,
    "uptime": _uptime,
    "metric": _metric,
}
