"""Secrets that are remembered, and hidden in every text that a person is shown."""

from __future__ import annotations

import re
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

_PIECE = 8  # a run of this many characters of a secret is treated as the secret itself

_IN_BASE64 = 10  # whole characters of base64 that 8 bytes take at the least

_LONGEST = 4096  # characters of a value that is sent as a token, and so may come back encoded

_SHORTEST = 4  # shorter than this is no secret, and hiding it would garble every message

_pieces: set[str] = set()
_pieces_lock = threading.Lock()


def remember_secret(value: str) -> None:
    """Make every later `redact` hide `value` and any piece of it of 8 characters or more.

    URL-encoded, in hex and in base64 as well, whatever stands before it there: servers echo what
    they were sent, and a proxy's name and password travel as base64.
    """
    token = value[:_LONGEST]
    encoded = (form for piece in _cut(token) for form in _encoded(piece))
    with _pieces_lock:
        _pieces.update(_cut(value), encoded, _in_base64(token))


def _cut(value: str) -> Iterator[str]:
    """Give each piece of a secret; one that is shorter than a piece as a whole."""
    if _SHORTEST <= len(value) < _PIECE:
        yield value
    yield from (value[i : i + _PIECE] for i in range(len(value) - _PIECE + 1))


def _encoded(piece: str) -> Iterator[str]:
    """Give a piece of a secret URL-encoded and in hex, with capitals and without."""
    for quoting, safe in ((quote, ""), (quote, "/"), (quote_plus, "")):
        yield (text := quoting(piece, safe=safe, errors="surrogatepass"))
        yield re.sub("%..", lambda code: code[0].lower(), text)
    in_hex = piece.encode(errors="surrogatepass").hex()
    yield from (in_hex, in_hex.upper())


def _in_base64(value: str) -> Iterator[str]:
    """Give the base64 of every piece of a secret, for each of the places it can have in a group."""
    raw = value.encode(errors="surrogatepass")
    for before in range(3):
        for text in (b64encode(bytes(before) + raw), urlsafe_b64encode(bytes(before) + raw)):
            # Its first and last characters say something of what stands around it, too.
            own = text.decode()[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
            yield from (own[i : i + _IN_BASE64] for i in range(len(own) - _IN_BASE64 + 1))


def redact(text: str) -> str:
    """Return `text` with every remembered secret, or piece of one, replaced by `[redacted]`."""
    with _pieces_lock:
        known = tuple(piece for piece in _pieces if piece in text)
    hidden = bytearray(len(text))
    for piece in known:
        start = text.find(piece)
        while start != -1:
            hidden[start : start + len(piece)] = b"\1" * len(piece)
            start = text.find(piece, start + 1)
    shown: list[str] = []
    for position, character in enumerate(text):
        if not hidden[position]:
            shown.append(character)
        elif position == 0 or not hidden[position - 1]:
            shown.append("[redacted]")
    return "".join(shown)
