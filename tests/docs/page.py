"""A page's `console` blocks: the commands to type and what the page shows beneath them. Pure.

In a block, `$ ` begins a command and `> ` goes on with it; everything else is output. `…` stands
for what varies: within a line for any text, alone on a line for any number of lines. A block of
commands that cannot be run here is fenced as `sh`.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

_FENCE = re.compile(r"^( *)```(\S*)(?: +exit=(\d+))? *$")
_HEADING = re.compile(r"^#+ +(.+?) *$")
_VARYING = "…"


class Step(NamedTuple):
    """A command and the lines shown beneath it.

    Attributes:
        command: what is typed; several lines where the page goes on with `> `.
        shown: the output as the page has it; empty where it shows none.
        line: where on the page, from 1.
        exit_code: how the command ends; `exit=N` after the word `console` is of the block's last.
    """

    command: str
    shown: tuple[str, ...]
    line: int
    exit_code: int = 0


class Block(NamedTuple):
    """The steps of one `console` block, and the heading that it stands under."""

    heading: str
    steps: tuple[Step, ...]


def blocks(text: str) -> list[Block]:
    """Return the `console` blocks of a Markdown page, from top to bottom.

    Raises:
        ValueError: a block has output before its first command, or does not end.
    """
    found: list[Block] = []
    heading, fence, begun = "", None, 0
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _FENCE.match(line)
        if fence is None:
            if title := _HEADING.match(line):
                heading = title[1]
            fence, begun, inside = match, number, []
        elif match and not match[2]:
            if fence[2] == "console":
                steps = _steps(inside, begun + 1, len(fence[1]), int(fence[3] or 0))
                found.append(Block(heading, steps))
            fence = None
        else:
            inside.append(line)
    if fence:
        raise ValueError(f"line {begun}: the block does not end")
    return found


def _steps(lines: list[str], first: int, indent: int, exit_code: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    for number, indented in enumerate(lines, first):
        line = indented[indent:]
        if line.startswith("$ "):
            steps.append(Step(line[2:], (), number))
        elif not steps:
            raise ValueError(f"line {number}: {line!r} stands before any command")
        elif line.startswith(">") and not steps[-1].shown:
            steps[-1] = steps[-1]._replace(command=f"{steps[-1].command}\n{line[2:]}")
        else:
            steps[-1] = steps[-1]._replace(shown=(*steps[-1].shown, line))
    return (*steps[:-1], steps[-1]._replace(exit_code=exit_code)) if steps else ()


def difference(shown: tuple[str, ...], output: str) -> str:
    """Return how the output differs from what the page shows; empty when it does not.

    Args:
        shown: the page's lines; none of them means that the page promises nothing.
        output: what the command printed; blanks at ends of lines do not count.
    """
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    expected = [line.rstrip() for line in shown]
    printed = "".join(f"{line}\n" for line in lines)
    if not shown or re.fullmatch("".join(map(_pattern, expected)), printed):
        return ""
    return "\n".join(difflib.unified_diff(expected, lines, "shown", "printed", lineterm="", n=99))


def _pattern(line: str) -> str:
    if line.strip() == _VARYING:
        return r"(?:.*\n)*?"
    return ".*?".join(map(re.escape, line.split(_VARYING))) + r"\n"
