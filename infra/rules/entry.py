"""The base of every entry of the stack config: a mapping of known keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel

_LISTED = 24
"""Keys that a message lists; docs/writing-rules.md has them all."""


class Entry(BaseModel):
    """A mapping of the stack config: camelCase keys, no unknown ones, no silent conversions."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        populate_by_name=True,
    )


class OneOf(Entry):
    """A mapping of which exactly one key is written, such as `{contains: …}`.

    Keys in `apart` stand beside the one and are not counted.
    """

    what: ClassVar[str]
    apart: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        written = [key for key, _ in self._items_written()]
        if len(written) == 1:
            return self
        fields = type(self).model_fields
        if not written:
            allowed = list_keys(
                [f.alias or key for key, f in fields.items() if key not in self.apart]
            )
            raise ValueError(f"{self.what}: no key of {allowed}; write exactly one of them")
        both = " and ".join(f.alias or key for key, f in fields.items() if key in written)
        raise ValueError(f"{self.what}: both {both}; write exactly one of them")

    @property
    def chosen(self) -> tuple[str, Any]:
        """The one key that is written, as the model spells it, and its value."""
        return self._items_written()[0]

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Show what is written; the many keys that are not would hide it."""
        return [(key, value) for key, value in self if value is not None]

    def _items_written(self) -> list[tuple[str, Any]]:
        given = ((key, getattr(self, key)) for key in self.model_fields_set - self.apart)
        return [(key, value) for key, value in given if value is not None]


def list_keys(keys: Sequence[str]) -> str:
    """List the keys a mapping may have; of very many the first."""
    plain_first = sorted(keys, key=lambda key: "." in key)
    more = len(keys) - _LISTED
    shown = plain_first if more <= 1 else [*plain_first[:_LISTED], f"and {more} more"]
    return ", ".join(shown)
