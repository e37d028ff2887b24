"""The matrix as the documentation shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from tests.faults.calls import CALLS, Call
from tests.faults.cells import CELLS, FAULTS, Cell

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN = "<!-- begin: written by `make reliability` -->\n"
END = "<!-- end: written by `make reliability` -->\n"

Outcome = Callable[[Cell], str]


def rendered(outcome: Outcome) -> str:
    """Return a table for each group of calls: a row for each fault, one column for equal calls."""
    tables = [
        f"\n### {name}\n\n{''.join(_rows(list(calls), outcome))}"
        for name, calls in groupby(CALLS, lambda call: call.table)
    ]
    return "".join(tables) + "\n"


def shown(text: str) -> str:
    """Return what the documentation has between its two marks."""
    return text.partition(BEGIN)[2].partition(END)[0]


def replaced(text: str, tables: str) -> str:
    """Return the documentation with other tables between its two marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, "the first mark is missing"
    assert end, "the second mark is missing"
    return f"{before}{begin}{tables}{end}{after}"


def _rows(calls: list[Call], outcome: Outcome) -> Iterator[str]:
    columns: dict[tuple[str, ...], list[str]] = {}
    for call in calls:
        texts = tuple(_text(call, fault, outcome) for fault in FAULTS)
        columns.setdefault(texts, []).append(call.name)
    yield _row("Fault", *map(", ".join, columns.values()))
    yield _row(*["---"] * (len(columns) + 1))
    for fault, *row in zip(FAULTS, *columns, strict=True):
        if any(row):
            yield _row(fault, *row)


def _row(*texts: str) -> str:
    return f"| {' | '.join(texts)} |\n"


def _text(call: Call, fault: str, outcome: Outcome) -> str:
    """Return the outcome of a fault, once and lasting; empty where it cannot befall the call."""
    cells = [cell for cell in CELLS if cell.call is call and cell.fault == fault]
    return " / ".join(dict.fromkeys(map(outcome, cells)))
