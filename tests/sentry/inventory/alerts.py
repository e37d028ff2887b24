"""An alert to keep in the inventory, and how often it was asked for."""

from typing import Any

from tests.simulators.sentry import SentrySimulator

NAME = "silent failure"
OWN = (7101, 7102)
"""The monitors of the project trademaster-raptor."""
LIST = "/api/0/organizations/moosequest/workflows/"


def document(name: str = NAME, *detectors: int) -> dict[str, Any]:
    """Write an alert that Sentry takes; without detectors it belongs to the organization."""
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": list(detectors),
        "triggers": {"logicType": "any-short", "conditions": []},
        "actionFilters": [],
    }


def asked(sentry: SentrySimulator, path: str, method: str = "GET") -> int:
    """Count the requests for a path."""
    return [(entry["method"], entry["path"]) for entry in sentry.requests].count((method, path))
