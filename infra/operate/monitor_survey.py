"""One look at the monitors that are deployed: is each as it was deployed, and how is it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from infra.base.errors import AlertsError
from infra.config.settings import Settings
from infra.monitors.canonical import CONFIG_FROM, canonical
from infra.monitors.health import DISABLED, HEALTHY, WRONG, Health
from infra.monitors.monitor import Monitor
from infra.monitors.secrets import conceal
from infra.monitors.summary import summarise
from infra.monitors.to_document import to_document
from infra.operate.at_once import at_once
from infra.operate.deployed import Deployed, ManagedMonitor
from infra.operate.drift import Difference, Status
from infra.provider.monitor_planning import known_shape
from infra.rules.placeholders import slot
from infra.sentry.replies import LiveMonitor
from infra.services import Services

_PLAIN = ("name", "environment")
_CONFIG = ("watches", "fails_when", "recovers_when")


class MonitorSeen(NamedTuple):
    """A monitor, what has become of it, and how it is.

    Attributes:
        monitor: as it was deployed.
        status: `missing`, `disabled`, `drifted` or `live`; None where Sentry could not be asked.
        differences: what differs from what was deployed.
        health: how it is; None where there is none, or where Sentry could not be asked.
        error: why Sentry could not be asked for the monitor, or for how it is.
    """

    monitor: ManagedMonitor
    status: Status | None = None
    differences: tuple[Difference, ...] = ()
    health: Health | None = None
    error: AlertsError | None = None

    @property
    def moved(self) -> bool:
        """True where the monitor is known not to be as it was deployed."""
        return self.status == "missing" or bool(self.differences)

    @property
    def wrong(self) -> bool:
        """True where what is watched is not well."""
        return self.health is not None and self.health.state in WRONG

    @property
    def in_order(self) -> bool:
        """True where the monitor needs nobody: it is as deployed, and healthy or disabled."""
        quiet = self.health is not None and self.health.state in (HEALTHY, DISABLED)
        return quiet and not self.moved and not (self.health and self.health.muted)

    @property
    def urgency(self) -> int:
        """How late somebody may look at it; the smaller, the sooner."""
        signs = (
            self.status == "missing",
            self.status == "disabled" and self.moved,
            self.wrong,
            self.moved,
            not self.in_order,
        )
        return signs.index(True) if True in signs else len(signs)


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

    What it watches is compared only as far as its entry can tell what of it is secret, or left to
    its check-ins.

    Args:
        row: as it was deployed.
        live: as it is.
        declared: its entry; what it keeps in the vault is taken to be the same. None where the
            stack's file no longer has it.
        names: what the ID of its owner stands for.
    """
    meant = None
    if declared:
        meant = to_document(declared, {who: slot(who) for who in declared.recipients})
    with known_shape(live):
        document = conceal(canonical(live, meant), meant, lambda *_: True)
        said = summarise(document, names)._asdict()
    config = () if meant is None or CONFIG_FROM in meant else _CONFIG
    found = [(field, str(getattr(row, field)), str(said[field])) for field in (*_PLAIN, *config)]
    found.append(("status", row.status, "live" if live["enabled"] else "disabled"))
    return tuple(Difference(*values) for values in found if values[1] != values[2])


def _look(row: ManagedMonitor, declared: Monitor | None, services: Services) -> MonitorSeen:
    monitors = services.monitors(row.organization)
    live = monitors.monitor(row.id, row.project)
    if live is None:
        return MonitorSeen(row, "missing")
    differences = compare_with_live(row, live, declared, {})
    changed: Status = "drifted" if differences else "live"
    seen = MonitorSeen(row, changed if live["enabled"] else "disabled", differences)
    try:
        return seen._replace(health=services.monitor_health(row.organization).of(live))
    except AlertsError as error:
        return seen._replace(error=error)
