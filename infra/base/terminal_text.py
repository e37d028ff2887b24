"""Foreign text made fit for a terminal."""

from __future__ import annotations

from infra.base.redaction import redact


def printable(text: str, limit: int = 300) -> str:
    """Return foreign text fit for a terminal: one line, no control characters, `limit` characters.

    Format characters (right-to-left marks, zero-width joiners) are shown as escapes too: a server's
    reply must not be able to rewrite what the person in front of the screen reads. Secrets are
    hidden before the text is cut, so that no part of one is left at the cut.
    """
    line = " ".join(redact(text).split())
    safe = escape(line)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def escape(text: str) -> str:
    """Return a text with an escape for each character that a terminal would obey or not show."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(value: object) -> str:
    """Return a value as a message shows it: in quotes, cut if it is long, fit for a terminal."""
    return printable(repr(redact(value) if isinstance(value, str) else value), 60)
