"""What is measured at which size, and what is left out because it would tell nothing new. Pure."""

from __future__ import annotations

OURS = "this program"
NOTHING = "as many resources that do nothing"
WAITING = "the same, each create waiting for two calls"
EMPTY_PROGRAM = "empty program"
SCRIPT = "script: a GET and a POST for each rule"
TERRAFORM = "Terraform and its Sentry provider"
REAL = (OURS, SCRIPT, TERRAFORM)
"""Those that ask Sentry; each has simulators of its own."""
ALL = (OURS, NOTHING, WAITING, EMPTY_PROGRAM, SCRIPT, TERRAFORM)

FIRST_UP = "first up"
PREVIEW = "no-op preview"
CHANGE = "one rule changed"
DESTROY = "destroy"
COMMANDS = (FIRST_UP, PREVIEW, CHANGE, DESTROY)

SIZES = (1, 10, 100, 1000)
LATENCIES = (0, 100)

_MANY = 1000
_PROJECTS = 20
LEFT_OUT = (
    "Left out: with 100 ms, the programs that ask nobody (they cost what they cost without); the "
    "waiting resources without latency (they are the ones that do nothing then); with 1,000 rules "
    "and 100 ms, the waiting resources (their target is for 100 rules) and the script (2,000 calls "
    "of 100 ms, one after another). The script can only make rules."
)


def projects(size: int) -> int:
    """Return over how many Sentry projects so many rules are spread."""
    return _PROJECTS if size >= _MANY else 1


def rounds(size: int) -> int:
    """Return how often a preview is measured; the contenders take turns, the median counts."""
    return 3 if size > 1 else 5


def contenders(size: int, latency: int) -> tuple[str, ...]:
    """Return who is measured with so many rules and so many milliseconds for each API call."""
    return tuple(who for who in ALL if not _tells_nothing(who, size, latency))


def _tells_nothing(who: str, size: int, latency: int) -> bool:
    if who in (NOTHING, EMPTY_PROGRAM):
        return latency > 0
    if who == WAITING:
        return latency == 0 or size >= _MANY
    return who == SCRIPT and latency > 0 and size >= _MANY
