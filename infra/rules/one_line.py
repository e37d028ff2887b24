"""The check that a text is one visible line; it needs no model."""

from __future__ import annotations

from infra.base.terminal_text import quoted


def one_line(value: str) -> str:
    """Return `value` if it is one visible line.

    Raises:
        ValueError: it is empty, or has spaces around it or characters that cannot be seen.
    """
    if not value.strip():
        raise ValueError("is empty")
    if value != value.strip():
        raise ValueError(f"{quoted(value)} begins or ends with a space, which Sentry would drop")
    return visible(value)


def visible(value: str) -> str:
    """Return a text all of whose characters can be seen; `ValueError` for any other."""
    if bad := sorted({c for c in value if not c.isprintable()}):
        codes = ", ".join(f"U+{ord(c):04X}" for c in bad)
        raise ValueError(f"has characters that cannot be seen ({codes}); remove them")
    return value
