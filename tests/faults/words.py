"""What an outcome is called in the table."""

from __future__ import annotations

import re

_TOLD = {
    r": (?P<status>\d{3}): wrong host": "says wrong host",
    r": (?P<status>\d{3}), but not with JSON": "says no JSON",
    r": (?P<status>\d{3}): ": "says {status}",
    r": no answer: ": "says no answer",
    r"not the (JSON|reply) its|are not a mapping": "says wrong JSON",
    r"instead of 204": "says it may not be gone",
    r"has no such (?P<what>alert|monitor) a moment later": "says {what} is gone",
    r"has no team": "says no such team",
    r"lists no channel of": "says channels not listed",
}


def told(message: str) -> str:
    """Return what a message says, in a few words.

    Raises:
        ValueError: it says nothing that the table has words for.
    """
    for pattern, words in _TOLD.items():
        if found := re.search(pattern, message):
            return words.format(**found.groupdict())
    raise ValueError(f"no words for {message!r}")
