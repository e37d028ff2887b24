"""What a monitor means, in words for somebody whom its failure has just woken."""

from __future__ import annotations

from typing import Any, NamedTuple

from infra.config.explanation import explain, removal
from infra.config.settings import Settings
from infra.monitors.check_ins import check_in_command, check_in_url
from infra.monitors.declared_summary import summarise_declared
from infra.monitors.linked_rules import receives_issues
from infra.monitors.monitor import Monitor


class Wakes(NamedTuple):
    """A rule that receives a monitor's issues.

    Attributes:
        rule: its key.
        told: who is notified.
    """

    rule: str
    told: str


class MonitorExplanation(NamedTuple):
    """A monitor's meaning, part by part; see `monitor_sentences`."""

    key: str
    name: str
    kind: str
    project: str
    monitor: str | None
    watches: str
    fails_when: str
    recovers_when: str
    environment: str
    enabled: bool
    owner: str
    description: str
    slug: str | None
    config_from_check_ins: bool
    wakes: tuple[Wakes, ...]
    removal: str


def explain_monitor(monitor: Monitor, settings: Settings) -> MonitorExplanation:
    """Return what a monitor means.

    Args:
        monitor: one of the stack's monitors.
        settings: the stack's settings.
    """
    said, project = summarise_declared(monitor), settings.project_of_monitor(monitor)
    rules = [
        rule
        for rule in settings.alert_rules
        if receives_issues(rule, monitor, project, settings.sentry_project)
    ]
    return MonitorExplanation(
        key=monitor.key,
        name=monitor.name,
        kind=said.kind,
        project=project,
        monitor=monitor.monitor,
        watches=said.watches,
        fails_when=said.fails_when,
        recovers_when=said.recovers_when,
        environment=said.environment,
        enabled=monitor.enabled,
        owner=said.owner,
        description=said.description,
        slug=monitor.slug,
        config_from_check_ins=bool(monitor.cron and monitor.cron.config_from == "checkIns"),
        wakes=tuple(
            Wakes(rule.key, " and ".join(dict.fromkeys(g.told for g in explained.groups)))
            for rule in rules
            for explained in [explain(rule, settings)]
        ),
        removal=removal(monitor.on_remove, monitor.protect, "monitor"),
    )


def monitor_sentences(said: MonitorExplanation) -> list[str]:
    """Return an explanation as a person reads it, one sentence or two to a line."""
    where = "" if said.environment == "all" else f", environment {said.environment}"
    lines = [
        f"Watches, in Sentry project {said.project}{where}: {said.watches}.",
        f"Fails when: {said.fails_when}. Recovers when: {said.recovers_when}.",
    ]
    if said.kind == "cron":
        lines += _check_ins(said)
    lines += [f"When it fails, rule {rule} notifies: {told}." for rule, told in said.wakes]
    if not said.wakes:
        lines.append("When it fails, nobody is notified: no rule of this stack names it.")
    if not said.enabled:
        lines.append("It is disabled: it stays in Sentry and watches nothing.")
    if said.owner:
        lines.append(f"Owner: {said.owner}.")
    if said.description:
        lines.append(f"Description: {said.description.rstrip('.')}.")
    kind = f"an {said.kind}" if said.kind == "uptime" else f"a {said.kind}"
    lines.append(
        f"Monitor {said.monitor} is adopted, whatever its name."
        if said.monitor
        else f"If the project has {kind} monitor with this exact name, it is adopted; "
        "otherwise one is created."
    )
    lines.append(said.removal)
    return lines


def monitor_as_data(said: MonitorExplanation) -> dict[str, Any]:
    """Return an explanation for scripts."""
    wakes = {"wakes": [one._asdict() for one in said.wakes]}
    if said.slug is None:
        return said._asdict() | wakes
    check_in = {"command": check_in_command(said.slug), "url": check_in_url(said.slug)}
    return said._asdict() | wakes | {"check_in": check_in}


def _check_ins(said: MonitorExplanation) -> list[str]:
    if said.slug:
        lines = [
            f"The job is run by: {check_in_command(said.slug)}",
            f"or calls when it is done: {check_in_url(said.slug)}",
        ]
    else:
        lines = [
            "What the job calls names the monitor's slug, which Sentry makes of the name: "
            "`pulumi stack output monitors` shows it."
        ]
    lines.append("Until it has checked in once, Sentry expects nothing of it.")
    if said.config_from_check_ins:
        lines.append(
            "If its check-ins say a schedule, that one counts, and the entry's only until then."
        )
    return lines
