"""A text that an entry writes out, or keeps in the vault: `{vault: /Team/probe/TOKEN}`."""

# Annotations stay objects here: pydantic compiles them.
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, PlainValidator, Tag, WithJsonSchema

from infra.rules.entry import Entry
from infra.rules.scalars import unstorable_in

_PATH = re.compile(r"(/[\w.-]+)+", re.ASCII)


def _path(value: Any) -> Any:
    """Refuse what is no path, and do not show it: it may be the secret itself."""
    if not isinstance(value, str) or not _PATH.fullmatch(value):
        raise ValueError("is not a path in the vault such as /Team/probe/TOKEN")
    return value


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("is not a text or {vault: /path}; put a number in quotes")  # noqa: TRY004 (pydantic's)
    if unstorable_in(value):
        raise ValueError("has a character that Sentry cannot store")
    return value


class VaultValue(Entry):
    """Where the vault has a text, which is in no file, state or output of this project."""

    vault: Annotated[
        str,
        BeforeValidator(_path),
        WithJsonSchema({"type": "string", "pattern": r"^(/[^/\s]+)+$"}),
    ]


def _which(value: Any) -> str:
    return "(vault)" if isinstance(value, dict | VaultValue) else "(text)"


SecretText = Annotated[
    Annotated[VaultValue, Tag("(vault)")]
    | Annotated[str, PlainValidator(_text), WithJsonSchema({"type": "string"}), Tag("(text)")],
    Discriminator(_which),
]
"""A text or its place in the vault; what is neither is not shown, as it may be secret."""
