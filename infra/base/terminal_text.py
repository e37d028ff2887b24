"""Foreign text made fit for a terminal."""

from __future__ import annotations


def printable(text: str, limit: int = 300) -> str:
    """Return foreign text fit for a terminal: one line, no control characters, `limit` characters.

    Format characters (right-to-left marks, zero-width joiners) are shown as escapes too: a server's
    reply must not be able to rewrite what the person in front of the screen reads.
    """
    line = " ".join(text.split())
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def quoted(value: object) -> str:
    """Return a value as a message shows it: in quotes, cut where it is long, fit for a terminal."""
    return printable(repr(value), 60)
