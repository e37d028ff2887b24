"""The simulators of one contender, in a process of their own, and what they are told and asked."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Self

import requests

ROOT = Path(__file__).parents[2]
_WHO = {
    "SENTRY_URL": "Sentry",
    "HEROKU_API_URL": "Heroku",
    "POSTMARK_API_URL": "Postmark",
    "INFISICAL_API_URL": "Infisical",
}
_ALWAYS = 10**9


class Services:
    """Four simulators that answer after so many milliseconds.

    Args:
        latency: in milliseconds, of every request.
        projects: how many Sentry has to spread rules over; one is what it begins with.
    """

    def __init__(self, latency: int, projects: int = 1) -> None:
        self._latency, self._count = latency, projects
        self.urls: dict[str, str] = {}
        self.projects = ["trademaster-raptor"]
        """Their slugs."""
        self.monitors = ["7101"]
        """The ID of each project's Error Monitor."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.simulators"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        for _ in _WHO:
            name, _, url = self._process.stdout.readline().strip().partition("=")
            self.urls[name] = url
        if self._count > 1:
            self._make_projects()
        slow = {"method": "*", "path": "*", "times": _ALWAYS, "fault": f"slow:{self._latency}"}
        for url in self.urls.values() if self._latency else ():
            requests.post(f"{url}/_sim/faults", json=[slow], timeout=10).raise_for_status()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    @property
    def pid(self) -> int:
        """The process's ID."""
        return self._process.pid

    def asked(self) -> Counter[str]:
        """Return how many requests each service has got."""
        return Counter(
            {
                who: len(requests.get(f"{self.urls[name]}/_sim/requests", timeout=60).json())
                for name, who in _WHO.items()
            }
        )

    def _make_projects(self) -> None:
        """Give Sentry further projects, each with the two monitors of the first."""
        address = f"{self.urls['SENTRY_URL']}/_sim/state"
        state: dict[str, Any] = requests.get(address, timeout=10).json()
        models = state["detectors"][:2]
        for number in range(1, self._count):
            project, slug = f"{7000 + number}", f"project-{number:02}"
            state["projects"].append({"id": project, "slug": slug})
            ids = [f"{8000 + 2 * number + index}" for index in range(len(models))]
            for model, identifier in zip(models, ids, strict=True):
                state["detectors"].append(model | {"id": identifier, "projectId": project})
            self.projects.append(slug)
            self.monitors.append(ids[0])
        requests.put(address, json=state, timeout=10).raise_for_status()
