"""What a job calls so that its cron monitor knows that it ran."""

from __future__ import annotations


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
