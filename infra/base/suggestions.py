"""What was probably meant by an unknown word."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

_LONGEST_GUESS = 100  # characters of a word that are compared with what is known
_MOST_GUESSES = 1000  # known words that it is compared with


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return ` (did you mean 'x'?)` if a known word is close to `word`, else nothing."""
    close = difflib.get_close_matches(word[:_LONGEST_GUESS], known[:_MOST_GUESSES], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
