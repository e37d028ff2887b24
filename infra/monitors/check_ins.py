"""What a job calls so that its cron monitor knows that it ran, and what Sentry has of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.rules.canonical import Document


def watched_by(live: Mapping[str, Any]) -> Document:
    """Return what a live monitor watches, as its one data source says it; empty without one."""
    sources = live["dataSources"] or [{}]
    found = sources[0].get("queryObj")
    return found if isinstance(found, dict) else {}


def check_in_command(slug: str) -> str:
    """Return what runs a job and checks in before and after it (`sentry-cli monitors run`).

    Args:
        slug: the cron monitor's, which the check-in names.
    """
    return f"sentry-cli monitors run {slug} -- COMMAND"


def check_in_url(slug: str) -> str:
    """Return the address that a job without sentry-cli calls, its parts from the project's DSN.

    (`relay-server/src/endpoints/monitor.rs`; Sentry's documentation of crons, "HTTP")

    Args:
        slug: the cron monitor's.
    """
    return f"https://INGEST_HOST/api/PROJECT_ID/cron/{slug}/PUBLIC_KEY/?status=ok"
