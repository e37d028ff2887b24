"""One look at the monitors that are deployed: is each as it was deployed, and how is it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from infra.base.errors import AlertsError
from infra.config.settings import Settings
from infra.monitors.canonical import canonical
from infra.monitors.health import WRONG, Health
from infra.monitors.monitor import Monitor
from infra.monitors.secrets import conceal
from infra.monitors.summary import summarise
from infra.monitors.to_document import to_document
from infra.operate.at_once import at_once
from infra.operate.deployed import Deployed, ManagedMonitor
from infra.operate.drift import Difference, Status
from infra.rules.placeholders import slot
from infra.sentry.replies import LiveMonitor
from infra.services import Services

_WORDS = ("name", "watches", "fails_when", "recovers_when", "environment")


class MonitorSeen(NamedTuple):
    """A monitor, what has become of it, and how it is.

    Attributes:
        monitor: as it was deployed.
        status: `missing`, `disabled`, `drifted` or `live`; None where Sentry could not be asked.
        differences: what differs from what was deployed.
        health: how it is; None where there is none, or where Sentry could not be asked.
        error: why it could not.
    """

    monitor: ManagedMonitor
    status: Status | None = None
    differences: tuple[Difference, ...] = ()
    health: Health | None = None
    error: AlertsError | None = None

    @property
    def in_order(self) -> bool:
        """True where the monitor is as it was deployed, which may be disabled."""
        return self.status not in (None, "missing") and not self.differences

    @property
    def wrong(self) -> bool:
        """True where what is watched is not well."""
        return self.health is not None and self.health.state in WRONG


def look_at_monitors(
    deployed: Deployed, settings: Settings, services: Services
) -> list[MonitorSeen]:
    """Look at every monitor of a stack, by one list for each project.

    Args:
        deployed: the stack's outputs.
        settings: its file, which says which texts of a monitor are secret.
        services: the clients of its services.
    """
    declared = {monitor.key: monitor for monitor in settings.monitors}

    def look(row: ManagedMonitor) -> MonitorSeen:
        try:
            return _look(row, declared.get(row.key), services)
        except AlertsError as error:
            return MonitorSeen(row, error=error)

    return at_once(look, deployed.monitors)


def compare_with_live(
    row: ManagedMonitor, live: LiveMonitor, declared: Monitor | None, names: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Return what differs between a monitor as it was deployed and as it is.

    Args:
        row: as it was deployed.
        live: as it is.
        declared: its entry; what it keeps in the vault is taken to be the same.
        names: what the ID of its owner stands for.
    """
    meant = None
    if declared:
        meant = to_document(declared, {who: slot(who) for who in declared.recipients})
    document = conceal(canonical(live, meant), meant, lambda *_: True)
    said = summarise(document, names)._asdict()
    found = [(field, str(getattr(row, field)), str(said[field])) for field in _WORDS]
    found.append(("status", row.status, "live" if live["enabled"] else "disabled"))
    return tuple(Difference(*values) for values in found if values[1] != values[2])


def _look(row: ManagedMonitor, declared: Monitor | None, services: Services) -> MonitorSeen:
    monitors = services.monitors(row.organization)
    live = monitors.monitor(row.id, row.project)
    if live is None:
        return MonitorSeen(row, "missing")
    differences = compare_with_live(row, live, declared, {})
    changed: Status = "drifted" if differences else "live"
    status: Status = changed if live["enabled"] else "disabled"
    return MonitorSeen(row, status, differences, services.monitor_health(row.organization).of(live))
