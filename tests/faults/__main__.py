"""Runs the matrix and writes its tables into the documentation: `python -m tests.faults`."""

from __future__ import annotations

import sys
from collections import Counter

from tests.faults.cells import CELLS
from tests.faults.matrix import Matrix, simulated
from tests.faults.table import DOCUMENT, rendered, replaced


def main() -> None:
    """Run every cell, rewrite the tables, and print how many cells ended how."""
    with simulated() as stack:
        matrix = Matrix(stack)
        endings = Counter(matrix.outcome(cell) for cell in CELLS)
        tables = rendered(matrix.outcome)
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(replaced(text, tables), encoding="utf-8")
    sys.stdout.write(f"{len(CELLS)} cells\n")
    sys.stdout.writelines(f"{count:5}  {ending}\n" for ending, count in endings.most_common())


if __name__ == "__main__":
    main()
