"""Which alert a web address belongs to, and of which organization.

The other way round, an alert to its page, is in `infra.base.urls`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from infra.base.urls import is_sentry_io

_ALERT = r"monitors/alerts/(?P<alert>\d+)"
_OLD_RULE = r"(issues/)?alerts/rules/(?!details/)[^/]+/(?P<rule>\d+)"
_PAGE = re.compile(
    rf"(/organizations/(?P<organization>[^/]+))?/({_ALERT}|{_OLD_RULE})(/.*)?", re.ASCII
)


_MONITOR_PAGE = re.compile(
    r"(/organizations/(?P<organization>[^/]+))?/monitors/(?P<monitor>\d+)(/.*)?", re.ASCII
)


class MonitorPage(NamedTuple):
    """What the web address of a monitor says."""

    organization: str
    monitor_id: str


class AlertPage(NamedTuple):
    """What a web address says: an alert's ID, or that of an old rule."""

    organization: str
    alert_id: str = ""
    rule_id: str = ""


def alert_page(url: str, sentry_url: str) -> AlertPage | None:
    """Return what the address of an alert's page says, None if it is not one of that Sentry.

    Args:
        url: as the browser shows it.
        sentry_url: the Sentry server; all of sentry.io's hosts are one.
    """
    found = _page(_PAGE, url, sentry_url)
    return found and AlertPage(found[0], found[1]["alert"] or "", found[1]["rule"] or "")


def monitor_page(url: str, sentry_url: str) -> MonitorPage | None:
    """Return what the address of a monitor's page says; arguments as for `alert_page`."""
    found = _page(_MONITOR_PAGE, url, sentry_url)
    return found and MonitorPage(found[0], found[1]["monitor"])


def _page(pattern: re.Pattern[str], url: str, sentry_url: str) -> tuple[str, re.Match[str]] | None:
    """Return the organization of a page of that Sentry, and what a pattern finds in its path."""
    try:
        page, server = urlsplit(url), urlsplit(sentry_url)
    except ValueError:
        return None
    found = pattern.fullmatch(page.path.removeprefix(server.path))
    if not found:
        return None
    host = page.hostname or ""
    named = found["organization"] or ""
    if is_sentry_io(server.hostname or ""):
        if not is_sentry_io(host):
            return None
        named = named or host.removesuffix(".sentry.io")
    elif page.netloc.lower() != server.netloc.lower() or not named:
        return None
    return named, found
