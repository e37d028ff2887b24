"""Times as people in several time zones read them alike: always UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from infra.base.terminal_text import printable


def utc_minute(time: datetime) -> str:
    """Return a time to the minute."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def utc_second(time: datetime) -> str:
    """Return a time to the second."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def last_triggered(text: str | None) -> str:
    """Return when an alert last triggered, to the minute.

    Args:
        text: as Sentry writes it; empty or None for never.
    """
    if not text:
        return "never"
    try:
        return utc_minute(datetime.fromisoformat(text))
    except ValueError:
        return printable(text, 30)
