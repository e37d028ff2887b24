"""The config of a cron monitor made comparable; it needs no model.

What the server changes: `getsentry/sentry: src/sentry/monitors/validators.py`, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from infra.rules.canonical import Document, plain_numbers

CRON_DEFAULTS: dict[str, Any] = {
    "checkin_margin": 1,
    "max_runtime": 30,
    "failure_issue_threshold": 1,
    "recovery_threshold": 1,
    "timezone": "UTC",
}
"""What null, or nothing, means in the config of a cron monitor; minutes and check-ins."""
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


def plain_crontab(text: str) -> str:
    """Return a crontab as Sentry stores it: one blank between fields, a word as its crontab."""
    fields = " ".join(text.split())
    return ALIASES.get(fields, fields)


def canonical_config(config: Mapping[str, Any]) -> Document:
    """Return the config of a cron monitor with every key, in the one way that this project has."""
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


def _snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", key)
