"""What holds of every cell, whatever its outcome."""

from __future__ import annotations

import traceback
from typing import Any

from infra.heroku.config_var_status import INVALID, OK, UNKNOWN
from infra.http import retries
from infra.monitors.canonical import canonical
from infra.monitors.to_document import to_document
from tests.faults.cells import Cell, Ending
from tests.faults.stack import NAME, Stack
from tests.faults.wire import AFTER, CONNECT
from tests.monitors.entries import monitor
from tests.simulators.tokens import SECRETS

NOT_TAKEN = {"429:7", "429", CONNECT}
"""What leaves no doubt that a request did nothing, so that a write may be sent again."""

REFUSED = {"401", "403", "410", "redirect"}
"""What another try would not change."""

FULL_ANSWERS = ("500", "html", "wrong-shape")

ANSWER_LOST = {"reset-after-write", "half-body", *(f"{AFTER}{k}" for k in FULL_ANSWERS)}
"""What leaves a create done, and its ID to be found in the same run."""


def hold_during(cell: Cell, stack: Stack, ending: Ending, first_id: str) -> None:
    """Assert what holds as soon as the operation has ended.

    Args:
        cell: what was done, and what befell it.
        stack: the stack after it.
        ending: how it ended.
        first_id: the ID of the rule's alert before it; empty where there was none.
    """
    _tries_are_bounded(cell, stack, ending)
    _words_are_fit(cell, stack, ending)
    assert len(_named(stack)) <= 1, "a duplicate"
    assert not (cell.call.creates and cell.kind in ANSWER_LOST and ending.error), "a lost ID"
    if not ending.error:
        _in_order(cell, stack, ending, first_id)


def hold_afterwards(cell: Cell, stack: Stack, ending: Ending, first_id: str) -> None:
    """Assert what holds after the operation was run again without the fault."""
    assert not ending.error, f"the second run fails: {ending.error}"
    assert not cell.call.looks or ending.value == OK
    _in_order(cell, stack, ending, first_id)


def _tries_are_bounded(cell: Cell, stack: Stack, ending: Ending) -> None:
    assert 1 <= ending.tries <= retries.ATTEMPTS
    if cell.kind in REFUSED or (cell.call.writes and cell.kind not in NOT_TAKEN):
        assert ending.tries == 1, "sent again what may have taken effect, or was refused"
    repeatable = cell.call.creates and cell.kind in NOT_TAKEN
    assert stack.wire.creates <= (retries.ATTEMPTS if repeatable else 1)
    assert len(stack.waits) < retries.ATTEMPTS
    asked = 7.0 if cell.kind == "429:7" else 0.0
    assert all(asked <= wait <= retries.LONGEST_WAIT + 0.5 for wait in stack.waits)


def _words_are_fit(cell: Cell, stack: Stack, ending: Ending) -> None:
    """What is said is one line and a next step, and holds no secret."""
    assert not [name for text in stack.said for name in _secrets_in(text)]
    if cell.call.looks:
        status = ending.value.partition(":")[0]
        assert status in {OK, UNKNOWN} or (status == INVALID and cell.kind == "401")
        assert "\n" not in ending.value
        assert status == OK or any("\n  Next: " in text for text in stack.said), "no next step"
    if error := ending.error:
        shown = "".join(traceback.format_exception(error, limit=0))
        assert shown.count("infra.base.errors.") == 1, f"more than one message: {shown}"
        assert error.message
        assert "\n" not in error.message
        assert error.next_step, f"no next step: {error.message}"
        assert "Traceback (most" not in str(error)
        assert not _secrets_in(shown)


def _secrets_in(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret in text]


def _in_order(cell: Cell, stack: Stack, ending: Ending, first_id: str) -> None:
    """Sentry holds what is declared, under the ID that the operation gave."""
    if cell.call.looks:
        return
    if cell.call.deletes:
        assert not stack.found(), "not deleted"
        return
    assert [one["id"] for one in stack.found()] == [ending.value]
    assert not first_id or ending.value == first_id, "another ID"
    assert stack.state
    assert stack.state[0] == ending.value
    (found,) = stack.found()
    if stack.monitor:
        meant = to_document(monitor(stack.monitor), {})
        assert canonical(found, meant) == meant
    else:
        assert _said_by(found) == _meant_by(stack.rule)


def _named(stack: Stack) -> list[dict[str, Any]]:
    name = stack.monitor.get("name", NAME)
    return [one for one in stack.found() if one["name"] == name]


def _said_by(alert: dict[str, Any]) -> dict[str, Any]:
    [trigger] = alert["triggers"]["conditions"]
    [group] = alert["actionFilters"]
    [condition], [action] = group["conditions"], group["actions"]
    return {
        "frequency": alert["config"]["frequency"],
        "count": trigger["comparison"],
        "filter": condition["comparison"],
        "recipient": (action["config"]["targetType"], action["config"]["targetIdentifier"]),
        "enabled": alert["enabled"],
        "monitors": alert["detectorIds"],
    }


_TARGETS = {
    "email": ("user", "3001"),
    "emailTeam": ("team", "801"),
    "slack": ("specific", "C02"),
    "sentryApp": ("sentry_app", "71"),
}


def _meant_by(changes: dict[str, Any]) -> dict[str, Any]:
    """Return what the rule of `tests.factories` with these changes has to become."""
    return {
        "frequency": 45 if "frequency" in changes else 30,
        "count": {"value": 2, "interval": "1h"},
        "filter": {"attribute": "message", "match": "co", "value": "No space left on device"},
        "recipient": _TARGETS[next(iter(changes.get("action", {"email": ""})))],
        "enabled": True,
        "monitors": ["7101"],
    }
