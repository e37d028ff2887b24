"""Monitors that the commands' tests deploy, and what becomes of them in Sentry."""

from __future__ import annotations

from typing import Any

from tests.commands.project import Project
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_checkins import take_check_in

PROJECT_ID = "611"
SLUG = "nightly-mail"
LITERAL = "hunter2-in-the-open"
JOB: dict[str, Any] = {
    "name": "nightly mail",
    "cron": {"schedule": "0 3 * * *", "timezone": "Europe/Berlin", "grace": "5 min"},
}
API: dict[str, Any] = {
    "name": "api is up",
    "uptime": {
        "url": "https://api.raxx.app/up",
        "headers": {"Authorization": {"vault": "/Team/uptime/TOKEN"}, "X-Team": "blue"},
    },
}
RATE: dict[str, Any] = {
    "name": "error rate",
    "metric": {"errors": "count", "within": "1 h", "high": 100},
}


def deploy(project: Project, *monitors: dict[str, Any], **config: Any) -> list[str]:
    """Deploy monitors beside the project's rule; return their IDs."""
    project.configure(monitors=list(monitors), **config)
    project.deploy()
    return [row["id"] for row in project.outputs["monitors"]]


def check_in(sentry: SentrySimulator, status: str, slug: str = SLUG) -> None:
    """Let the job report."""
    take_check_in(sentry.state, PROJECT_ID, {"monitor_slug": slug, "status": status})


def live(sentry: SentrySimulator, id_: str) -> dict[str, Any]:
    """Return a monitor as the server keeps it."""
    found: dict[str, Any] = next(d for d in sentry.state["detectors"] if d["id"] == id_)
    return found


def remove(sentry: SentrySimulator, id_: str) -> None:
    """Delete a monitor by hand."""
    with sentry.lock:
        sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["id"] != id_]
