"""What a command costs: seconds, CPU, memory, and requests for each service."""

from __future__ import annotations

import contextlib
import resource
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import psutil

_EVERY = 0.1  # seconds between two looks at the memory
_PROVIDERS = ("pulumi.dynamic", "terraform-provider-sentry")


class Cost(NamedTuple):
    """What one command took.

    Attributes:
        wall: seconds from start to end.
        cpu: seconds of CPU of all processes.
        tree: bytes of memory of all processes at their peak; what they share counts for each.
        provider: the same of the provider alone.
        requests: service to number of requests.
        state: bytes of Pulumi's state afterwards; 0 where there is none.
    """

    wall: float
    cpu: float
    tree: int
    provider: int
    requests: dict[str, int]
    state: int = 0


def measured(
    command: Callable[[], object], requests: Callable[[], Counter[str]], ignored: Iterable[int]
) -> Cost:
    """Run a command and return its cost.

    Args:
        command: starts processes and waits for them.
        requests: gives how many requests each service has got so far.
        ignored: the process IDs of the simulators, which run beside.
    """
    before, began, used = requests(), time.monotonic(), _children_cpu()
    peak = _Peak(frozenset(ignored))
    with peak:
        command()
    wall, cpu = time.monotonic() - began, _children_cpu() - used
    return Cost(wall, cpu, peak.tree, peak.provider, dict(requests() - before))


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Peak:
    """Watches the memory of all processes below this one."""

    def __init__(self, ignored: frozenset[int]) -> None:
        self.tree = 0
        self.provider = 0
        self._ignored = ignored
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            tree = provider = 0
            for process in psutil.Process().children(recursive=True):
                if process.pid in self._ignored:
                    continue
                with contextlib.suppress(psutil.Error):
                    size = process.memory_info().rss
                    tree += size
                    line = " ".join(process.cmdline())
                    provider += size if any(name in line for name in _PROVIDERS) else 0
            self.tree, self.provider = max(self.tree, tree), max(self.provider, provider)
