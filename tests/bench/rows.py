"""What a measurement is, and the line of a table that tells it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from tests.bench.meter import Cost
from tests.bench.plan import REAL

MIB = 2**20
HEAD = (
    "| Command | Rules | Who | Wall s | CPU s | Memory MiB | of the provider | Requests |\n"
    f"|{'---|' * 8}\n"
)


class Row(NamedTuple):
    """One measurement.

    Attributes:
        who: a contender, or a setting of the engine.
        command: what was run.
        rules: how many there are.
        latency: milliseconds for each API call.
        cost: None where the command failed.
        problem: why it did.
    """

    who: str
    command: str
    rules: int
    latency: int
    cost: Cost | None
    problem: str = ""


def line(row: Row) -> str:
    """Return a row of the table."""
    what = (row.command, f"{row.rules:,}", row.who)
    if row.cost is None:
        return f"| {' | '.join(what)} | failed: {row.problem} |{'  |' * 4}"
    cost = row.cost
    asked = ", ".join(f"{who} {count:,}" for who, count in cost.requests.items()) or "none"
    figures = (f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.tree / MIB:.0f}")
    provider = f"{cost.provider / MIB:.0f}" if cost.provider else ""
    asks = asked if row.who in REAL else ""
    return f"| {' | '.join((*what, *figures, provider, asks))} |"


def problem(output: str) -> str:
    """Return the line of a failed command's output that says most, fit for a table."""
    lines = [text.strip(" │╷╵") for text in output.splitlines() if text.strip(" │╷╵")]
    told = [text for text in lines if "error:" in text.lower()]
    return (told or lines or ["no output"])[-1 if not told else 0][:160].replace("|", "/")
