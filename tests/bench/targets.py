"""What the measurements say: targets met or missed, and what a further rule costs. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.bench.meter import Cost
from tests.bench.plan import (
    CHANGE,
    COMMANDS,
    DESTROY,
    FIRST_UP,
    NOTHING,
    OURS,
    PREVIEW,
    TERRAFORM,
    WAITING,
    projects,
)
from tests.bench.rows import Row

_PAGE = 100
"""Alerts that Sentry gives at a time."""
_LEAST_RULES = 10
"""Below, what further rules cost is lost in what a start costs."""

Costs = dict[tuple[str, str, int, int], Cost]


class Target(NamedTuple):
    """One target: what, the most it may be, and what was measured."""

    what: str
    limit: float
    found: float

    @property
    def met(self) -> bool:
        """Whether it was kept."""
        return self.found <= self.limit


def costs_of(rows: Sequence[Row]) -> Costs:
    """Return what was measured, by contender, command, rules and latency."""
    return {(row.who, row.command, row.rules, row.latency): row.cost for row in rows if row.cost}


def targets(rows: Sequence[Row]) -> list[Target]:
    """Return the targets of which both sides have been measured."""
    costs = costs_of(rows)
    return [*_ratios(costs), *_requests(costs)]


def _ratios(costs: Costs) -> Iterator[Target]:
    for rules, limit in ((1, 1.15), (1000, 1.10)):
        ours, nothing = (costs.get((who, PREVIEW, rules, 0)) for who in (OURS, NOTHING))
        if ours and nothing:
            what = f"no-op preview of {_rules(rules)} / as many that do nothing"
            yield Target(f"{what}, wall", limit, ours.wall / nothing.wall)
            yield Target(f"{what}, CPU", limit, ours.cpu / nothing.cpu)
    for command, limit in ((FIRST_UP, 1.3), (CHANGE, 1.15), (DESTROY, 1.3)):
        ours, nothing = (costs.get((who, command, 1000, 0)) for who in (OURS, NOTHING))
        if ours and nothing:
            what = f"{command} of 1,000 rules / as many that do nothing"
            yield Target(f"{what}, wall", limit, ours.wall / nothing.wall)
            yield Target(f"{what}, CPU", limit, ours.cpu / nothing.cpu)
    ours, nothing = (costs.get((who, FIRST_UP, 1000, 0)) for who in (OURS, NOTHING))
    if ours and nothing and nothing.state:
        what = "bytes of the state, 1,000 rules / as many that do nothing"
        yield Target(what, 2.0, ours.state / nothing.state)
    ours, waiting = (costs.get((who, FIRST_UP, 100, 100)) for who in (OURS, WAITING))
    if ours and waiting:
        what = "first up of 100 rules at 100 ms / as many that wait for two calls, wall"
        yield Target(what, 1.3, ours.wall / waiting.wall)
    for command in COMMANDS:
        few, many = (costs.get((OURS, command, rules, 0)) for rules in (1, 1000))
        if few and many and few.provider:
            what = f"provider's peak memory, 1,000 rules / 1, {command}"
            yield Target(what, 1.5, many.provider / few.provider)


def _requests(costs: Costs) -> Iterator[Target]:
    for (who, command, rules, latency), cost in costs.items():
        if who != OURS or latency or command not in (FIRST_UP, PREVIEW):
            continue
        # Each project has its monitors looked up, and the rules' one recipient is.
        looks = projects(rules) + 1
        most = looks + (1 + 2 * rules if command == FIRST_UP else math.ceil(rules / _PAGE))
        what = f"requests to Sentry, {command} of {_rules(rules)}"
        yield Target(what, most, cost.requests.get("Sentry", 0))


def _rules(count: int) -> str:
    return f"{count:,} rule{'s' if count > 1 else ''}"


def targets_table(rows: Sequence[Row]) -> str:
    """Return the table of the targets; nothing where none has been measured."""
    found = targets(rows)
    head = "### Targets\n\n| Target, same run | At most | Measured | |\n|---|---|---|---|\n"
    return head + "".join(map(_line, found)) if found else ""


def _line(target: Target) -> str:
    form = ",.0f" if target.limit == int(target.limit) else ".2f"
    verdict = "met" if target.met else "missed"
    return f"| {target.what} | {target.limit:{form}} | {target.found:{form}} | {verdict} |\n"


def growth_table(rows: Sequence[Row]) -> str:
    """Return what each further rule costs between two sizes; nothing where there is one size.

    Where the growth is linear, a line has about the same figure in each column.
    """
    costs = costs_of(rows)
    sizes = sorted({row.rules for row in rows if row.latency == 0 and row.rules >= _LEAST_RULES})
    steps = list(pairwise(sizes))
    lines = [
        " | ".join((f"| {command}", who, *(_per_rule(costs, who, command, *s) for s in steps)))
        for command in COMMANDS
        for who in (OURS, NOTHING, TERRAFORM)
        if any((who, command, step[1], 0) in costs for step in steps)
    ]
    columns = " | ".join(f"{few:,} to {many:,} rules" for few, many in steps)
    head = (
        "### What a further rule costs\n\n"
        "Milliseconds of wall / of CPU for each rule more, at 0 ms for each API call: where cost "
        "grows linearly, a line has about the same figures in every column.\n\n"
        f"| Command | Who | {columns} |\n|{'---|' * (2 + len(steps))}\n"
    )
    return head + "".join(f"{text} |\n" for text in lines) if lines else ""


def _per_rule(costs: Costs, who: str, command: str, few: int, many: int) -> str:
    less, more = (costs.get((who, command, size, 0)) for size in (few, many))
    if not less or not more:
        return "not measured"
    wall, cpu = (
        1000 * (after - before) / (many - few)
        for before, after in ((less.wall, more.wall), (less.cpu, more.cpu))
    )
    return f"{wall:.0f} / {cpu:.0f}"
