"""Which URLs may carry a token, and the addresses of Sentry's web pages."""

from __future__ import annotations

from urllib.parse import urlsplit

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
    """Tell whether a text is a URL with a host, and a valid port if it names one."""
    try:
        parts = urlsplit(text)
        return bool(parts.scheme and parts.hostname) and parts.port != 0
    except ValueError:
        return False


def alert_url(sentry_url: str, organization: str, alert_id: str = "") -> str:
    """Return the web page of an alert, or of all alerts if `alert_id` is left out.

    On sentry.io each organization has a host of its own; elsewhere it is a path
    (`getsentry/sentry-mcp: packages/mcp-core/src/api-client/client.ts`, 2026-08).
    """
    base = _organization_url(sentry_url, organization)
    return f"{base}/monitors/alerts/{alert_id}/" if alert_id else f"{base}/monitors/alerts/"


def monitor_url(sentry_url: str, organization: str, monitor_id: int | str) -> str:
    """Return the web page of a monitor (`getsentry/sentry: static/app/router/routes.tsx`)."""
    return f"{_organization_url(sentry_url, organization)}/monitors/{monitor_id}/"


def rule_url(sentry_url: str, organization: str, project: str = "", rule_id: str = "") -> str:
    """Return the web page of a rule of the old API, or of all if `rule_id` is left out.

    Path: `getsentry/sentry: static/app/router/routes.tsx`, before alerts became monitors.
    """
    base = f"{_organization_url(sentry_url, organization)}/alerts/rules/"
    return f"{base}{project}/{rule_id}/details/" if rule_id else base


def _organization_url(sentry_url: str, organization: str) -> str:
    if is_sentry_io(urlsplit(sentry_url).hostname or ""):
        return f"https://{organization}.sentry.io"
    return f"{sentry_url}/organizations/{organization}"


def is_sentry_io(host: str) -> bool:
    """Tell whether a host is one of sentry.io's, which are one server."""
    return host == "sentry.io" or host.endswith(".sentry.io")
