"""What an expert would question about a valid monitor.

It reads the document that Sentry would be sent, so that a raw monitor is judged too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from infra.lint import cron_timing, plain_secrets, thresholds, uptime_requests
from infra.lint.readable_monitor import DeclaredMonitor
from infra.monitors.to_entry import to_entry
from infra.rules.problems import Problem


def on_monitor(declared: DeclaredMonitor, sentry_url: Any) -> Iterator[Problem]:
    """Yield what is odd about a monitor alone.

    Args:
        declared: the monitor.
        sentry_url: the server's URL as the stack config has it.
    """
    if not declared.monitor.enabled:
        text = "the monitor is in Sentry but watches nothing"
        yield declared.problem("enabled", text, "disabled")
    yield from _raw(declared)
    yield from cron_timing.on_monitor(declared)
    yield from uptime_requests.on_monitor(declared, sentry_url)
    yield from plain_secrets.on_monitor(declared)
    yield from thresholds.on_monitor(declared)


def on_names(monitors: Sequence[DeclaredMonitor]) -> Iterator[Problem]:
    """Yield each monitor that only the state would tell from another."""
    alike: defaultdict[tuple[str, str, str], list[DeclaredMonitor]] = defaultdict(list)
    for declared in monitors:
        monitor = declared.monitor
        alike[declared.project, monitor.type, monitor.name].append(declared)
    for (project, *_), found in alike.items():
        for declared in found if len(found) > 1 else ():
            if declared.monitor.monitor is None:
                other = next(one for one in found if one is not declared)
                text = (
                    f"{other.place} has this name and type in {project} too, and without state "
                    "nothing tells them apart; write the monitor's ID as 'monitor', or rename it"
                )
                yield declared.problem("name", text, "same-name")


def _raw(declared: DeclaredMonitor) -> Iterator[Problem]:
    if declared.monitor.kind == "raw":
        in_words = to_entry(declared.document, {})
        for kind in in_words.keys() & {"cron", "uptime", "metric"}:
            text = f"{kind!r} says the same, and is checked before anything is sent; write that"
            yield declared.problem("raw", text, "raw")
