"""Monitors of whose issues no rule notifies anybody, and rules whose monitors never fire them.

An issue of an uptime monitor has the monitor's environment (`getsentry/sentry: src/sentry/
workflow_engine/handlers/detector/base.py`, read 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.lint.readable_monitor import DeclaredMonitor
from infra.lint.readable_rule import Declared
from infra.monitors.canonical import TYPES
from infra.monitors.linked_rules import names_monitor, receives_issues
from infra.rules.problems import Problem


def on_links(
    monitors: Sequence[DeclaredMonitor], rules: Sequence[Declared], home: str
) -> Iterator[Problem]:
    """Yield each monitor that no rule receives, and each link that never fires its rule.

    Args:
        monitors: all of the stack.
        rules: all of the stack.
        home: slug of the project of an entry that names none.
    """
    for declared in monitors:
        own, project = declared.monitor, declared.project
        for one in rules:
            if names_monitor(one.rule, own, project, home):
                yield from _environments(one, declared)
        if own.enabled and not any(receives_issues(one.rule, own, project, home) for one in rules):
            text = (
                "no rule of this stack names it, and a rule of a project's own error monitor does "
                "not get its issues: nobody is notified when it fails; write "
                f"'monitors: [{own.key}]' in a rule"
            )
            yield declared.problem("name", text, "no-rule")


def _environments(declared: Declared, monitor: DeclaredMonitor) -> Iterator[Problem]:
    wanted = declared.rule.environment
    if wanted is None or monitor.document["type"] != TYPES["uptime"]:
        return
    its = monitor.document["config"]["environment"]
    if its != wanted:
        words = f"the environment {its!r}" if its else "no environment"
        text = (
            f"the uptime monitor {monitor.monitor.key!r} has {words}, so it never fires this rule; "
            "write the same environment in both, or remove it here"
        )
        yield declared.problem("environment", text, "other-environment")
