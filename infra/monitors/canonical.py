"""The document of a live monitor ("detector") made comparable.

It knows no model of the stack config: a document is compared as it is, whatever made it.
Shapes and what the server changes: `getsentry/sentry: src/sentry/workflow_engine/endpoints/
validators/base/detector.py`, `src/sentry/monitors/validators.py`, `src/sentry/uptime/endpoints/
validators.py` and `src/sentry/incidents/metric_issue_detector.py`, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from infra.monitors.assertion_ops import canonical_assertion
from infra.monitors.data_source import DataSource, camel_key, read_sources
from infra.monitors.schedules import canonical_config
from infra.rules.canonical import Document, plain_numbers, sorted_json

TYPES = {
    "cron": "monitor_check_in_failure",
    "uptime": "uptime_domain_failure",
    "metric": "metric_issue",
}
"""A stack file's word for a type of monitor, to Sentry's."""
KINDS = {type_: kind for kind, type_ in TYPES.items()}
CONFIG_FROM = "configFrom"
"""A document's mark that check-ins say the job's schedule; it is not sent."""

UPTIME_DEFAULTS: dict[str, Any] = {"recoveryThreshold": 1, "downtimeThreshold": 3}
_ALIKE = {"any-short": "any"}
_TAG = re.compile(r"tags\[sentry:(user|dist|release)\]")
_PLAIN_MODES = (None, "unknown")


def canonical(live: Mapping[str, Any], declared: Document | None = None) -> Document:
    """Return a live monitor in the shape of `to_document`, so that equal monitors compare equal.

    Drops what the server adds and undoes what it changes.

    Args:
        live: a monitor as Sentry replies it, or a document.
        declared: what the entry says. Owner, description, slug and fields that no key but `raw`
            says are kept only where it has them; without it all of the former are.
    """
    sources = list(read_sources(live, declared))
    document: Document = {
        "name": live["name"].strip(),
        "type": live["type"],
        "enabled": live["enabled"],
        "dataSources": [],
        "config": {},
    }
    make = {TYPES["cron"]: _cron, TYPES["uptime"]: _uptime, TYPES["metric"]: _metric}
    document |= make.get(live["type"], _other)(live, sources, declared or {})
    for key, plain in (("owner", _owner), ("description", _description)):
        if key in live and (declared is None or key in declared):
            document[key] = plain(live[key])
    mark = (live if declared is None else declared).get(CONFIG_FROM)
    return document | ({CONFIG_FROM: mark} if mark else {})


def take_check_in_config(declared: Document, live: Document) -> Document:
    """Return a declared document with the config of the live one, if check-ins say it.

    Args:
        declared: from `to_document`.
        live: canonical.
    """
    if CONFIG_FROM not in declared or not live["dataSources"]:
        return declared
    (source,) = declared["dataSources"]
    return {**declared, "dataSources": [{**source, "config": live["dataSources"][0]["config"]}]}


def _cron(live: Mapping[str, Any], sources: list[DataSource], _: Document) -> Document:
    return {"dataSources": [_cron_source(live, source) for source in sources]}


def _cron_source(live: Mapping[str, Any], source: DataSource) -> Document:
    slug = source.values.get("slug")
    further = source.further("name", "slug", "config")
    if "owner" in further:
        further["owner"] = _owner(further["owner"])
    return {
        "name": (source.text("name") or live["name"]).strip(),
        "config": canonical_config(source.values.get("config") or {}),
        **({"slug": slug} if slug and (source.alone or "slug" in source.declared) else {}),
        **further,
    }


def _uptime(live: Mapping[str, Any], sources: list[DataSource], _: Document) -> Document:
    config = {camel_key(key): value for key, value in (live.get("config") or {}).items()}
    thresholds = {key: config.get(key) or usual for key, usual in UPTIME_DEFAULTS.items()}
    return {
        "dataSources": [_uptime_source(source) for source in sources],
        # An automatic monitor has another mode, which becomes this one with the first change.
        "config": {
            "mode": 1,
            "environment": config.get("environment") or None,
            **plain_numbers(thresholds),
        },
    }


def _uptime_source(source: DataSource) -> Document:
    values = source.values
    headers = [list(header) for header in values.get("headers") or ()]
    known: Document = {
        "url": source.text("url"),
        "intervalSeconds": plain_numbers(values.get("intervalSeconds")),
        "timeoutMs": plain_numbers(values.get("timeoutMs")),
        "method": values.get("method") or "GET",
        "headers": sorted(headers, key=_by_name),
        "body": source.text("body") or None,
        "traceSampling": bool(values.get("traceSampling")),
        "assertion": canonical_assertion(values.get("assertion")),
    }
    return known | source.further(*known)


def _by_name(header: list[Any]) -> tuple[str, str]:
    """Order headers by name; those of one name keep their order, which has a meaning."""
    name = str(header[0]) if header else ""
    return name.lower(), name


def _metric(live: Mapping[str, Any], sources: list[DataSource], declared: Document) -> Document:
    return {
        "dataSources": [_metric_source(source) for source in sources],
        "config": _metric_config(live.get("config") or {}, sources, declared),
        "conditionGroup": _group(live.get("conditionGroup")),
    }


def _metric_source(source: DataSource) -> Document:
    values = source.values
    mode = values.get("extrapolationMode")
    known: Document = {
        "dataset": values.get("dataset"),
        "aggregate": _TAG.sub(r"\1", source.text("aggregate") or ""),
        "query": source.text("query") or "",
        "timeWindow": plain_numbers(values.get("timeWindow")),
        "environment": values.get("environment") or None,
        "eventTypes": sorted(set(values.get("eventTypes") or ())),
    }
    if "extrapolationMode" in source.declared or (source.alone and mode not in _PLAIN_MODES):
        known["extrapolationMode"] = mode or "unknown"
    return known | source.further(*known, "extrapolationMode", "id")


def _metric_config(
    config: Mapping[str, Any], sources: list[DataSource], declared: Document
) -> Document:
    given = {camel_key(key): plain_numbers(value) for key, value in config.items()}
    kind, delta = given.get("detectionType"), given.get("comparisonDelta")
    known: Document = {"detectionType": "percent" if kind == "static" and delta else kind}
    if delta is not None:
        known["comparisonDelta"] = delta
    sent = all(source.alone and not source.replied for source in sources)
    kept = given if sent else declared.get("config", {})
    further = {key: given[key] for key in kept if key in given and key != "comparisonDelta"}
    return further | known


def _group(group: Mapping[str, Any] | None) -> Document:
    logic = (group or {}).get("logicType") or "any"
    conditions = [
        {
            "type": condition["type"],
            "comparison": plain_numbers(condition["comparison"]),
            "conditionResult": plain_numbers(condition["conditionResult"]),
        }
        for condition in (group or {}).get("conditions") or ()
    ]
    return {
        "logicType": _ALIKE.get(logic, logic),
        "conditions": sorted(conditions, key=_by_priority, reverse=True),
    }


def _by_priority(condition: Document) -> tuple[str, str]:
    return sorted_json(condition["conditionResult"]), sorted_json(condition)


def _other(live: Mapping[str, Any], sources: list[DataSource], _: Document) -> Document:
    """Return what a monitor has of whose type this project knows nothing."""
    group = live.get("conditionGroup")
    return {
        "dataSources": [plain_numbers(source.values) for source in sources],
        "config": plain_numbers(dict(live.get("config") or {})),
        **({"conditionGroup": _group(group)} if group and group.get("conditions") else {}),
    }


def _owner(owner: Any) -> Any:
    return f"{owner['type']}:{owner['id']}" if isinstance(owner, Mapping) else owner or None


def _description(text: Any) -> Any:
    return (text or "").strip() or None
