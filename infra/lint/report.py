"""Findings as a person, a script or GitHub reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from infra.base.plural import count
from infra.base.redaction import redact
from infra.base.terminal_text import printable
from infra.lint.codes import DOCS, Finding

_WIDEST = 120  # characters of a line of the file that are shown
_BEFORE = 40  # of them, before the place, when the line is longer


def as_text(found: Sequence[Finding]) -> str:
    """Return each finding with its line of the file and the offending text underlined."""
    return "\n\n".join(map(_block, found))


def as_json(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the findings for scripts; lines and columns count from 1."""
    return [
        {
            "file": one.file,
            "line": one.span.line,
            "column": one.span.column,
            "endColumn": one.span.end,
            "severity": one.severity,
            "check": one.check,
            "path": printable(redact(one.path), _LONGEST),
            "message": _message(one),
            "docs": f"{DOCS}#{one.check}",
        }
        for one in found
    ]


def as_github(found: Sequence[Finding]) -> str:
    """Return the findings as GitHub's workflow commands, which it shows beside the lines.

    Escaped as `actions/toolkit: packages/core/src/command.ts` does it.
    """
    lines = []
    for one in found:
        properties = {
            "file": one.file,
            "line": str(one.span.line),
            "col": str(one.span.column),
            "endColumn": str(one.span.end),
            "title": f"{one.check} ({DOCS}#{one.check})",
        }
        told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        lines.append(f"::{one.severity} {told}::{_escape(_message(one))}")
    return "\n".join(lines)


def summary(found: Sequence[Finding], files: int) -> str:
    """Return the last line: how much was found in how many files."""
    errors = sum(one.severity == "error" for one in found)
    told = f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}"
    return f"{told} in {count(files, 'stack file')}."


_LONGEST = 600  # characters of one message


def _block(one: Finding) -> str:
    number = str(one.span.line)
    head = f"{one.file}:{one.span.line}:{one.span.column}: {one.severity}: {_message(one)}"
    margin = " " * len(number)
    line, caret = _underline(one)
    shown = f"\n  {number} | {line}" if line.strip() else ""
    below = f"\n  {margin} | {caret}" if shown and caret else ""
    return f"{head} [{one.check}]{shown}{below}"


def _message(one: Finding) -> str:
    return printable(redact(one.message), _LONGEST)


def _underline(one: Finding) -> tuple[str, str]:
    """Return the line of the file, fit for a terminal, and the carets below it."""
    if redact(one.source) != one.source:
        return printable(redact(one.source), _WIDEST), ""
    start, end = one.span.column - 1, min(one.span.end - 1, len(one.source))
    first = max(0, start - _BEFORE) if len(one.source) > _WIDEST else 0
    before = _visible(one.source[first:start])
    marked = _visible(one.source[start:end])
    room = max(0, first + _WIDEST - end)
    after = _visible(one.source[end : end + room])
    if cell_len(marked) > _WIDEST:
        marked = marked[:_WIDEST] + "…"
    ellipsis = "…" if first else ""
    caret = " " * cell_len(ellipsis + before) + "^" * max(1, cell_len(marked))
    return f"{ellipsis}{before}{marked}{after}".rstrip(), caret


def _visible(text: str) -> str:
    """Return a piece of a line with nothing in it that moves the cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
