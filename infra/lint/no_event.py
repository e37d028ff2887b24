"""Filters that look at an event, under a trigger that has none.

Sentry judges an alert for an event, or for an activity of an issue: it was resolved, or Seer did
something. An activity has no event, so filters that look at one never hold, counts are skipped,
and an alert of one environment is not looked at (`getsentry/sentry: src/sentry/workflow_engine/
processors/workflow.py`, read 2026-11). Regressed and escalating issues come with their event.
"""

from __future__ import annotations

from collections.abc import Iterator

from infra.lint.readable_rule import Declared, Group
from infra.rules import conditions, filters, frequencies
from infra.rules.event_matches import TAG
from infra.rules.kinds import Kind
from infra.rules.problems import Problem

CHECK = "no-event"
_ACTIVITIES = {
    conditions.RESOLVED_ISSUE.type: "resolvedIssue",
    conditions.SEER_ACTIVITY.type: "seerActivity",
}


def _types(*kinds: Kind) -> frozenset[str]:
    return frozenset(kind.type for kind in kinds)


COUNTS = _types(
    *(frequencies.EVENTS, frequencies.EVENT_INCREASE, frequencies.USERS),
    *(frequencies.USER_INCREASE, frequencies.SESSIONS, frequencies.SESSION_INCREASE),
)
"""The conditions that count; Sentry asks for their numbers after the event."""

_OF_EVENTS = _types(TAG, filters.LEVEL, filters.LATEST_RELEASE, filters.LATEST_ADOPTED_RELEASE) | {
    "event_attribute"
}
_TRIGGERED_BY_EVENTS = _types(
    *(conditions.NEW_ISSUE, conditions.REGRESSED_ISSUE, conditions.ESCALATING_ISSUE),
    *(conditions.NEW_HIGH_PRIORITY_ISSUE, conditions.EXISTING_HIGH_PRIORITY_ISSUE),
)


def on_rule(declared: Declared) -> Iterator[Problem]:
    """Yield what keeps the activities of a rule from firing it."""
    triggers = declared.triggers
    kinds = [condition["type"] for condition in triggers.conditions]
    activities = [_ACTIVITIES[kind] for kind in kinds if kind in _ACTIVITIES]
    if not activities or triggers.logic == "none":
        return
    who = " and ".join(dict.fromkeys(activities))
    if triggers.logic == "all":
        yield from _judge(triggers, who, "so the rule never fires")
        return
    alone = len(activities) == len(kinds)
    if declared.rule.environment is not None:
        outcome = "the rule never fires" if alone else f"{who} never fires the rule"
        text = f"{who} belongs to no environment, so {outcome}; remove it, or write another rule"
        yield declared.problem("environment", text, CHECK)
    for group in declared.filters:
        yield from _judge(group, who, group.outcome if alone else f"so {who} never passes it")


def _judge(group: Group, who: str, outcome: str) -> Iterator[Problem]:
    needy = [i for i, one in enumerate(group.conditions) if _needs_event(one["type"])]
    if group.logic == "any-short" and len(needy) < len(group.conditions):
        return
    for index in needy:
        passed = group.logic == "none" and group.conditions[index]["type"] not in COUNTS
        effect = f"so each {who} passes it" if passed else outcome
        text = f"{group.words[index]} looks at an event, and {who} has none, {effect}"
        yield Problem(group.at(index), f"{text}; write another rule for it", CHECK)


def _needs_event(kind: str) -> bool:
    return kind in _OF_EVENTS | COUNTS | _TRIGGERED_BY_EVENTS
