"""Texts of an uptime check that look secret: Sentry shows them to all who may read the monitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.lint.readable_monitor import DeclaredMonitor
from infra.monitors.secrets import is_safe_header, names_a_secret
from infra.rules.problems import Problem

CHECK = "looks-secret"
_SCHEME = re.compile(r"(bearer|basic|token|digest|apikey)\s+\S", re.I)
_RANDOM = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[\w.+/=~-]{16,}")
_NAMED = re.compile(r"([\w-]+)[\"']?\s*[:=]\s*[\"']?[^\s\"'&,}]")


def on_monitor(declared: DeclaredMonitor) -> Iterator[Problem]:
    """Yield each text of an uptime monitor that looks secret and is not in the vault."""
    source = declared.source("uptime")
    if source is None:
        return
    for header in source["headers"]:
        match header:
            case [str(name), str(value)] if not is_safe_header(name) and _looks_secret(value):
                place = declared.at("headers")
                place = place if declared.monitor.raw else place.inside(name)
                text = f"looks secret; if it is, write '{name}: {{vault: /path}}' and revoke it"
                yield Problem(place, text, CHECK)
    body = source["body"]
    if isinstance(body, str) and any(names_a_secret(name) for name in _NAMED.findall(body)):
        text = "seems to hold a secret; if it does, write 'body: {vault: /path}' and revoke it"
        yield Problem(declared.at("body"), text, CHECK)
    if any(names_a_secret(name) for name in _parameters(source["url"])):
        text = "seems to hold a secret; send it in a header from the vault, and revoke it"
        yield Problem(declared.at("url"), text, CHECK)


def _looks_secret(value: str) -> bool:
    return bool(_SCHEME.match(value) or _RANDOM.fullmatch(value))


def _parameters(url: Any) -> list[str]:
    """Return the names of a URL's parameters."""
    try:
        return [name for name, _ in parse_qsl(urlsplit(str(url)).query)]
    except ValueError:
        return []
