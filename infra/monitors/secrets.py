"""What of a monitor's document is secret: filling it in, and keeping it out of the state.

The provider process does both, so this module knows no model (docs/decisions/0018).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.monitors.canonical import CONFIG_FROM
from infra.rules.canonical import Document

HIDDEN: Document = {"hidden": True}
"""What a document has in place of a text of Sentry's that must not be kept."""
HIDDEN_PART = "<hidden>"

_MARKS = frozenset({"hidden", "vault", "differs"})

_SECRET_NAME = re.compile(
    r"auth|cookie|api[-_]?key|access[-_]?key|token|secret|passw|credential|signature|session", re.I
)
_SAFE = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control"}
    | {"connection", "content-encoding", "content-language", "content-length", "content-type"}
    | {"date", "dnt", "expect", "host", "if-modified-since", "if-none-match", "pragma"}
    | {"range", "te", "upgrade-insecure-requests", "user-agent"}
)
_USER = re.compile(r"^([a-zA-Z][\w+.-]*://)[^/?#\\]*@")


def names_a_secret(header: str) -> bool:
    """Tell whether a header of this name holds a secret, such as `Authorization`."""
    return bool(_SECRET_NAME.search(header))


def is_safe_header(header: str) -> bool:
    """Tell whether a header of this name never holds a secret, such as `Accept`."""
    return header.strip().lower() in _SAFE


def has_user(url: str) -> bool:
    """Tell whether a URL has a user, and maybe a password, before its host."""
    return bool(_USER.search(url.strip()))


def strip_user(url: str) -> str:
    """Return a URL without a user and a password."""
    return _USER.sub(r"\1", url)


def vault_paths(part: Any) -> Iterator[str]:
    """Yield the path of each text of a document, or of a part of one, that is in the vault."""
    if isinstance(part, Mapping):
        if isinstance(part.get("vault"), str):
            yield part["vault"]
        for value in part.values():
            yield from vault_paths(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from vault_paths(value)


def fill_secrets(document: Document, value_of: Callable[[str], str]) -> Document:
    """Return what Sentry is sent for a document: with the texts that are in the vault.

    Args:
        document: from `to_document`.
        value_of: a path in the vault to the text there.
    """
    sent = {key: value for key, value in document.items() if key != CONFIG_FROM}
    filled: Document = _fill(sent, value_of)
    return filled


def _fill(part: Any, value_of: Callable[[str], str]) -> Any:
    if isinstance(part, dict):
        if part.keys() == {"vault"}:
            return value_of(part["vault"])
        return {key: _fill(value, value_of) for key, value in part.items()}
    return [_fill(value, value_of) for value in part] if isinstance(part, list) else part


def conceal(
    document: Document, declared: Document | None, matches: Callable[[str, str], bool]
) -> Document:
    """Return a live monitor's document without what may be secret.

    A header's value, or a body, that is in the vault becomes its path, with `differs` where Sentry
    has another text. One that `declared` has as it is stays; any other becomes `HIDDEN`, unless no
    header of its name is ever secret.

    Args:
        document: of a live monitor, canonical.
        declared: what the entry says; None where there is none, as for `import`.
        matches: tells whether the text at a path in the vault is this one.
    """
    meant = declared["dataSources"] if declared else []
    nothing: Document | None = {} if declared else None
    sources = [
        _conceal_source(source, meant[index] if index < len(meant) else nothing, matches)
        for index, source in enumerate(document["dataSources"])
    ]
    return {**document, "dataSources": sources}


def _conceal_source(source: Any, declared: Any, matches: Callable[[str, str], bool]) -> Any:
    if not isinstance(source, dict):
        return source
    shown = dict(source)
    said = declared or {}
    if isinstance(source.get("url"), str):
        shown["url"] = _conceal_url(source["url"], declared)
    if source.get("body") is not None:
        shown["body"] = _conceal_text(source["body"], said.get("body"), matches)
    if isinstance(source.get("headers"), list):
        shown["headers"] = _conceal_headers(source["headers"], said.get("headers"), matches)
    return shown


def _conceal_url(url: str, declared: Document | None) -> str:
    shown = _USER.sub(rf"\1{HIDDEN_PART}@", url)
    if declared is None or url == declared.get("url"):
        return shown
    return re.sub(r"\?.*", f"?{HIDDEN_PART}", shown, count=1, flags=re.S)


def _conceal_headers(
    headers: list[Any], declared: Any, matches: Callable[[str, str], bool]
) -> list[Any]:
    """Compare the headers of one name in their order, which Sentry keeps."""
    meant: dict[tuple[str, int], Any] = {}
    seen: Counter[str] = Counter()
    for name, value in declared or ():
        meant[name.lower(), seen[name.lower()]] = value
        seen[name.lower()] += 1
    seen.clear()
    shown: list[Any] = []
    for header in headers:
        match header:
            case [str(name), value]:
                said = meant.get((name.lower(), seen[name.lower()]))
                seen[name.lower()] += 1
                plain = is_safe_header(name) and not isinstance(said, dict)
                shown.append([name, value if plain else _conceal_text(value, said, matches)])
            case _:
                shown.append([dict(HIDDEN)])
    return shown


def _conceal_text(value: Any, declared: Any, matches: Callable[[str, str], bool]) -> Any:
    if value == declared or (isinstance(value, dict) and value.keys() <= _MARKS):
        return value
    path = declared.get("vault") if isinstance(declared, dict) else None
    if path is None:
        return dict(HIDDEN)
    same = isinstance(value, str) and matches(path, value)
    return {"vault": path} if same else {"vault": path, "differs": True}
