"""Uptime checks that Sentry's checker cannot make, or that leave no time between them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from infra.lint.readable_monitor import DeclaredMonitor
from infra.monitors.lengths import SECOND, in_words
from infra.rules.problems import Problem

_LOCAL = ("localhost", "local", "internal", "lan", "home.arpa", "test", "invalid", "example")
"""The ends of names that no public name server answers (RFC 6761, 6762, 8375; ICANN 2024)."""


def on_monitor(declared: DeclaredMonitor, sentry_url: Any) -> Iterator[Problem]:
    """Yield what is odd about the request of an uptime monitor.

    Args:
        declared: the monitor.
        sentry_url: the server's URL; a self-hosted one may reach private addresses.
    """
    source = declared.source("uptime")
    if source is None:
        return
    every, timeout = source["intervalSeconds"], source["timeoutMs"]
    if isinstance(every, int) and isinstance(timeout, int) and timeout >= every * SECOND:
        text = (
            f"{in_words(timeout)} is as long as the interval, so a check may end after the next "
            f"has begun; write less than {in_words(every * SECOND)}"
        )
        yield Problem(declared.at("timeout"), text, "slow-check")
    if _is_public(sentry_url) and _is_local(_host(source["url"])):
        text = (
            "Sentry's checker connects to public addresses only, so the monitor is always down; "
            "write a URL that the internet can reach, or have the service check in (cron)"
        )
        yield Problem(declared.at("url"), text, "unreachable")


def _host(url: Any) -> str:
    try:
        return urlsplit(str(url)).hostname or ""
    except ValueError:
        return ""


def _is_public(sentry_url: Any) -> bool:
    return f".{_host(sentry_url)}".endswith(".sentry.io")


def _is_local(host: str) -> bool:
    """Tell whether Sentry's checker refuses a host (`getsentry/uptime-checker: src/ip_filter.rs`).

    What a public name resolves to is not known here.
    """
    try:
        return not ip_address(host).is_global
    except ValueError:
        return f".{host.rstrip('.')}".endswith(tuple(f".{end}" for end in _LOCAL))
