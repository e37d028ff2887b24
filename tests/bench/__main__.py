"""Runs the benchmark and writes docs/performance.md: `python -m tests.bench [--quick]`."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import contenders, page, programs
from tests.bench.contenders import Contender, Script, Stack, Terraform
from tests.bench.meter import Cost, measured
from tests.bench.page import Row
from tests.bench.services import Services

SIZES = (1, 10, 100, 1000)
LATENCIES = (0, 100)
ROUNDS = 5
"""How often a preview is measured at the most; the contenders take turns, and the median counts."""


def main() -> None:
    """Measure every contender at every size and latency."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 and 10 rules, without latency")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="RULES")
    parser.add_argument("--latencies", type=int, nargs="+", default=LATENCIES, metavar="MS")
    parser.add_argument("--output", type=Path, default=page.DOCUMENT, metavar="FILE")
    options = parser.parse_args()
    sizes, latencies = ((1, 10), (0,)) if options.quick else (options.sizes, options.latencies)
    if why := contenders.terraform_is_missing():
        _say(f"Terraform is left out: {why}")
    rows: list[Row] = []
    for latency in latencies:
        for size in sizes:
            rows += measured_at(size, latency, rounds=1 if options.quick else ROUNDS)
            text = options.output.read_text("utf-8") if options.output.exists() else page.EMPTY
            options.output.write_text(page.replaced(text, rows), encoding="utf-8")


def measured_at(size: int, latency: int, rounds: int) -> Iterator[Row]:
    """Measure all contenders with so many rules and so many milliseconds for each API call."""
    with ExitStack() as started, tempfile.TemporaryDirectory() as folder:
        services = {name: started.enter_context(Services(latency)) for name in page.REAL}
        made = _contenders(Path(folder), size, latency, services)

        def cost(name: str, command: Callable[[], object]) -> Cost:
            own = services[name] if name in services else services[page.OURS]
            return measured(command, own.asked, {other.pid for other in services.values()})

        costs: dict[tuple[str, str], Cost] = {}
        for name, contender in made.items():
            costs[name, "first up"] = cost(name, contender.up)
        previewing = [name for name in made if name not in (page.SCRIPT, page.WAITING)]
        turns: dict[str, list[Cost]] = {name: [] for name in previewing}
        for _ in range(rounds if size < SIZES[-1] else min(rounds, 3)):
            for name in previewing:
                turns[name].append(cost(name, made[name].preview))
        for name, found in turns.items():
            costs[name, "no-op preview"] = _median(found)
        for name in (page.OURS, page.TERRAFORM):
            if name in made:
                costs[name, "one rule changed"] = cost(name, made[name].change)
        for name in previewing:
            costs[name, "destroy"] = cost(name, made[name].destroy)
        for (name, command), found_cost in costs.items():
            row = Row(name, command, size, latency, found_cost)
            _say(page.line(row))
            yield row


def _contenders(
    folder: Path, size: int, latency: int, services: dict[str, Services]
) -> dict[str, Contender]:
    def nothing(name: str, count: int, seconds: float = 0) -> Stack:
        stack_file = programs.lay_nothing(folder / name / "root", count, seconds)
        return Stack(folder / name, stack_file)

    urls = services[page.OURS].urls
    real = programs.lay_real(folder / "real" / "root", size, urls)
    made: dict[str, Contender] = {
        page.OURS: Stack(folder / "real", real),
        page.NOTHING: nothing("nothing", size + 1),
        page.EMPTY_PROGRAM: nothing("empty", 0),
        page.SCRIPT: Script(size, services[page.SCRIPT].urls),  # type: ignore[dict-item] # only up
    }
    if latency:
        # A create of a rule is two calls, one after the other.
        made[page.WAITING] = nothing("waiting", size + 1, 2 * latency / 1000)
    if not contenders.terraform_is_missing():
        made[page.TERRAFORM] = Terraform(folder / "tf", size, services[page.TERRAFORM].urls)
    return made


def _median(costs: list[Cost]) -> Cost:
    first = costs[0]
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.tree for cost in costs),
        max(cost.provider for cost in costs),
        first.requests,
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
