"""The tables of docs/performance.md. Pure, but for what it says of the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.meter import Cost
from tests.engine.cli import find_cli

DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN = "<!-- begin: written by `make bench` -->\n"
END = "<!-- end: written by `make bench` -->\n"
EMPTY = f"{BEGIN}{END}"

OURS = "this program"
NOTHING = "as many resources that do nothing"
WAITING = "the same, each create waiting for two calls"
EMPTY_PROGRAM = "empty program"
SCRIPT = "script: a GET and a POST for each rule"
TERRAFORM = "Terraform and its Sentry provider"
REAL = (OURS, SCRIPT, TERRAFORM)
"""Those that ask Sentry; each has simulators of its own."""

_MIB = 2**20


class Row(NamedTuple):
    """One measurement."""

    who: str
    command: str
    rules: int
    latency: int
    cost: Cost


def replaced(text: str, rows: Sequence[Row]) -> str:
    """Return the document with other tables between its two marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{rendered(rows)}\n{END}{after}"


def rendered(rows: Sequence[Row]) -> str:
    """Return the machine, the ratios and a table for each latency."""
    parts = [_machine(), _ratios(rows)]
    for latency in dict.fromkeys(row.latency for row in rows):
        chosen = sorted(
            (row for row in rows if row.latency == latency), key=lambda r: (r.command, r.rules)
        )
        head = (
            "| Command | Rules | Who | Wall s | CPU s | Memory MiB | of the provider | Requests |\n"
        )
        parts.append(
            f"### {latency} ms for each API call\n\n{head}|{'---|' * 8}\n"
            + "".join(f"{line(row)}\n" for row in chosen)
        )
    return "\n".join(parts)


def line(row: Row) -> str:
    """Return a row of the table."""
    cost = row.cost
    asked = ", ".join(f"{who} {count}" for who, count in cost.requests.items()) or "none"
    figures = (f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.tree / _MIB:.0f}")
    provider = f"{cost.provider / _MIB:.0f}" if cost.provider else ""
    asks = asked if row.who in REAL else ""
    return f"| {' | '.join((row.command, str(row.rules), row.who, *figures, provider, asks))} |"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    engine = "Pulumi CLI" if find_cli() else "Pulumi's test runtime (no CLI here)"
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory; Python {platform.python_version()}, "
        f"pulumi {version('pulumi')}; on the {engine}. Previews are medians, all else is one run.\n"
    )


def _ratios(rows: Sequence[Row]) -> str:
    costs = {(row.who, row.command, row.rules, row.latency): row.cost for row in rows}
    table = "| Ratio, same run | Latency ms | Rules | Wall | CPU |\n|---|---|---|---|---|\n"
    for title, who, command in (
        ("no-op preview / as many that do nothing", NOTHING, "no-op preview"),
        ("first up / as many that wait for two calls", WAITING, "first up"),
    ):
        table += "".join(_compared(costs, title, who, command))
    return table


def _compared(
    costs: dict[tuple[str, str, int, int], Cost], title: str, who: str, command: str
) -> Iterator[str]:
    for (other, what, rules, latency), ours in costs.items():
        theirs = costs.get((who, command, rules, latency))
        if other == OURS and what == command and theirs:
            wall, cpu = ours.wall / theirs.wall, ours.cpu / theirs.cpu
            yield f"| {title} | {latency} | {rules} | {wall:.2f} | {cpu:.2f} |\n"
