"""Clean entries of monitors that tests start from, and what an entry is refused for."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from infra.monitors.monitor import Monitor
from infra.monitors.to_document import to_document
from infra.rules.canonical import Document
from infra.rules.problems import problems
from tests.monitor_strategies import IDS


def cron(**overrides: Any) -> dict[str, Any]:
    """Return an entry of a cron monitor; `None` leaves a key of `cron` out."""
    own = {"schedule": "0 3 * * *", **overrides}
    return {
        "name": "nightly backup",
        "cron": {key: value for key, value in own.items() if value is not None},
    }


def uptime(**overrides: Any) -> dict[str, Any]:
    """Return an entry of an uptime monitor."""
    return {"name": "api is up", "uptime": {"url": "https://api.raxx.app/health", **overrides}}


def metric(**overrides: Any) -> dict[str, Any]:
    """Return an entry of a metric monitor; `None` leaves a key of `metric` out."""
    own = {"errors": "count", "within": "1 h", "high": 100, **overrides}
    return {
        "name": "error rate",
        "metric": {key: value for key, value in own.items() if value is not None},
    }


def monitor(entry: dict[str, Any], **overrides: Any) -> Monitor:
    """Return the monitor that an entry declares."""
    return Monitor.model_validate({**entry, **overrides})


def document(entry: dict[str, Any], **overrides: Any) -> Document:
    """Return the document that an entry becomes."""
    return to_document(monitor(entry, **overrides), IDS)


def refusals(entry: dict[str, Any], **overrides: Any) -> list[str]:
    """Return what an entry is refused for, one line for each problem."""
    data = {**entry, **overrides}
    with pytest.raises(ValidationError) as caught:
        Monitor.model_validate(data)
    return [str(problem) for problem in problems(caught.value, data, Monitor)]
