"""What a cron monitor's `config` may say: its schedule, margins and thresholds.

Source: `getsentry/sentry: src/sentry/monitors/validators.py` (`ConfigValidator`). The parser is
the one that Sentry uses, `cronsim`; which version Sentry has is UNVERIFIED. The names of
timezones are those of the tz database, as in OpenAPI 2026-08-16, without `Factory`.
"""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError

from tests.simulators.sentry_http import crash
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    anything,
    choice,
    empty_integer,
    integer,
    no_object,
    read_fields,
)

Item = dict[str, Any]
TYPES = ("crontab", "interval")
UNITS = ("year", "month", "week", "day", "hour", "minute")
SHORTHANDS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MAX_MARGIN = 40_320
MAX_RUNTIME = 10_080
MAX_THRESHOLD = 720
TOO_LONG = "Max runtime must be {} minutes (7 days) or less. Lower it to save this monitor."
TIMEZONES = frozenset(available_timezones() - {"Factory"})


def _minutes(most: int, **more: Any) -> Field:
    return Field(empty_integer(integer(least=1, most=most, null=True, **more)), default=None)


def _margin(value: Any) -> Any:
    """Read the margin; 0 is taken for 1, as it was allowed once."""
    checked = _minutes(MAX_MARGIN).check
    return checked(1 if str(value) == "0" else value)


FIELDS = {
    "schedule_type": Field(choice(TYPES), required=False),
    "schedule": Field(anything()),
    "checkin_margin": Field(_margin, default=None),
    "max_runtime": _minutes(MAX_RUNTIME, too_much=TOO_LONG),
    "timezone": Field(choice(TIMEZONES, blank=True), required=False),
    "failure_issue_threshold": _minutes(MAX_THRESHOLD),
    "recovery_threshold": _minutes(MAX_THRESHOLD),
}


def read_config(value: Any, stored: Item | None = None, *, partial: bool = False) -> Item:
    """Read a config; unknown keys are dropped, shorthands of schedules are expanded."""
    if not isinstance(value, dict):
        raise no_object(value)
    config = read_fields(value, FIELDS, partial=partial)
    if config.get("timezone") == "":
        del config["timezone"]
    schedule = config.get("schedule")
    if not schedule:
        return config
    kind = config.get("schedule_type", (stored or {}).get("schedule_type"))
    if isinstance(schedule, dict) and schedule.get("type"):
        kind = schedule["type"] if schedule["type"] in TYPES else None
    if kind is None:
        raise Invalid({"schedule_type": ["Missing or invalid schedule type"]})
    read = _interval if kind == "interval" else _crontab
    return {**config, "schedule": read(schedule), "schedule_type": kind}


def _interval(schedule: Any) -> list[Any]:
    if isinstance(schedule, dict):
        schedule = [schedule.get("value"), schedule.get("unit")]
    if not isinstance(schedule, list):
        raise _refused("Invalid schedule for for 'interval' type")
    if len(schedule) < 2:
        raise crash()  # INFERRED: the second item is read unguarded
    if not isinstance(schedule[0], int):
        raise _refused("Invalid schedule for schedule unit count")
    if schedule[0] <= 0:
        raise _refused("Interval must be greater than zero")
    if schedule[1] not in UNITS:
        raise _refused("Invalid schedule for schedule unit name")
    return schedule


def _crontab(schedule: Any) -> str:
    if isinstance(schedule, dict):
        schedule = schedule.get("value")
    if not isinstance(schedule, str):
        raise _refused("Invalid schedule for 'crontab' type")
    text = re.sub(r"\s+", " ", schedule).strip()
    if text.startswith("@"):
        if text not in SHORTHANDS:
            raise _refused("Schedule was not parseable")
        text = SHORTHANDS[text]
    if len(text.split()) > 5:
        raise _refused("Only 5 field crontab syntax is supported")
    now = datetime.now(UTC)
    try:
        next(CronSim(text, now))
        next(CronSim(text, now, reverse=True))
    except (CronSimError, StopIteration) as error:
        raise _refused("Schedule is invalid") from error
    return text


def _refused(text: str) -> Invalid:
    return Invalid({"schedule": [text]})
