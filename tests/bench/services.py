"""The simulators of one contender, in a process of their own, and what they are told and asked."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Self

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
    """Four simulators that answer after so many milliseconds."""

    def __init__(self, latency: int) -> None:
        self._latency = latency
        self.urls: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.simulators"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        for _ in _WHO:
            name, _, url = self._process.stdout.readline().strip().partition("=")
            self.urls[name] = url
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
