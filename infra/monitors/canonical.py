"""The document of a live monitor ("detector") made comparable.

It knows no model of the stack config: a document is compared as it is, whatever made it.
Shapes and what the server changes: `getsentry/sentry: src/sentry/workflow_engine/endpoints/
validators/base/detector.py`, `src/sentry/monitors/validators.py`, `src/sentry/uptime/endpoints/
validators.py` and `src/sentry/incidents/metric_issue_detector.py`, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.monitors.assertion_ops import canonical_assertion
from infra.rules.canonical import Document, plain_numbers, sorted_json

TYPES = {
    "cron": "monitor_check_in_failure",
    "uptime": "uptime_domain_failure",
    "metric": "metric_issue",
}
"""A stack file's word for a type of monitor, to Sentry's."""
CONFIG_FROM = "configFrom"
"""A document's mark that check-ins say the job's schedule; it is not sent."""

CRON_DEFAULTS: dict[str, Any] = {
    "checkin_margin": 1,
    "max_runtime": 30,
    "failure_issue_threshold": 1,
    "recovery_threshold": 1,
    "timezone": "UTC",
}
"""What null, or nothing, means in the config of a cron monitor; minutes and check-ins."""
UPTIME_DEFAULTS: dict[str, Any] = {"recoveryThreshold": 1, "downtimeThreshold": 3}
ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
}
"""The words for a crontab that Sentry knows, which it stores as the crontab."""

_SCHEDULE_TYPES = {1: "crontab", 2: "interval"}
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
    sources = list(_sources(live, declared))
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


def plain_crontab(text: str) -> str:
    """Return a crontab as Sentry stores it: one blank between fields, a word as its crontab."""
    fields = " ".join(text.split())
    return ALIASES.get(fields, fields)


class _Source:
    """A data source as Sentry replies it or is sent it, and what the entry says of it."""

    def __init__(
        self, values: Mapping[str, Any], declared: Document | None, replied: bool = False
    ) -> None:
        self.values = {_camel(key): value for key, value in values.items()}
        self.declared = declared or {}
        self.alone = declared is None
        self.replied = replied

    def text(self, key: str) -> Any:
        """Return a text without blanks around it, which Sentry drops; what is no text as it is."""
        value = self.values.get(key)
        return value.strip() if isinstance(value, str) else value

    def further(self, *known: str) -> Document:
        """Return the fields that no key but `raw` says; of those that Sentry hides, the entry's."""
        keys = self.values if self.alone and not self.replied else self.declared
        return {
            key: plain_numbers(self.values.get(key, self.declared.get(key)))
            for key in keys
            if key not in known
        }


def _sources(live: Mapping[str, Any], declared: Document | None) -> Iterator[_Source]:
    meant = (declared or {}).get("dataSources", [])
    for index, source in enumerate(live.get("dataSources") or ()):
        said = None if declared is None else meant[index] if index < len(meant) else {}
        if "queryObj" not in source:
            yield _Source(source, said)
        elif source["queryObj"] is not None:
            query = source["queryObj"].get("snubaQuery", source["queryObj"])
            yield _Source(query, said, replied=True)


def _cron(live: Mapping[str, Any], sources: list[_Source], _: Document) -> Document:
    return {"dataSources": [_cron_source(live, source) for source in sources]}


def _cron_source(live: Mapping[str, Any], source: _Source) -> Document:
    slug = source.values.get("slug")
    further = source.further("name", "slug", "config")
    if "owner" in further:
        further["owner"] = _owner(further["owner"])
    return {
        "name": (source.text("name") or live["name"]).strip(),
        "config": _cron_config(source.values.get("config") or {}),
        **({"slug": slug} if slug and (source.alone or "slug" in source.declared) else {}),
        **further,
    }


def _cron_config(config: Mapping[str, Any]) -> Document:
    given = {_snake(key): plain_numbers(value) for key, value in config.items()}
    schedule = given.get("schedule")
    kind = _SCHEDULE_TYPES.get(given.get("schedule_type", 0), given.get("schedule_type"))
    if isinstance(schedule, dict):
        kind = schedule.get("type")
        value = schedule.get("value")
        schedule = value if kind == "crontab" else [value, schedule.get("unit")]
    if isinstance(schedule, str):
        schedule = plain_crontab(schedule)
    return {
        "schedule_type": kind,
        "schedule": schedule,
        **{key: given.get(key) or usual for key, usual in CRON_DEFAULTS.items()},
    }


def _uptime(live: Mapping[str, Any], sources: list[_Source], _: Document) -> Document:
    config = {_camel(key): value for key, value in (live.get("config") or {}).items()}
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


def _uptime_source(source: _Source) -> Document:
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


def _metric(live: Mapping[str, Any], sources: list[_Source], declared: Document) -> Document:
    return {
        "dataSources": [_metric_source(source) for source in sources],
        "config": _metric_config(live.get("config") or {}, sources, declared),
        "conditionGroup": _group(live.get("conditionGroup")),
    }


def _metric_source(source: _Source) -> Document:
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
    config: Mapping[str, Any], sources: list[_Source], declared: Document
) -> Document:
    given = {_camel(key): plain_numbers(value) for key, value in config.items()}
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


def _other(live: Mapping[str, Any], sources: list[_Source], _: Document) -> Document:
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


def _camel(key: str) -> str:
    first, *more = key.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in more)


def _snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", key)
