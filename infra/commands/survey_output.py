"""What a survey saw, as JSON documents and as messages; several commands share them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from infra.base.errors import AlertsError
from infra.commands.console import say
from infra.operate.monitor_survey import MonitorSeen
from infra.operate.survey import CheckSeen, RuleSeen, Survey, without_repeats
from infra.sentry.issues import Issue


def rule_document(seen: RuleSeen) -> dict[str, Any]:
    """Return what is known of a rule, for scripts."""
    differences = seen.standing.differences if seen.standing else ()
    last_triggered = seen.standing.last_triggered if seen.standing else ""
    return {
        "key": seen.rule.key,
        "name": seen.rule.name,
        "id": seen.rule.id,
        "url": seen.rule.url,
        "status": seen.status,
        "last_triggered": last_triggered or None,
        "differences": [difference._asdict() for difference in differences],
    }


def survey_document(survey: Survey, steps: list[str]) -> dict[str, Any]:
    """Return all that is known of a stack, for scripts."""
    return {
        "stack": survey.stack,
        "rules": [rule_document(seen) | _firing(seen) for seen in survey.rules],
        "monitors": [monitor_document(seen) for seen in survey.monitors],
        "undeployed": list(survey.undeployed),
        "checks": [check_document(look) for look in survey.checks],
        "next": steps,
    }


def _firing(seen: RuleSeen) -> dict[str, Any]:
    """Return whether a rule is firing, and for which issues; None where that is not known."""
    if seen.issues is None:
        return {"firing": None, "issues": None}
    return {"firing": bool(seen.issues), "issues": [_issue(issue) for issue in seen.issues]}


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue["id"],
        "short_id": issue["shortId"],
        "title": issue["title"],
        "url": issue["permalink"],
        "events": int(issue["count"]),
        "last_seen": issue["lastSeen"].isoformat(),
    }


def monitor_document(seen: MonitorSeen) -> dict[str, Any]:
    """Return what is known of a monitor, for scripts."""
    monitor, health = seen.monitor, seen.health
    return {
        "key": monitor.key,
        "name": monitor.name,
        "kind": monitor.kind,
        "id": monitor.id,
        "url": monitor.url,
        "slug": monitor.slug or None,
        "status": seen.status or "unknown",
        "health": health.state if health else None,
        "since": (health.since or None) if health else None,
        "environment": (health.environment or None) if health else None,
        "muted": health.muted if health else None,
        "differences": [difference._asdict() for difference in seen.differences],
    }


def check_document(seen: CheckSeen) -> dict[str, Any]:
    """Return what is known of a config var, for scripts."""
    server = seen.finding.server
    return {
        "app": seen.check.app,
        "config_var": seen.check.config_var,
        "guards": seen.check.guards,
        "status": seen.finding.status,
        "server": server.name if server else None,
        "server_id": server.id if server else None,
        "delivers": seen.finding.delivers if server else None,
    }


def tell_differences(rules: list[RuleSeen]) -> None:
    """Tell of each rule what is not as it was deployed."""
    for seen in rules:
        place = f"{seen.rule.key} ({seen.rule.id})"
        if seen.status == "missing":
            say(f"{place}: missing: Sentry no longer has an alert with this ID")
        for difference in seen.standing.differences if seen.standing else ():
            say(f"{place}: {difference}")


def tell_monitor_differences(monitors: Iterable[MonitorSeen]) -> None:
    """Tell of each monitor what is not as it was deployed."""
    for seen in monitors:
        place = f"{seen.monitor.key} ({seen.monitor.id})"
        if seen.status == "missing":
            say(f"{place}: missing: Sentry no longer has a monitor with this ID")
        for difference in seen.differences:
            say(f"{place}: {difference}")


def tell_undeployed(survey: Survey) -> None:
    """Tell of each entry that is declared only: it does nothing yet, or nobody knows its ID."""
    for key in survey.undeployed:
        say(f"{key}: not deployed: it is declared, but no completed update has deployed it")


def tell_errors(errors: Iterable[AlertsError | None]) -> list[AlertsError]:
    """Tell what could not be found out, each reason once, and return these."""
    told = list(without_repeats(errors))
    for error in told:
        say(f"error: {error}")
    return told


def tell_steps(steps: list[str]) -> None:
    """Tell the next commands to run."""
    for step in steps:
        say(f"  Next: {step}")
