"""What one would write in an afternoon: `python -m tests.bench.script SENTRY_URL MONITOR …`.

For each monitor given, one rule: a GET that looks for its name and a POST, one after another.
"""

from __future__ import annotations

import sys

import requests

from tests.simulators import tokens


def main(url: str, monitors: list[str]) -> None:
    """Make a rule for each monitor, unless there is one of its name."""
    workflows = f"{url}/api/0/organizations/moosequest/workflows/"
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {tokens.SENTRY_TOKEN}"
        for number, monitor in enumerate(monitors):
            name = f"rule {number:04}"
            found = session.get(workflows, params={"query": f'name:"{name}"'}, timeout=20).json()
            if not found:
                document = _document(name, monitor)
                session.post(workflows, json=document, timeout=20).raise_for_status()


def _document(name: str, monitor: str) -> dict[str, object]:
    count = {"value": 0, "interval": "5m"}
    condition = {"type": "event_frequency_count", "comparison": count, "conditionResult": True}
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [int(monitor)],
        "triggers": {"logicType": "any-short", "conditions": [condition]},
        "actionFilters": [],
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
