"""Conditions that cannot be joined so, that add nothing, or that some action cannot follow."""

from __future__ import annotations

from collections.abc import Iterator

from infra.lint.readable_rule import Declared, Group
from infra.rules import conditions
from infra.rules.canonical import Document
from infra.rules.frequencies import EVENTS
from infra.rules.problems import Problem

_ANY_ONLY = {
    conditions.NEW_ISSUE.type: "newIssue",
    conditions.REGRESSED_ISSUE.type: "regressedIssue",
    conditions.ESCALATING_ISSUE.type: "escalatingIssue",
    conditions.RESOLVED_ISSUE.type: "resolvedIssue",
}
"""What Sentry joins in a new group by `any-short` only (getsentry/sentry, PRs 107548, 108257)."""

_NOT_OF_ACTIVITIES = frozenset(
    {"pagerduty", "opsgenie", "jira", "jira_server", "vsts", "github", "github_enterprise"}
)
"""Actions that need an event (getsentry/sentry, PR 118026)."""


def on_rule(declared: Declared) -> Iterator[Problem]:
    """Yield what is odd about the conditions of a rule, and their actions."""
    yield from _match(declared)
    yield from _every_event(declared)
    yield from _seer_actions(declared)


def _match(declared: Declared) -> Iterator[Problem]:
    triggers = declared.triggers
    several = len(triggers.conditions) > 1
    if triggers.logic == "none" or (triggers.logic == "all" and several):
        kinds = [one["type"] for one in triggers.conditions if one["type"] in _ANY_ONLY]
        if kinds:
            match = declared.rule.condition_match
            text = (
                f"Sentry refuses {match!r} with {_ANY_ONLY[kinds[0]]} in a new alert; leave it "
                "out, and write as a filter what must hold besides"
            )
            yield declared.problem("conditionMatch", text, "trigger-match")
    for group in declared.filters:
        for index, condition in enumerate(group.conditions):
            joined = group.logic == "any-short" and len(group.conditions) > 1
            if condition["type"] in _ANY_ONLY and not joined:
                key = _ANY_ONLY[condition["type"]]
                text = f"Sentry refuses it as a filter; write 'condition: {{{key}: true}}'"
                yield Problem(group.at(index), text, "trigger-match")


def _every_event(declared: Declared) -> Iterator[Problem]:
    triggers = declared.triggers
    kinds = [condition["type"] for condition in triggers.conditions]
    if conditions.EVERY_EVENT.type not in kinds:
        return
    place, text = triggers.at(kinds.index(conditions.EVERY_EVENT.type)), ""
    if triggers.logic == "none":
        text = "everyEvent always holds, so 'conditionMatch: none' never does; remove one of them"
    elif triggers.logic == "all" and len(kinds) > 1:
        text = "everyEvent always holds, so it adds nothing to the others; remove it"
    elif len(kinds) > 1:
        text = "everyEvent always holds, so the others add nothing; remove it, or them"
    elif count := _only_count(list(declared.filters)):
        comparison = count["comparison"]
        wanted = f"{{atLeast: {comparison['value'] + 1}, within: {comparison['interval']}}}"
        text = f"with the one count of events among the filters, 'condition: {wanted}' says it all"
    if text:
        yield Problem(place, text, "every-event")


def _only_count(groups: list[Group]) -> Document | None:
    """Return the count that Sentry would be sent as the condition; see `canonical`."""
    counts = [one for one in groups[0].conditions if one["type"] == EVENTS.type]
    plain = len(groups) == len(counts) == 1 and groups[0].logic == "all"
    comparison = counts[0]["comparison"] if plain else {}
    whole = isinstance(comparison, dict) and comparison.keys() == {"value", "interval"}
    return counts[0] if whole and type(comparison["value"]) is int else None


def _seer_actions(declared: Declared) -> Iterator[Problem]:
    kinds = [condition["type"] for condition in declared.triggers.conditions]
    if conditions.SEER_ACTIVITY.type not in kinds:
        return
    for number, group in enumerate(declared.document["actionFilters"]):
        place = declared.inside_group(number, "action")
        for index, action in enumerate(group["actions"]):
            if action["type"] in _NOT_OF_ACTIVITIES:
                here = place.inside(index) if len(group["actions"]) > 1 else place
                text = (
                    f"Sentry refuses {action['type']} in an alert with seerActivity; write it in "
                    "a rule of its own"
                )
                yield Problem(here, text, "seer-action")
