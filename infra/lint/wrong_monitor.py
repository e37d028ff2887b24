"""Filters that no issue of the linked monitors fulfils.

A project's error monitor has only error issues (`getsentry/sentry`: `get_detectors_for_event_data`,
read 2026-11), and an error issue has no open period that could de-escalate (getsentry/sentry, PR
116802). Other monitors make every kind but errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from infra.lint.readable_rule import Declared
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.problems import Problem

CHECK = "wrong-monitor"
_OF_ERRORS = {"issue_category": 1, "issue_type": "error"}
"""Sentry's name of the category and of the type of every error issue."""

_NOT_OF_ERRORS = frozenset({"issue_priority_deescalating", "event_created_by_detector"})
_ONLY_OF_ERRORS = frozenset({"percent_sessions_count", "percent_sessions_percent"})


def on_rule(declared: Declared) -> Iterator[Problem]:
    """Yield each condition or filter that no issue of the rule's monitors fulfils."""
    rule = declared.rule
    if own_monitors(rule) == () and rule.monitors == ():
        text = "links the alert to no monitor, so the rule never fires; name one, or a project"
        yield declared.problem("monitors", text, CHECK)
    elif own_monitors(rule) == ("error",) and not rule.monitors:
        linked = "" if rule.project_monitor else ", which a new alert is linked to,"
        reason = f"the error monitor{linked} has only error issues"
        yield from _complain(
            declared, _is_never_an_error, reason, "write 'projectMonitor: issue_stream'"
        )
    elif own_monitors(rule) == () and all(m.type or m.key for m in rule.monitors or ()):
        reason = "the monitors that the alert is linked to make no error issues"
        yield from _complain(declared, _is_always_an_error, reason, "name a project as well")


def own_monitors(rule: AlertRule) -> tuple[str, ...]:
    """Return the types of the projects' own monitors that a new alert is linked to."""
    if rule.all_projects:
        return ("issue_stream",)
    if rule.monitors is not None and not (rule.project or rule.projects):
        return ()
    return rule.project_monitor or ("error",)


def _complain(
    declared: Declared, is_unfulfilled: Callable[[Document], bool], reason: str, advice: str
) -> Iterator[Problem]:
    for group in (declared.triggers, *declared.filters):
        never = [i for i, one in enumerate(group.conditions) if is_unfulfilled(one)]
        for index in never:
            text = f"{group.words[index]} never holds: {reason}, {group.without(never)}; {advice}"
            yield Problem(group.at(index), text, CHECK)


def _is_never_an_error(condition: Document) -> bool:
    kind = condition["type"]
    return kind in _NOT_OF_ERRORS or (kind in _OF_ERRORS and not _includes_errors(condition))


def _is_always_an_error(condition: Document) -> bool:
    comparison = condition["comparison"]
    if condition["type"] in _OF_ERRORS and isinstance(comparison, dict):
        included = comparison.get("include", True) is not False
        return included and comparison.get("value") == _OF_ERRORS[condition["type"]]
    return condition["type"] in _ONLY_OF_ERRORS


def _includes_errors(condition: Document) -> bool:
    comparison = condition["comparison"]
    if not isinstance(comparison, dict):
        return True
    included = comparison.get("include", True) is not False
    return included == (comparison.get("value") == _OF_ERRORS[condition["type"]])
