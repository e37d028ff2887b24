"""The Sentry alert ("workflow") document that a rule becomes.

How each kind of filter, condition and action is written is declared with the kind.
Shapes: Sentry's OpenAPI document of 2026-08-16 and `getsentry/sentry: src/sentry/workflow_engine`.
"""

from __future__ import annotations

from collections.abc import Sequence

from infra.rules.alert_rule import ActionGroup, AlertRule
from infra.rules.canonical import Document
from infra.rules.conditions import kind_and_value
from infra.rules.kinds import kind_of, write_condition, write_entry
from infra.rules.links import link_words, links_of
from infra.rules.placeholders import id_in_words
from infra.rules.recipients import Ids, Recipient

LOGIC = {"any": "any-short", "all": "all", "none": "none"}
"""How filters are joined in a stack file, to Sentry's name of it."""

_OWN = {"error": "error", "issue_stream": "issue stream"}


def to_document(rule: AlertRule, detector_ids: Sequence[int], recipients: Ids) -> Document:
    """Return the document Sentry is sent for `rule`; every field, as a PUT without one changes it.

    Only an owner is left out where none is declared: whoever owns the alert in Sentry stays.

    Args:
        rule: what is declared.
        detector_ids: the project's monitor(s) that the alert is linked to.
        recipients: Sentry's ID of everyone and everything the rule names.
    """
    document: Document = {
        "name": rule.name,
        "enabled": rule.enabled,
        "environment": rule.environment,
        "config": {"frequency": rule.frequency},
        "detectorIds": sorted(detector_ids),
        "triggers": {
            "logicType": _logic_of(rule.condition_match),
            "conditions": [
                write_condition(kind, value, recipients)
                for condition in rule.condition
                for kind, value in [kind_and_value(condition)]
            ],
        },
        "actionFilters": [_write_group(group, recipients) for group in rule.groups],
    }
    if rule.owner:
        kind, name = rule.owner.chosen
        document["owner"] = f"{kind}:{recipients[Recipient(kind, name)]}"
    return document


def _logic_of(match: str) -> str:
    """Return Sentry's name for how the parts of a group are joined."""
    return LOGIC.get(match, str(match))


def draft(rule: AlertRule, project: str) -> Document:
    """Return the document of `rule` before Sentry was asked anything: IDs are shown in words."""
    document = to_document(rule, [], {who: id_in_words(who) for who in rule.recipients})
    links = links_of(rule, project)
    own = [
        f"{_OWN[kind]} monitor of {slug}"
        for slug in (links["projects"] if links else [project])
        for kind in links.get("own") or ("error",)
    ]
    named = links | {"projects": [], "all_projects": False}
    others = link_words(named, project) if links and (links["monitors"] or links["keys"]) else []
    everybodys = ["monitor of all projects"] if rule.all_projects else []
    words = (*own, *everybodys, *others)
    return document | {"detectorIds": [f"<ID of the {monitor}>" for monitor in words]}


def _write_group(group: ActionGroup, ids: Ids) -> Document:
    return {
        "logicType": _logic_of(group.filter_match),
        "conditions": [write_condition(kind_of(f), f.chosen[1], ids) for f in group.filter],
        "actions": [write_entry(action, ids) for action in group.action],
    }
