"""Secrets that are remembered, and hidden in every text that a person is shown.

What exactly is hidden is promised in docs/secrets.md.
"""

from __future__ import annotations

import re
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

RUN = 16
"""Characters in a row that give a secret away; more than an ordinary word has."""

_LONGEST = 4096  # characters of a value that is sent as a token, and so may come back encoded

_SHORTEST = 4  # a shorter value is no secret, and hiding it would garble every message

_pieces: set[str] = set()
_sizes: set[int] = set()
_lock = threading.Lock()


def remember_secret(value: str) -> None:
    """Make every later `redact` hide `value`, itself and encoded, and any run of 16 characters.

    Servers echo what they were sent, encoded or cut short; a proxy's password travels as base64.
    """
    if len(value) < _SHORTEST:
        return
    forms = {value, *_encode(value[:_LONGEST])}
    pieces = {piece for form in forms for piece in _cut(form, whole=len(value) < RUN)}
    with _lock:
        _pieces.update(pieces)
        _sizes.update(map(len, pieces))


def _cut(form: str, *, whole: bool) -> Iterator[str]:
    if whole:
        yield form
    else:
        yield from (form[i : i + RUN] for i in range(len(form) - RUN + 1))


def _encode(value: str) -> Iterator[str]:
    """Give a value URL-encoded, in hex and in base64, in capitals and small letters."""
    for quoting, safe in ((quote, ""), (quote, "/"), (quote_plus, "")):
        yield (text := quoting(value, safe=safe, errors="surrogatepass"))
        yield re.sub("%..", lambda code: code[0].lower(), text)
    raw = value.encode(errors="surrogatepass")
    yield from (raw.hex(), raw.hex().upper())
    for before in range(3):  # bytes that share the first group with the value's own
        for base64 in (b64encode, urlsafe_b64encode):
            # The first and last characters depend on the text around the value, too.
            own = slice((before * 8 + 5) // 6, (before + len(raw)) * 8 // 6)
            yield base64(bytes(before) + raw).decode()[own]


def redact(text: str) -> str:
    """Return `text` with every remembered secret, or piece of one, replaced by `[redacted]`.

    To be called before a text is cut: the rest of a secret at the cut may be too short to be known.
    """
    with _lock:
        secrets = sorted(
            (start, start + size)
            for size in _sizes
            for start in range(len(text) - size + 1)
            if text[start : start + size] in _pieces
        )
    shown: list[str] = []
    end = 0
    for start, stop in secrets:
        if start > end or not shown:
            shown += [text[end:start], "[redacted]"]
        end = max(end, stop)
    return "".join([*shown, text[end:]])
