"""A stack with a monitor of each kind and rules that name them, for tests on the engines."""

from __future__ import annotations

from typing import Any

from tests.engine.conftest import Stack
from tests.simulators.sentry import SentrySimulator

JOB: dict[str, Any] = {
    "name": "the job",
    "cron": {"schedule": "0 3 * * *", "timezone": "Europe/Berlin", "grace": "5 min"},
}
API: dict[str, Any] = {
    "name": "api is up",
    "uptime": {"url": "https://api.raxx.app/health", "every": "1 min", "timeout": "5 s"},
}
RATE: dict[str, Any] = {
    "name": "error rate",
    "metric": {"errors": "count", "within": "1 h", "high": 100, "medium": 50},
}
EVERY_KIND = [JOB, API, RATE]
KEYS = ["the-job", "api-is-up", "error-rate"]


def rules_of_monitors(stack: Stack, *keys: str) -> list[dict[str, Any]]:
    """Return a rule for each monitor, linked to it by its key."""
    first = {k: v for k, v in stack.config("alertRules")[0].items() if k != "filter"}
    first |= {"matchesEverything": True}
    return [first | {"key": f"of_{k}", "name": f"of {k}", "monitors": [k]} for k in keys]


def declare_monitors(stack: Stack, *entries: dict[str, Any], named: list[str]) -> None:
    """Declare monitors, the stack's own rule and a rule for each monitor that is named."""
    own = stack.config("alertRules")[:1]
    stack.configure(
        monitors=list(entries),
        alertRules=[*own, *rules_of_monitors(stack, *named)],
        configVarChecks=[],
    )


def made(sentry: SentrySimulator) -> dict[str, str]:
    """Return the monitors that people or stacks made, name to ID; none is there twice."""
    found = [d for d in sentry.state["detectors"] if int(d["id"]) > 50_000]
    names = [detector["name"] for detector in found]
    assert len(names) == len(set(names)), names
    return {detector["name"]: detector["id"] for detector in found}


def links(sentry: SentrySimulator) -> dict[str, list[str]]:
    """Return what each alert is linked to, by its name."""
    return {alert["name"]: alert["detectorIds"] for alert in sentry.state["workflows"]}
