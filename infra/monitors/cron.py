"""What an entry may say of a cron monitor: a job that must check in on time.

Limits: `getsentry/sentry: src/sentry/monitors/validators.py`, read 2026-11.
"""

# Annotations stay objects here: pydantic compiles them.
import functools
import re
import zoneinfo
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import quoted
from infra.monitors.durations import between
from infra.monitors.lengths import MINUTE
from infra.monitors.schedules import ALIASES, CRON_DEFAULTS, plain_crontab
from infra.rules.entry import OneOf
from infra.rules.scalars import Text, like, name_up_to

LONGEST_NAME = 128
"""Characters of a cron monitor's own name, which is shorter than those of other monitors."""
_FIELDS = 5
_ANY_TIME = datetime(2026, 1, 1)
_SLUG = re.compile(r"(?![0-9]+$)[a-z0-9_-]{1,50}", re.ASCII)
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_EVERY = re.compile(
    r"([1-9][0-9]{0,8})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?|months?|y|years?)", re.ASCII
)


class CronInterval(NamedTuple):
    """How often a job runs, in the unit it was written in, which Sentry keeps."""

    number: int
    unit: str


def _crontab(value: str) -> str:
    text = plain_crontab(value)
    fields = text.split()
    if not fields:
        raise ValueError("is empty; write a crontab such as '0 3 * * *'")
    if text.startswith("@"):
        words = ", ".join(ALIASES)
        raise ValueError(f"{quoted(value)} is no schedule that Sentry knows; of @ words: {words}")
    if len(fields) != _FIELDS:
        raise ValueError(
            f"{quoted(value)} has {len(fields)} fields; Sentry takes 5: minute, hour, day of the "
            "month, month, day of the week"
        )
    try:
        CronSim(text, _ANY_TIME)
    except CronSimError as error:
        reason = str(error)[:1].lower() + str(error)[1:]
        raise ValueError(f"{quoted(value)} is not a crontab that Sentry takes: {reason}") from None
    return text


def _interval(value: Any) -> Any:
    match = _EVERY.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(
            f"{quoted(value)} is not an interval; write it as '10 min', '1 h', '1 day', '2 weeks', "
            "'1 month' or '1 year'"
        )
    word = match[2]
    unit = "month" if word.startswith("mo") else next(u for u in _UNITS if u[0] == word[0])
    return CronInterval(int(match[1]), unit)


@functools.cache
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"Factory"})


def _timezone(value: str) -> str:
    known = _timezones()
    if known and value not in known:  # a machine without a tz database knows none
        raise ValueError(
            f"{quoted(value)} is not a timezone{did_you_mean(value, sorted(known))}; write one of "
            "the tz database, such as Europe/Berlin"
        )
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError(
            f"{quoted(value)} is not a slug of a cron monitor: at most 50 lowercase letters, "
            "digits, '-' and '_', not digits alone"
        )
    return value


Tolerance = Annotated[int, Field(ge=1, le=720)]


class Cron(OneOf):
    """A job that must check in on time, by a crontab or at an interval."""

    what: ClassVar[str] = "cron"
    apart: ClassVar[frozenset[str]] = frozenset(
        {"timezone", "grace", "max_runtime", "fail_after", "recover_after", "slug", "name"}
        | {"config_from"}
    )
    schedule: Annotated[str, AfterValidator(_crontab), like(r"\s*\S[\s\S]*")] | None = None
    every: (
        Annotated[
            CronInterval,
            BeforeValidator(_interval),
            WithJsonSchema({"type": "string", "pattern": f"^{_EVERY.pattern}$"}),
        ]
        | None
    ) = None
    timezone: Annotated[str, AfterValidator(_timezone)] = CRON_DEFAULTS["timezone"]
    grace: Annotated[int, *between(1, 40_320, MINUTE, "5 min")] = CRON_DEFAULTS["checkin_margin"]
    max_runtime: Annotated[int, *between(1, 10_080, MINUTE, "30 min")] = CRON_DEFAULTS[
        "max_runtime"
    ]
    fail_after: Tolerance = CRON_DEFAULTS["failure_issue_threshold"]
    recover_after: Tolerance = CRON_DEFAULTS["recovery_threshold"]
    slug: Annotated[str, AfterValidator(_slug), like(_SLUG.pattern)] | None = None
    name: Annotated[Text, name_up_to(LONGEST_NAME)] | None = None
    config_from: Literal["stackFile", "checkIns"] = "stackFile"
