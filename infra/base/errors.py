"""The ladder of errors that a person is shown, and the redaction that every one of them passes."""

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


class AlertsError(Exception):
    """What went wrong in words for the person on call, with every remembered secret hidden.

    Args:
        message: what failed, on which object, and what the server said.
        next_step: what to do about it; printed on a line of its own.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        self.message = redact(message)
        self.next_step = redact(next_step)
        super().__init__(f"{self.message}\n  Next: {self.next_step}" if next_step else self.message)

    def also_try(self, step: str) -> None:
        """Name one more thing to do about it."""
        self.args = (f"{self}\n  Or: {redact(step)}",)


class ConfigError(AlertsError):
    """The stack config or the environment says something that cannot be carried out."""


class SecretError(AlertsError):
    """A token could not be had, neither from the environment nor from the vault.

    Attributes:
        vault_failed: True when the vault could not be asked, so that it says nothing of the token.
    """

    vault_failed: bool = False


class RuleError(AlertsError):
    """An alert rule cannot be brought to what is declared (ambiguous name, no such recipient)."""


class CheckError(AlertsError):
    """A config var check declared `strict` found the value missing or wrong."""


class ServiceError(AlertsError):
    """A service did not do what it was asked.

    Attributes:
        service: the service's name as a person knows it.
        status: the HTTP status it answered with; None when there was no whole answer.
        code: the vendor's own short word for the refusal, when it gave one.
        html: True when a web page came instead of JSON, as login pages do.
    """

    code: str = ""
    html: bool = False

    def __init__(
        self, service: str, message: str, next_step: str = "", status: int | None = None
    ) -> None:
        self.service = service
        self.status = status
        super().__init__(message, next_step)


class UnavailableError(ServiceError):
    """The service could not be reached, was too slow, or said that it cannot answer now.

    Attributes:
        retry_after: seconds the server asked to wait, when it said so.
        outcome_unknown: True when the request may have taken effect all the same.
        lasting: True when it will be no different a moment later.
    """

    retry_after: float | None = None
    outcome_unknown: bool = False
    lasting: bool = False


class UnauthorizedError(ServiceError):
    """401: the token is missing, unknown, expired or revoked."""


class ForbiddenError(ServiceError):
    """403: the token is known and lacks a scope or access to the object."""


class NotFoundError(ServiceError):
    """404: no such object, or none that the token may see."""


class WithdrawnError(ServiceError):
    """410: the vendor has withdrawn this part of its API."""


class WrongHostError(ServiceError):
    """3xx: the request was sent to a host or path that is not the API; never followed.

    Attributes:
        location: host and path that the answer points to.
    """

    location: str = ""


class UnexpectedReplyError(ServiceError):
    """The answer is not what the API document promises (HTML, other JSON, cut short)."""
