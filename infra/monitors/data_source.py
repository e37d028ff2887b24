"""One data source of a monitor, as Sentry replies it or is sent it; it needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from infra.rules.canonical import Document, plain_numbers


class DataSource:
    """A data source as Sentry replies it or is sent it, and what the entry says of it."""

    def __init__(
        self, values: Mapping[str, Any], declared: Document | None, replied: bool = False
    ) -> None:
        self.values = {camel_key(key): value for key, value in values.items()}
        self.declared = declared or {}
        self.alone = declared is None
        self.replied = replied

    def text(self, key: str) -> Any:
        """Return a text without blanks around it, which Sentry drops; what is no text as it is."""
        value = self.values.get(key)
        return value.strip() if isinstance(value, str) else value

    def further(self, *known: str) -> Document:
        """Return the fields that no key but `raw` says; of those that Sentry hides, the entry's."""
        keys = self.values if self.alone and not self.replied else self.declared
        return {
            key: plain_numbers(self.values.get(key, self.declared.get(key)))
            for key in keys
            if key not in known
        }


def read_sources(live: Mapping[str, Any], declared: Document | None) -> Iterator[DataSource]:
    """Yield the data sources of a monitor, each with what the entry says of it.

    Args:
        live: a monitor as Sentry replies it, or a document.
        declared: what the entry says; None where there is none.
    """
    meant = (declared or {}).get("dataSources", [])
    for index, source in enumerate(live.get("dataSources") or ()):
        said = None if declared is None else meant[index] if index < len(meant) else {}
        if "queryObj" not in source:
            yield DataSource(source, said)
        elif source["queryObj"] is not None:
            query = source["queryObj"].get("snubaQuery", source["queryObj"])
            yield DataSource(query, said, replied=True)


def camel_key(key: str) -> str:
    """Return a key as Sentry's API replies it, which takes `snake_case` as well."""
    first, *more = key.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in more)
