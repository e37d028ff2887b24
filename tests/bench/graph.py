"""The graph of docs/performance.md: what each command takes as the rules become more."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from tests.bench.plan import COMMANDS, NOTHING, OURS, TERRAFORM
from tests.bench.rows import Row

_LINES = {OURS: ("#0b5fa5", ""), NOTHING: ("#6b6b6b", "5 3"), TERRAFORM: ("#b3541e", "2 3")}
"""Who is drawn: the colour, and the dashes, which tell the lines apart without it."""
_WIDTH, _HEIGHT = 360, 220
"""Of one command's panel, in pixels."""
_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 32, 16, 36
_HEAD = 52
"""Height of what is above the panels."""

Point = tuple[float, float]


class _Scale(NamedTuple):
    """A logarithmic axis from one power of ten to another, and the pixels of both ends."""

    least: int
    most: int
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.least) / (self.most - self.least)
        return self.start + share * (self.end - self.start)

    @property
    def marks(self) -> Iterator[tuple[float, float]]:
        """Each power of ten and its pixel."""
        for power in range(self.least, self.most + 1):
            yield 10.0**power, self.at(10.0**power)


def graph(rows: Sequence[Row]) -> str:
    """Return an SVG of wall time against the number of rules, a panel for each command.

    Args:
        rows: the measurements; those without latency are drawn.
    """
    drawn = [row for row in rows if row.cost and not row.latency and row.who in _LINES]
    sizes = _powers([row.rules for row in drawn])
    seconds = _powers([row.cost.wall for row in drawn if row.cost])
    parts = [*_legend()]
    for index, command in enumerate(COMMANDS):
        left, top = _WIDTH * (index % 2), _HEAD + _HEIGHT * (index // 2)
        x = _Scale(*sizes, left + _LEFT, left + _WIDTH - _RIGHT)
        y = _Scale(*seconds, top + _HEIGHT - _BOTTOM, top + _TOP)
        parts += _axes(command, x, y)
        for who in _LINES:
            chosen = [row for row in drawn if (row.command, row.who) == (command, who)]
            points = [(x.at(r.rules), y.at(r.cost.wall)) for r in chosen if r.cost]
            parts += _line(who, sorted(points))
    width, height = 2 * _WIDTH, _HEAD + _HEIGHT * math.ceil(len(COMMANDS) / 2)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">\n'
        "<title>Seconds that each command takes, by the number of rules</title>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around these values; two that differ, however few values."""
    least = math.floor(math.log10(min(values, default=1)))
    return least, max(least + 1, math.ceil(math.log10(max(values, default=1))))


def _legend() -> Iterator[str]:
    left = 16
    for who, (colour, dashes) in _LINES.items():
        yield _stroke(colour, dashes, [(left, 20), (left + 26, 20)], 2)
        yield _text(left + 32, 24, who, "start")
        left += 60 + 7 * len(who)
    yield _text(16, 44, "Seconds of wall time (upwards) by rules; both axes logarithmic", "start")


def _axes(command: str, x: _Scale, y: _Scale) -> Iterator[str]:
    for value, place in x.marks:
        yield _stroke("#ddd", "", [(place, y.start), (place, y.end)])
        yield _text(place, y.start + 16, f"{value:,.0f}", "middle")
    for value, place in y.marks:
        yield _stroke("#ddd", "", [(x.start, place), (x.end, place)])
        yield _text(x.start - 6, place + 4, f"{value:g}", "end")
    yield _text((x.start + x.end) / 2, y.end - 10, command, "middle", "bold")


def _line(who: str, points: Sequence[Point]) -> Iterator[str]:
    colour, dashes = _LINES[who]
    if len(points) > 1:
        yield _stroke(colour, dashes, points, 2)
    for left, top in points:
        yield f'<circle cx="{left:.1f}" cy="{top:.1f}" r="2.5" fill="{colour}"/>'


def _stroke(colour: str, dashes: str, points: Sequence[Point], width: int = 1) -> str:
    places = " ".join(f"{left:.1f},{top:.1f}" for left, top in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def _text(left: float, top: float, text: str, anchor: str, weight: str = "normal") -> str:
    return (
        f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="#222">{escape(text)}</text>'
    )
