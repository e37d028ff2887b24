"""A stack as commit 24acc9e left it: its rules, its exported state, and the alerts in Sentry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data" / "state_24acc9e"


def rules() -> list[dict[str, Any]]:
    """Return `alertRules` of the stack file."""
    found: list[dict[str, Any]] = yaml.safe_load((_DATA / "rules.yaml").read_text(encoding="utf-8"))
    return found


def alerts() -> list[dict[str, Any]]:
    """Return the alerts as the simulator of Sentry keeps them."""
    found: list[dict[str, Any]] = json.loads((_DATA / "alerts.json").read_text(encoding="utf-8"))
    return found


def state(**urls: str) -> dict[str, Any]:
    """Return what `pulumi stack export` gave.

    Args:
        urls: where `sentry`, `heroku` and `postmark` are now.
    """
    text = (_DATA / "state.json").read_text(encoding="utf-8")
    for service, url in urls.items():
        text = text.replace(f"{service.upper()}_URL", url)
    found: dict[str, Any] = json.loads(text)
    return found
