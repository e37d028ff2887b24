"""What is measured at which size, and what is left out because it would tell nothing new. Pure."""

from __future__ import annotations

OURS = "this program"
MIXED = "this program, one resource in ten a monitor"
NOTHING = "as many resources that do nothing"
WAITING = "the same, each create waiting for two calls"
EMPTY_PROGRAM = "empty program"
SCRIPT = "script: a GET and a POST for each rule"
TERRAFORM = "Terraform and its Sentry provider"
REAL = (OURS, MIXED, SCRIPT, TERRAFORM)
"""Those that ask Sentry; each has simulators of its own."""
ALL = (OURS, MIXED, NOTHING, WAITING, EMPTY_PROGRAM, SCRIPT, TERRAFORM)

FIRST_UP = "first up"
PREVIEW = "no-op preview"
CHANGE = "one rule changed"
DESTROY = "destroy"
COMMANDS = (FIRST_UP, PREVIEW, CHANGE, DESTROY)

SIZES = (1, 10, 100, 1000)
LATENCIES = (0, 100)

_MONITORED = 10
"""Resources from which one in so many may be a monitor."""
_SOME, _MANY = 100, 1000  # rules
_ROUNDS = {1: 9, _MANY: 5}
_PROJECTS = 20
LEFT_OUT = """\
Left out, as they would tell nothing new or take too long:

- with 100 ms, the programs that ask nobody: they cost what they cost without; and the one with
  monitors, whose calls are those of rules;
- the empty program with more rules than one: it has none;
- with 1,000 rules and 100 ms, the waiting resources (their target is for 100 rules), the script
  (2,000 calls of 100 ms, one after another) and Terraform; of this program only two commands;
- with 1,000 rules, a change and a destroy by Terraform: each reads every rule, as its plan does.

The script can only make rules.
"""


def monitors(size: int) -> int:
    """Return how many of so many resources are monitors where rules name some."""
    return size // _MONITORED


def projects(size: int) -> int:
    """Return over how many Sentry projects so many rules are spread."""
    return _PROJECTS if size >= _MANY else 1


def rounds(who: str, size: int, latency: int) -> int:
    """Return how often a preview and a change are measured, in turns; the median counts."""
    if latency or (who == TERRAFORM and size >= _SOME):
        return 1
    return _ROUNDS.get(size, 3)


def contenders(size: int, latency: int) -> tuple[str, ...]:
    """Return who is measured with so many rules and so many milliseconds for each API call."""
    return tuple(who for who in ALL if not _is_left_out(who, size, latency))


def commands(who: str, size: int, latency: int) -> tuple[str, ...]:
    """Return what a contender does, as far as it can."""
    if size >= _MANY and (latency or who == TERRAFORM):
        return (FIRST_UP, PREVIEW)
    if who == EMPTY_PROGRAM:
        return (FIRST_UP, PREVIEW, DESTROY)
    return COMMANDS


def _is_left_out(who: str, size: int, latency: int) -> bool:
    return {
        OURS: False,
        MIXED: latency > 0 or size < _MONITORED,
        NOTHING: latency > 0,
        WAITING: latency == 0 or size >= _MANY,
        EMPTY_PROGRAM: latency > 0 or size > 1,
        SCRIPT: latency > 0 and size >= _MANY,
        TERRAFORM: latency > 0 and size >= _MANY,
    }[who]
