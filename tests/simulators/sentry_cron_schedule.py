"""When the next check-in of a cron monitor of the Sentry simulator is due: to the minute.

Source: `getsentry/sentry: src/sentry/monitors/schedule.py` (`get_next_schedule`).
"""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
MONTHS = {"month": 1, "year": 12}


def next_check_in(config: dict[str, Any], after: datetime) -> datetime:
    """Give the first moment of the schedule after another, in UTC."""
    local = after.astimezone(ZoneInfo(config.get("timezone") or "UTC"))
    if config["schedule_type"] == "crontab":
        due = next(CronSim(config["schedule"], local))
    else:
        count, unit = config["schedule"]
        due = (
            _later(local, count * MONTHS[unit])
            if unit in MONTHS
            else local + timedelta(seconds=count * SECONDS[unit])
        )
    return due.replace(second=0, microsecond=0).astimezone(UTC)


def _later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
