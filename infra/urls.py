"""Which URLs may carry a token, and the addresses of Sentry's web pages. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

_ALERT = r"monitors/alerts/(?P<alert>\d+)"
_OLD_RULE = r"(issues/)?alerts/rules/(?!details/)[^/]+/(?P<rule>\d+)"
_PAGE = re.compile(
    rf"(/organizations/(?P<organization>[^/]+))?/({_ALERT}|{_OLD_RULE})(/.*)?", re.ASCII
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_safe_url(url: str) -> bool:
    """Tell whether credentials may be sent to `url`: https, or http to this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    bare = "@" not in parts.netloc and not parts.query and not parts.fragment
    clean = url.isprintable() and " " not in url
    plain = parts.scheme == "http" and host in _LOOPBACK
    return bool(host) and bare and clean and (parts.scheme == "https" or plain)


def is_url(text: str) -> bool:
    """Tell whether a text is a URL with a host, and with a port where it names one."""
    try:
        parts = urlsplit(text)
        return bool(parts.scheme and parts.hostname) and parts.port != 0
    except ValueError:
        return False


def alert_url(sentry_url: str, organization: str, alert_id: str = "") -> str:
    """Return the web page of an alert, or of all alerts when `alert_id` is left out.

    On sentry.io each organization has a host of its own; elsewhere it is a path
    (`getsentry/sentry-mcp: packages/mcp-core/src/api-client/client.ts`, 2026-08).
    """
    base = _organization_url(sentry_url, organization)
    return f"{base}/monitors/alerts/{alert_id}/" if alert_id else f"{base}/monitors/alerts/"


def rule_url(sentry_url: str, organization: str, project: str = "", rule_id: str = "") -> str:
    """Return the web page of a rule of the old API, or of all when `rule_id` is left out.

    Path: `getsentry/sentry: static/app/router/routes.tsx`, before alerts became monitors.
    """
    base = f"{_organization_url(sentry_url, organization)}/alerts/rules/"
    return f"{base}{project}/{rule_id}/details/" if rule_id else base


class AlertPage(NamedTuple):
    """What the address of a web page says: an alert's ID, or that of an old rule."""

    organization: str
    alert_id: str = ""
    rule_id: str = ""


def alert_page(url: str, sentry_url: str) -> AlertPage | None:
    """Return what the address of an alert's page says, None where it is none of that Sentry's.

    Args:
        url: as the browser shows it.
        sentry_url: the Sentry server; all of sentry.io's hosts are one.
    """
    try:
        page, server = urlsplit(url), urlsplit(sentry_url)
    except ValueError:
        return None
    found = _PAGE.fullmatch(page.path.removeprefix(server.path))
    if not found:
        return None
    host = page.hostname or ""
    named = found["organization"] or ""
    if _is_sentry_io(server.hostname or ""):
        if not _is_sentry_io(host):
            return None
        named = named or host.removesuffix(".sentry.io")
    elif page.netloc.lower() != server.netloc.lower() or not named:
        return None
    return AlertPage(named, found["alert"] or "", found["rule"] or "")


def _organization_url(sentry_url: str, organization: str) -> str:
    if _is_sentry_io(urlsplit(sentry_url).hostname or ""):
        return f"https://{organization}.sentry.io"
    return f"{sentry_url}/organizations/{organization}"


def _is_sentry_io(host: str) -> bool:
    return host == "sentry.io" or host.endswith(".sentry.io")
