"""Which live alert belongs to a declared rule: decided by exact name within a project.

Sentry allows any number of alerts of one name, and the engine cannot import a dynamic resource
(pulumi/pulumi#16175), so a rule without state finds its alert here or is created.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from infra.base.errors import RuleError
from infra.base.urls import alert_url
from infra.rules.canonical import Document, canonical

if TYPE_CHECKING:
    from infra.sentry.replies import Alert


def links_to(alert: Alert, detectors: Collection[int]) -> bool:
    """Tell whether an alert is linked to any of these monitors."""
    return any(int(detector) in detectors for detector in alert["detectorIds"])


def namesakes(name: str, alerts: Iterable[Alert], detectors: Collection[int]) -> list[Alert]:
    """Return the alerts of exactly this name that are linked to one of these monitors."""
    return [a for a in alerts if a["name"] == name and links_to(a, detectors)]


def elsewhere(name: str, alerts: Iterable[Alert], detectors: Collection[int]) -> list[Alert]:
    """Return the alerts of exactly this name that belong to another project or to none."""
    return [a for a in alerts if a["name"] == name and not links_to(a, detectors)]


def only(candidates: Sequence[Alert], sentry_url: str, organization: str) -> Alert | None:
    """Return the one candidate, None when there is none.

    Raises:
        RuleError: there are several, and nothing tells which one is meant.
    """
    if len(candidates) > 1:
        lines = "".join(
            f"\n    {alert['id']}  {alert_url(sentry_url, organization, alert['id'])}"
            for alert in candidates
        )
        raise RuleError(
            f"{len(candidates)} alerts of the project are named {candidates[0]['name']!r}:{lines}",
            f"write 'alert: {candidates[0]['id']}', or the ID of another, into the rule's entry, "
            "then run the same command again",
        )
    return candidates[0] if candidates else None


def chosen_detectors(live: Collection[int], own: dict[str, int]) -> list[int]:
    """Return the monitors a rule's alert is linked to: the project's that it has, else `error`.

    Sentry linked the alerts it migrated to the issue stream monitor, and its own tools link new
    ones to the error monitor; an alert on either fires for the project's errors.

    Args:
        live: the monitors the alert is linked to now; empty for a new one.
        own: the project's own monitors, type to ID.
    """
    if kept := set(live) & set(own.values()):
        return sorted(kept)
    return [own["error"] if "error" in own else own["issue_stream"]]


def project_words(
    live: Collection[int], own: Mapping[str, int], project: str, names: Mapping[int, str] = {}
) -> str:
    """Return what an alert is linked to in words; only the rule's own project is its plain slug.

    Args:
        live: the monitors the alert is linked to.
        own: the project's own monitors, type to ID.
        project: its slug.
        names: the other monitors in words, as far as they are known.
    """
    mine, others = set(live) & set(own.values()), set(live) - set(own.values())
    if mine and not others:
        return project
    told = ", ".join(names[id_] for id_ in sorted(others & names.keys()))
    if mine:
        return f"{project} and {told or 'others'}"
    return f"not {project} but {told}" if told else f"not {project}"


def doubles(
    document: Document,
    others: Iterable[Alert],
    declared: Collection[str],
    detectors: Collection[int],
) -> list[Alert]:
    """Return the live alerts that tell the same people of the same events as `document` does.

    Sentry made a new alert of each old rule, which stays active beside a newly declared one (report
    jianyuan/terraform-provider-sentry#870), linked to the issue stream monitor where a new one is
    linked to the error monitor. Sentry carries out equal actions of one evaluation once
    (`src/sentry/workflow_engine/processors/action.py`); alerts that fire at different moments,
    each as often as its own frequency lets it, mail twice.

    Args:
        document: the canonical document of a rule.
        others: all alerts but the rule's own.
        declared: the names of the stack's rules; an alert of one of them is that rule's.
        detectors: the project's own monitors.
    """
    found = []
    for other in others:
        another_rules = other["name"] in declared and other["name"] != document["name"]
        if other["enabled"] and not another_rules and links_to(other, detectors):
            groups = canonical(other)["actionFilters"]
            pairs = [(a, b) for a in document["actionFilters"] for b in groups]
            if any(_same_events(a, b) and _share_action(a, b) for a, b in pairs):
                found.append(other)
    return found


def _same_events(one: Document, other: Document) -> bool:
    keys = ("logicType", "conditions")
    return bool([one[key] for key in keys] == [other[key] for key in keys])


def _share_action(one: Document, other: Document) -> bool:
    return any(action in other["actions"] for action in one["actions"])
