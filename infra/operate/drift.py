"""How a live alert differs from what was deployed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from infra.operate.deployed import ManagedRule
from infra.rules.canonical import canonical, linked_monitors
from infra.rules.summary import summarise
from infra.sentry.adoption import project_words

if TYPE_CHECKING:
    from infra.sentry.replies import Alert

_WORDS = ("name", "filter", "condition", "action", "frequency", "environment")

Status = Literal["live", "missing", "drifted", "disabled"]


class Difference(NamedTuple):
    """One field whose live value differs from the deployed one."""

    field: str
    deployed: str
    live: str

    def __str__(self) -> str:
        """Tell it as a preview does."""
        return f"{self.field}: deployed {self.deployed}, live {self.live}"


class Standing(NamedTuple):
    """What has become of a rule's alert.

    Attributes:
        status: `disabled` where the alert tells nobody, whatever else differs.
        differences: what differs from what was deployed; none for an alert that is missing.
        last_triggered: when it last notified somebody, as Sentry writes it; empty for never.
    """

    status: Status
    differences: tuple[Difference, ...] = ()
    last_triggered: str = ""

    @property
    def in_order(self) -> bool:
        """True where the alert is as it was deployed, which may be disabled."""
        return self.status != "missing" and not self.differences


def has_moved(rule: ManagedRule, alert: Alert) -> bool:
    """Tell whether the alert is linked to other monitors than it was; only Sentry knows whose."""
    return linked_monitors(canonical(alert)) != sorted(rule.monitors)


def compare_with_live(
    rule: ManagedRule,
    alert: Alert | None,
    own: Mapping[str, int],
    names: Mapping[int, str] = {},
) -> Standing:
    """Compare a rule with its live alert.

    Args:
        rule: as it was deployed.
        alert: the live one; None where there is none.
        own: the rule's monitors by type or ID; needed where the alert has `moved`.
        names: other monitors that the alert is linked to, in words.
    """
    if alert is None:
        return Standing("missing")
    document = canonical(alert)
    live = summarise(document, rule.recipients)._asdict()
    found = [(field, getattr(rule, field), str(live[field])) for field in _WORDS]
    if has_moved(rule, alert):
        place = rule.linked_to or rule.project
        linked = project_words(linked_monitors(document), own, place, names)
        if rule.linked_to and linked == place:
            linked = f"not all of {place}"
        found.append(("project", place, linked))
    found.append(("status", rule.status, "live" if alert["enabled"] else "disabled"))
    differences = tuple(Difference(*values) for values in found if values[1] != values[2])
    changed: Status = "drifted" if differences else "live"
    status: Status = changed if alert["enabled"] else "disabled"
    return Standing(status, differences, alert.get("lastTriggered") or "")
