"""Alerts as a person makes them with Sentry's command line."""

from __future__ import annotations

import json
from typing import Any

from tests.vendor_clis.vendor_cli import VendorCli

PROJECT = "moosequest/trademaster-raptor"
MAIL = {"type": "email", "data": {}, "config": {"targetType": "user", "targetIdentifier": "3001"}}
OWNERS = {"type": "email", "data": {}, "config": {"targetType": "issue_owners"}}
MESSAGE = {
    "type": "event_attribute",
    "comparison": {"attribute": "message", "match": "co", "value": "skipped_no_postmark_token"},
    "conditionResult": True,
}
BUSY = {
    "type": "event_frequency_count",
    "comparison": {"value": 50, "interval": "1d"},
    "conditionResult": True,
}

WITH_A_CONDITION = ("--condition", "first-seen", "--action", json.dumps(MAIL))
TO_THE_OWNERS = ("--condition", "first-seen", "--action", json.dumps(OWNERS))
ON_EVERY_CONDITION = (
    *("--condition", "first-seen,regression,reappeared,resolved"),
    *("--condition", "new-high-priority,existing-high-priority", "--action", json.dumps(MAIL)),
)
WITHOUT_A_CONDITION = ("--filter", json.dumps(MESSAGE), "--action", json.dumps(MAIL))
COUNTING_WITHOUT_A_CONDITION = ("--filter", json.dumps(BUSY), "--action", json.dumps(MAIL))
OF_MANY_PARTS = (
    *("--condition", "first-seen,regression", "--filter", json.dumps([MESSAGE, BUSY])),
    *("--filter-match", "any", "--action", json.dumps(MAIL), "--frequency", "1440"),
    *("--environment", "production", "--owner", "team:801"),
)


def create(cli: VendorCli, name: str, options: tuple[str, ...] = WITH_A_CONDITION) -> str:
    """Create an alert on the project, and return its ID."""
    created = cli.read("alert", "issues", "create", PROJECT, "--name", name, *options)
    return str(created["id"])


def listed(cli: VendorCli) -> list[dict[str, Any]]:
    """List the alerts of the project, without what an earlier command may have kept."""
    found: list[dict[str, Any]] = cli.read("alert", "issues", "list", PROJECT, "--fresh")["data"]
    return found
