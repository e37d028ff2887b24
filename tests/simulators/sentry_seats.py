"""Seats of cron and uptime monitors: what an enabled one costs, and the reason when none is left.

Sources: `getsentry/sentry: src/sentry/monitors/validators.py` and `src/sentry/uptime/endpoints/
validators.py` (when a seat is taken and given back). Who may have how many is closed billing code:
the text is a field report's (jikig-ai/soleur#3958).
"""

from typing import Any

from tests.simulators.sentry_detector_kinds import DetectorKind
from tests.simulators.sentry_serializer import Invalid

Item = dict[str, Any]
NO_SEAT = "You don't have enough pay-as-you-go available to create a new seat"


def has_seat(state: Item) -> bool:
    """Tell whether a monitor can be enabled; `seatsLeft` null is no limit."""
    return state["seatsLeft"] is None or state["seatsLeft"] > 0


def take_seat(state: Item) -> bool:
    """Take a seat if one is left, and tell whether it was."""
    if not has_seat(state):
        return False
    if state["seatsLeft"] is not None:
        state["seatsLeft"] -= 1
    return True


def free_seat(state: Item) -> None:
    """Give a seat back."""
    if state["seatsLeft"] is not None:
        state["seatsLeft"] += 1


class SeatedKind(DetectorKind):
    """A kind of monitor of which each enabled one needs a seat."""

    def read_enabled(self, value: Any) -> bool:
        """Refuse to enable without a seat; a new monitor is disabled instead."""
        enabled = super().read_enabled(value)
        if self.stored and enabled and not self.stored["enabled"] and not has_seat(self.state):
            raise Invalid(NO_SEAT)
        return enabled

    def create(self, values: Item) -> Item:
        """Store the monitor; without a seat it is disabled."""
        made = super().create(values)
        made["enabled"] = take_seat(self.state)
        return made

    def update(self, values: Item) -> Item:
        """Change the monitor; its seat goes and comes with `enabled`."""
        assert self.stored is not None
        before = self.stored["enabled"]
        changed = super().update(values)
        if changed["enabled"] and not before:
            take_seat(self.state)
        if before and not changed["enabled"]:
            free_seat(self.state)
        return changed

    def delete(self) -> None:
        """Remove the monitor and give its seat back at once."""
        if self.holds_seat():
            free_seat(self.state)
        super().delete()

    def holds_seat(self) -> bool:
        """Tell whether the stored monitor has a seat."""
        return self.stored is not None and bool(self.stored["enabled"])
