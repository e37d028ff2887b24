"""Which rules of a stack name a monitor: who is notified when it fails."""

from __future__ import annotations

from infra.monitors.canonical import TYPES
from infra.monitors.monitor import Monitor
from infra.rules.alert_rule import AlertRule
from infra.rules.links import id_of_claim


def names_monitor(rule: AlertRule, monitor: Monitor, project: str, home: str) -> bool:
    """Tell whether a rule is linked to a monitor by its key, its name or its ID.

    Args:
        rule: one of the stack.
        monitor: another entry of it.
        project: slug of the monitor's project.
        home: slug of the project of a rule that names none.
    """
    of_rule = (rule.projects or (rule.project or home,))[0]
    return any(
        entry.key == monitor.key
        or (entry.id is not None and entry.id == id_of_claim(monitor.monitor))
        or (
            entry.name == monitor.name
            and (entry.type is None or TYPES[entry.type] == monitor.type)
            and (entry.project or of_rule) == project
        )
        for entry in rule.monitors or ()
    )
