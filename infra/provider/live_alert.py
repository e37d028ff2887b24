"""Which live alert a rule without state takes over: by the ID its entry says, or by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from infra.base.errors import RuleError
from infra.provider.claims import read_claim

if TYPE_CHECKING:
    from infra.provider.linking import Links
    from infra.provider.state import Properties
    from infra.sentry.inventory import Inventory
    from infra.sentry.replies import Alert


def live_alert(
    declared: Properties,
    links: Links,
    sentry: Inventory,
    claims: Callable[[], Collection[str]],
) -> Alert | None:
    """Return the alert that a rule without state takes over; None where one is to be made.

    Args:
        declared: the rule, as the program hands it over.
        links: the rule's.
        sentry: what the rule's organization has.
        claims: gives the IDs of the alerts that entries name.

    Raises:
        RuleError: the alert that the entry names is gone, or nothing tells which one is meant.
    """
    if declared.get("alert"):
        return expect_alert(read_claim("alert", declared["alert"], sentry), sentry)
    if not declared.get("shares_name"):
        return sentry.namesake(links.monitors, declared["name"], claims)
    found = sentry.namesakes(links.monitors, declared["name"], claims)
    lines = "".join(f"\n    {alert['id']}  {sentry.url(alert['id'])}" for alert in found)
    told = f"; those that no entry names are:{lines}" if lines else ", and Sentry has none for it"
    raise RuleError(
        f"several rules of this stack are named {declared['name']!r}, so nothing tells which "
        f"alert is the one of {declared['key']}{told}",
        f"write 'alert: {found[0]['id']}', or the ID of another, into the entry"
        if found
        else "give the rule another name, under which its alert is made",
    )


def expect_alert(alert_id: str, sentry: Inventory) -> Alert:
    """Return the alert of an ID that an entry names.

    Raises:
        RuleError: the organization has no such alert.
    """
    found = sentry.alert(alert_id)
    if found is None:
        raise RuleError(
            f"alert: Sentry organization {sentry.organization} has no alert {alert_id}: it was "
            "deleted, or is another organization's",
            "correct the ID, or remove 'alert' from the entry: then the alert of the rule's name "
            "is adopted, or one is made",
        )
    return found
