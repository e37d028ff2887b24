"""The Sentry monitor ("detector") document that an entry becomes.

Shapes: Sentry's OpenAPI document of 2026-08-16 and `getsentry/sentry: src/sentry/workflow_engine`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.monitors.assertions import write_expectation
from infra.monitors.canonical import CONFIG_FROM, canonical
from infra.monitors.cron import Cron
from infra.monitors.measures import BOUNDS, DATASETS, DIRECTIONS, HIGH, MEASURES, MEDIUM, OK
from infra.monitors.metric import Dynamic, Metric
from infra.monitors.monitor import Monitor
from infra.monitors.raw import write_raw
from infra.monitors.uptime import Uptime
from infra.monitors.vault_value import VaultValue
from infra.rules.canonical import Document
from infra.rules.placeholders import id_in_words
from infra.rules.recipients import Ids, Recipient


def to_document(monitor: Monitor, ids: Ids) -> Document:
    """Return the document Sentry is sent for `monitor`, canonical.

    Owner, description and a cron monitor's slug are left out where none is declared: what they are
    in Sentry stays. A text that is in the vault is its path (`infra.monitors.secrets`).

    Args:
        monitor: what is declared.
        ids: Sentry's ID of whom the monitor names.
    """
    document: Document = {
        "name": monitor.name,
        "type": monitor.type,
        "enabled": monitor.enabled,
        **_WRITERS[monitor.kind](monitor),
    }
    if monitor.owner:
        kind, name = monitor.owner.chosen
        document["owner"] = f"{kind}:{ids[Recipient(kind, name)]}"
    if monitor.description is not None:
        document["description"] = monitor.description
    return canonical(document)


def draft(monitor: Monitor) -> Document:
    """Return the document of `monitor` before Sentry was asked anything: IDs are shown in words."""
    return to_document(monitor, {who: id_in_words(who) for who in monitor.recipients})


def _write_cron(monitor: Monitor) -> Document:
    cron: Cron = monitor.chosen[1]
    by_interval = cron.every is not None
    source: Document = {
        "name": cron.name or monitor.name,
        "config": {
            "schedule_type": "interval" if by_interval else "crontab",
            "schedule": [*cron.every] if cron.every else cron.schedule,
            "checkin_margin": cron.grace,
            "max_runtime": cron.max_runtime,
            "failure_issue_threshold": cron.fail_after,
            "recovery_threshold": cron.recover_after,
            "timezone": cron.timezone,
        },
    }
    if cron.slug:
        source["slug"] = cron.slug
    mark = {} if cron.config_from == "stackFile" else {CONFIG_FROM: cron.config_from}
    return {"dataSources": [source], **mark}


def _write_uptime(monitor: Monitor) -> Document:
    uptime: Uptime = monitor.chosen[1]
    expected = {"root": write_expectation(uptime.expect)} if uptime.expect else None
    source: Document = {
        "url": uptime.url,
        "intervalSeconds": uptime.every * 60,
        "timeoutMs": uptime.timeout,
        "method": uptime.method,
        "headers": [
            [name, _write_text(value)]
            for name, values in uptime.headers.items()
            for value in values
        ],
        "body": _write_text(uptime.body),
        "traceSampling": uptime.trace_sampling,
        "assertion": expected,
    }
    config = {
        "environment": monitor.environment,
        "downtimeThreshold": uptime.down_after,
        "recoveryThreshold": uptime.up_after,
    }
    return {"dataSources": [source], "config": config}


def _write_metric(monitor: Monitor) -> Document:
    metric: Metric = monitor.chosen[1]
    key, value = metric.chosen
    measure = MEASURES[key]
    dataset, types = DATASETS[measure.dataset or value.dataset]
    source: Document = {
        "dataset": dataset,
        "aggregate": measure.write(value),
        "query": metric.query,
        "timeWindow": metric.within * 60,
        "environment": monitor.environment,
        "eventTypes": list(metric.event_types or types),
    }
    if metric.extrapolation_mode:
        source["extrapolationMode"] = metric.extrapolation_mode
    conditions = _bounds(metric) if metric.dynamic is None else [_anomaly(metric.dynamic)]
    return {
        "dataSources": [source],
        "config": _detection(metric),
        "conditionGroup": {"logicType": "any", "conditions": conditions},
    }


def _detection(metric: Metric) -> Document:
    if metric.dynamic:
        return {"detectionType": "dynamic"}
    if metric.percent_of_previous is None:
        return {"detectionType": "static"}
    return {"detectionType": "percent", "comparisonDelta": metric.percent_of_previous * 60}


def _bounds(metric: Metric) -> list[Document]:
    """Return the conditions of a metric; resolved is what is not beyond the lowest bound."""
    beyond, within = BOUNDS[metric.direction]
    lowest = metric.high if metric.medium is None else metric.medium
    resolve = lowest if metric.resolve is None else metric.resolve
    said = [(beyond, metric.high, HIGH), (beyond, metric.medium, MEDIUM), (within, resolve, OK)]
    return [
        {"type": type_, "comparison": bound, "conditionResult": result}
        for type_, bound, result in said
        if bound is not None
    ]


def _anomaly(dynamic: Dynamic) -> Document:
    comparison = {
        "seasonality": "auto",
        "sensitivity": dynamic.sensitivity,
        "thresholdType": DIRECTIONS.index(dynamic.direction),
    }
    return {"type": "anomaly_detection", "comparison": comparison, "conditionResult": HIGH}


def _write_raw(monitor: Monitor) -> Document:
    return write_raw(monitor.chosen[1])


def _write_text(text: Any) -> Any:
    return {"vault": text.vault} if isinstance(text, VaultValue) else text


_WRITERS: dict[str, Callable[[Monitor], Document]] = {
    "cron": _write_cron,
    "uptime": _write_uptime,
    "metric": _write_metric,
    "raw": _write_raw,
}
