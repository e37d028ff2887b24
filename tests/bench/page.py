"""The generated part of docs/performance.md. Pure, but for what it says of the machine."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.bench import settings
from tests.bench.plan import COMMANDS, LEFT_OUT
from tests.bench.rows import HEAD, Row, line
from tests.bench.targets import growth_table, targets_table
from tests.engine.cli import find_cli

DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN = "<!-- begin: written by `make bench` -->\n"
END = "<!-- end: written by `make bench` -->\n"
EMPTY = f"{BEGIN}{END}"

_BUSY = 1.0  # load average of an idle machine's last minute, with what starts the benchmark


def replaced(text: str, intro: str, rows: Sequence[Row]) -> str:
    """Return the document with other tables between its two marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{rendered(intro, rows)}\n{END}{after}"


def rendered(intro: str, rows: Sequence[Row]) -> str:
    """Return the machine, what the figures say, and a table for each latency."""
    main = [row for row in rows if row.who not in settings.NAMES]
    parts = [intro, targets_table(main), growth_table(main)]
    parts += [_latency_table(main, ms) for ms in dict.fromkeys(row.latency for row in main)]
    parts += [_trial_table(rows, trial) for trial in settings.TRIALS]
    parts.append(LEFT_OUT)
    return "\n".join(part for part in parts if part)


def _latency_table(rows: Sequence[Row], latency: int) -> str:
    chosen = sorted(
        (row for row in rows if row.latency == latency),
        key=lambda row: (COMMANDS.index(row.command), row.rules),
    )
    lines = "".join(f"{line(row)}\n" for row in chosen)
    return f"### {latency} ms for each API call\n\n{HEAD}{lines}"


def _trial_table(rows: Sequence[Row], trial: settings.Trial) -> str:
    at = (trial.rules, trial.latency)
    found = {(row.who, row.command): row for row in rows if (row.rules, row.latency) == at}
    lines = ""
    for name in (setting.name for setting in trial.settings):
        cells = [_seconds(found.get((name, command))) for command in trial.commands]
        lines += f"| {name} | {' | '.join(cells)} |\n" if any(cells) else ""
    head = f"| Setting | {' | '.join(trial.commands)} |\n|{'---|' * (1 + len(trial.commands))}\n"
    title = f"### Settings of the engine: {trial.rules:,} rules, {trial.latency} ms"
    return f"{title}\n\nSeconds of wall / of CPU, one run each.\n\n{head}{lines}" if lines else ""


def _seconds(row: Row | None) -> str:
    if row is None:
        return ""
    return f"{row.cost.wall:.1f} / {row.cost.cpu:.1f}" if row.cost else f"failed: {row.problem}"


def introduction(terraform_missing: str) -> str:
    """Return the machine and the versions, and how busy the machine is now."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    quiet = "" if load < _BUSY else ", so other work ran beside it"
    cli = find_cli()
    engine = f"Pulumi CLI {_told(str(cli), 'version')}" if cli else "Pulumi's test runtime (no CLI)"
    terraform = (
        f"Terraform is left out: {terraform_missing}"
        if terraform_missing
        else _told("terraform", "version")
    )
    return (
        f"{time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores, {memory:.0f} GiB of memory, load "
        f"{load:.1f} when it began{quiet}; Python {platform.python_version()}, pulumi "
        f"{version('pulumi')}, {engine}; {terraform}. Previews and changes at 0 ms are medians "
        "of 3 to 9 runs (Terraform's from 100 rules on of one), all else is one run.\n"
    )


def _told(*command: str) -> str:
    program = shutil.which(command[0]) or command[0]
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [program, *command[1:]], capture_output=True, text=True, check=False
    )
    return next(iter(done.stdout.splitlines()), "of an unknown version")
