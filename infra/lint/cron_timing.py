"""Schedules that hardly ever come, and cron monitors that notice a failed run late.

Sentry expects the next check-in once the last is due (`getsentry/sentry: src/sentry/monitors/
schedule.py`, read 2026-11).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from cronsim import CronSim, CronSimError

from infra.lint.readable_monitor import DeclaredMonitor
from infra.monitors.lengths import MINUTE, in_words
from infra.rules.canonical import Document
from infra.rules.problems import Problem

_START = datetime(2026, 1, 1)
_RUNS = 30  # that are looked at; of a yearly schedule that takes a quarter of a second
_DAY = 1440  # minutes
_YEAR = 365 * _DAY
_MOST_YEARS = 8
"""From 2096-02-29 to the next leap day."""
_UNITS = {"minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": _YEAR}


class _Gaps(NamedTuple):
    """The minutes between runs."""

    shortest: int
    longest: int


def on_monitor(declared: DeclaredMonitor) -> Iterator[Problem]:
    """Yield what is odd about when a cron monitor expects check-ins."""
    source = declared.source("cron")
    gaps = _gaps(source["config"]) if source else None
    if source is None or gaps is None:
        return
    if gaps.longest > _MOST_YEARS * 366 * _DAY:
        cron = declared.monitor.cron
        key = "every" if cron and cron.every else "schedule"
        text = (
            f"comes once in {gaps.longest // _YEAR} years: until then Sentry misses no check-in; "
            "correct it"
        )
        yield Problem(declared.at(key), text, "never-due")
        return
    for key, minutes, words in _tolerances(declared, source["config"]):
        if minutes > gaps.shortest:
            interval = in_words(gaps.shortest * MINUTE)
            text = (
                f"{in_words(minutes * MINUTE)} is longer than the {interval} from one run to the "
                f"next, so {words} is noticed late; write {interval} or less"
            )
            yield Problem(declared.at(key), text, "late-notice")


def _tolerances(declared: DeclaredMonitor, config: Document) -> Iterator[tuple[str, int, str]]:
    """Yield how long a run may be late, and may take, where the entry says it."""
    cron = declared.monitor.cron
    for key, field, name, words in (
        ("grace", "grace", "checkin_margin", "a run that does not start"),
        ("maxRuntime", "max_runtime", "max_runtime", "a run that hangs"),
    ):
        written = cron is None or field in cron.model_fields_set
        if written and isinstance(config[name], int):
            yield key, config[name], words


def _gaps(config: Document) -> _Gaps | None:
    """Return the gaps of a schedule; None for one that cannot be read."""
    schedule: Any = config["schedule"]
    match schedule:
        case [int(number), str(unit)] if unit in _UNITS:
            return _Gaps(number * _UNITS[unit], number * _UNITS[unit])
        case str():
            try:
                runs = list(itertools.islice(CronSim(schedule, _START), _RUNS))
            except CronSimError:
                return None
            minutes = [
                int((later - run).total_seconds()) // 60 for run, later in itertools.pairwise(runs)
            ]
            wait = int(((runs[0] if runs else datetime.max) - _START).total_seconds()) // 60
            return _Gaps(min(minutes, default=wait), max([wait, *minutes]))
        case _:
            return None
