"""Parts of the stack config that may be any JSON, as Sentry's API takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, JsonValue

from infra.rules.scalars import storable


def _check(value: Any) -> Any:
    for text in _texts(value):
        storable(text)
    return value


def _texts(value: Any) -> Iterator[str]:
    """Give each text of a value, keys among them; it may be nested more deeply than calls may."""
    rest = [value]
    while rest:
        match rest.pop():
            case str(text):
                yield text
            case dict(mapping):
                rest += [*mapping, *mapping.values()]
            case list(items):
                rest += items


Json = Annotated[JsonValue, AfterValidator(_check)]
"""Any JSON that Sentry can store."""
JsonObject = Annotated[dict[str, JsonValue], AfterValidator(_check)]
"""A JSON object that Sentry can store."""
