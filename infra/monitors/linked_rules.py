"""Which rules of a stack receive a monitor's issues: who is notified when it fails.

An issue of a monitor reaches the alerts that are linked to the monitor, to its project's issue
stream, or to all projects, but not those of the project's error monitor (`getsentry/sentry:
src/sentry/workflow_engine/processors/detector.py`, read 2026-11).
"""

from __future__ import annotations

from infra.monitors.canonical import TYPES
from infra.monitors.monitor import Monitor
from infra.rules.alert_rule import AlertRule
from infra.rules.links import id_of_claim


def receives_issues(rule: AlertRule, monitor: Monitor, project: str, home: str) -> bool:
    """Tell whether a rule's alert is linked to a monitor, or to all monitors of its project.

    Args:
        rule: one of the stack.
        monitor: another entry of it.
        project: slug of the monitor's project.
        home: slug of the project of a rule that names none.
    """
    stream = "issue_stream" in (rule.project_monitor or ()) and project in _projects(rule, home)
    return rule.all_projects or stream or names_monitor(rule, monitor, project, home)


def names_monitor(rule: AlertRule, monitor: Monitor, project: str, home: str) -> bool:
    """Tell whether a rule names a monitor by its key, name or ID; args as `receives_issues`."""
    return any(
        entry.key == monitor.key
        or (entry.id is not None and entry.id == id_of_claim(monitor.monitor))
        or (
            entry.name == monitor.name
            and (entry.type is None or TYPES[entry.type] == monitor.type)
            and (entry.project or _projects(rule, home)[0]) == project
        )
        for entry in rule.monitors or ()
    )


def _projects(rule: AlertRule, home: str) -> tuple[str, ...]:
    return rule.projects or (rule.project or home,)
