"""Runs the benchmark and writes docs/performance.md: `python -m tests.bench [--quick]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench import contenders, page, plan, settings
from tests.bench.graph import graph
from tests.bench.measuring import measured_at, measured_settings
from tests.bench.rows import Row, line
from tests.engine.cli import find_cli


def main() -> None:
    """Measure every contender at every size and latency."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 and 10 rules, without latency")
    parser.add_argument("--sizes", type=int, nargs="+", default=plan.SIZES, metavar="RULES")
    parser.add_argument("--latencies", type=int, nargs="+", default=plan.LATENCIES, metavar="MS")
    parser.add_argument("--output", type=Path, default=page.DOCUMENT, metavar="FILE")
    options = parser.parse_args()
    sizes, latencies = ((1, 10), (0,)) if options.quick else (options.sizes, options.latencies)
    try:
        run(sizes, latencies, options.output, once=options.quick)
    except KeyboardInterrupt:
        sys.exit(f"Stopped; what had been measured is in {options.output}")


def run(sizes: Iterable[int], latencies: Iterable[int], output: Path, *, once: bool) -> None:
    """Measure, and write the page anew after every command, so that a stop loses nothing.

    Args:
        sizes: numbers of rules, in this order.
        latencies: milliseconds for each API call, at each size.
        output: the page; what is outside its marks stays. The graph is written beside it.
        once: True for one preview each, instead of the median of some.
    """
    introduction = page.introduction(contenders.terraform_is_missing())
    rows: list[Row] = []

    def keep(found: Iterable[Row]) -> None:
        for row in found:
            rows.append(row)
            sys.stdout.write(f"{row.latency} ms {line(row)}\n")
            sys.stdout.flush()
            text = output.read_text("utf-8") if output.exists() else page.EMPTY
            output.write_text(page.replaced(text, introduction, rows), encoding="utf-8")
            output.with_suffix(".svg").write_text(graph(rows), encoding="utf-8")

    for size in sizes:
        for latency in latencies:
            keep(measured_at(size, latency, once=once))
            for trial in settings.TRIALS if find_cli() and not once else ():
                if (trial.rules, trial.latency) == (size, latency):
                    keep(measured_settings(trial))


if __name__ == "__main__":
    main()
