"""Fresh secrets for a test, and where a piece of one would be found.  (placeholder)"""

from __future__ import annotations

import base64
import secrets
import string
from collections.abc import Mapping

import pytest

from tests.simulators import (
    cloudflare_access,
    infisical_login,
    postmark,
    references,
    tokens,
)

Secrets = dict[str, str]

PIECE = 8
_ALPHABET = string.ascii_letters + string.digits


def fresh_secrets(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """Give every secret that the simulators know a value that no run had before."""
    fresh = {name: _fresh() for name in tokens.SECRETS}
    for name, value in fresh.items():
        for module in (tokens, infisical_login, cloudflare_access):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
        monkeypatch.setitem(tokens.SECRETS, name, value)
        monkeypatch.setitem(references.NAMES, value, name)
    for name in ("INBOUND_HASH", "HOOK_PASSWORD"):
        fresh[name] = _fresh()
        monkeypatch.setattr(postmark, name, fresh[name])
    return fresh


def _fresh() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(32))


def leaks(known: Mapping[str, str], seen: bytes) -> set[str]:
    """Name the secrets of which `seen` holds a piece, or the whole of one as base64 or hex."""
    found = set()
    for name, value in known.items():
        raw = value.encode()
        pieces = [raw[i : i + PIECE] for i in range(len(raw) - PIECE + 1)]
        pieces += [base64.b64encode(b"." * shift + raw)[4:-4] for shift in range(3)]
        pieces += [raw.hex().encode(), raw.hex().upper().encode()]
        if any(piece in seen for piece in pieces):
            found.add(name)
    return found
