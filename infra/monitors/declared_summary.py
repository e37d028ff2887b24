"""A declared monitor in the words of the outputs, before Sentry was asked anything."""

from __future__ import annotations

from infra.monitors.monitor import Monitor
from infra.monitors.summary import MonitorSummary, summarise
from infra.monitors.to_document import to_document
from infra.rules.recipients import names_of


def summarise_declared(monitor: Monitor) -> MonitorSummary:
    """Put what an entry declares in words; a cron monitor's slug is not among them."""
    numbered = {who: str(number) for number, who in enumerate(monitor.recipients, start=1)}
    said = summarise(to_document(monitor, numbered), names_of(numbered))
    return said._replace(watches=said.watches.removeprefix(f"{monitor.slug}: "))
