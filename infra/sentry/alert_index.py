"""An organization's alerts, found by ID, by name and by whom they mail about what.

A stack of a thousand rules asks a thousand times; no answer may look at every alert.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from infra.rules.canonical import Document, canonical, sorted_json

if TYPE_CHECKING:
    from infra.sentry.replies import Alert


class AlertIndex:
    """Alerts in the order in which they came; one that is put again replaces itself."""

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self.by_id: dict[str, Alert] = {}
        self._named: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._mails: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for alert in alerts:
            self.put(alert)

    def put(self, alert: Alert) -> None:
        """Add an alert, or what it says now."""
        if known := self.by_id.get(alert["id"]):
            del self._named[known["name"]][known["id"]]
            for mail in _mails(canonical(known)):
                del self._mails[mail][known["id"]]
        self.by_id[alert["id"]] = alert
        self._named[alert["name"]][alert["id"]] = None
        for mail in _mails(canonical(alert)):
            self._mails[mail][alert["id"]] = None

    def of_name(self, name: str) -> list[Alert]:
        """Return the alerts of exactly this name."""
        return [self.by_id[alert] for alert in self._named.get(name, ())]

    def mailing_alike(self, document: Document) -> list[Alert]:
        """Return the alerts that share an action, and the filters before it, with `document`."""
        found = {alert for mail in _mails(document) for alert in self._mails.get(mail, ())}
        return [self.by_id[alert] for alert in sorted(found, key=int)]


def _mails(document: Document) -> set[str]:
    """Return a text for each action of a canonical document, with the filters before it."""
    return {
        sorted_json([group["logicType"], group["conditions"], action])
        for group in document.get("actionFilters", [])
        for action in group["actions"]
    }
