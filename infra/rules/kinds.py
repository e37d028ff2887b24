"""What one declaration says of a kind of filter, condition or action, and finding it.

A kind is one optional field of a `OneOf`, whose annotation carries a `Kind`: how Sentry's API
names it, what its web page calls it, an example, and how the value is written to Sentry, read from
there and put in words. The config, the documents, the words of the table and the reference in
docs/writing-rules.md all come from that one field.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from infra.rules.canonical import Document, sorted_json
from infra.rules.entry import OneOf
from infra.rules.recipients import Ids, Names, Recipient, ids_of
from infra.rules.samples import Need

Part = TypeVar("Part", bound=OneOf)


@dataclass(frozen=True)
class Kind:
    """How one kind is said.

    Args:
        type: Sentry's name of it (`type` of a condition or an action); empty for `raw`.
        page: what Sentry's web page calls it.
        example: the value as a stack file writes it, on one line.
        write: a value and the IDs to what Sentry is sent: a comparison, of `raw` the whole
            condition, or a whole action.
        read: that and the names to the value as data; None, or a `LookupError`, `TypeError` or
            `ValueError`, where no value says it.
        say: a value in words, as previews and outputs show it.
        recipients: whom a value names.
        sample: a comparison to what the event of a test needs to meet it (`infra.rules.samples`);
            None, or an error as of `read`, where the comparison is not of this kind. Actions have
            none.
    """

    type: str
    page: str
    example: str
    write: Callable[[Any, Ids], Any]
    read: Callable[[Any, Names], Any]
    say: Callable[[Any], str]
    recipients: Callable[[Any], tuple[Recipient, ...]] = lambda _: ()
    sample: Callable[[Any], Need | None] | None = None


@dataclass(frozen=True)
class KindOf:
    """Makes the kind of each field that shares a declaration, from the field's own name."""

    make: Callable[[str], Kind]


@functools.cache
def kinds(model: type[OneOf]) -> dict[str, Kind]:
    """Return the kinds that a model declares, by its fields' Python names."""
    found = {}
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Kind):
                found[name] = mark
            elif isinstance(mark, KindOf):
                found[name] = mark.make(field.alias or name)
    return found


def kind_of(entry: OneOf) -> Kind:
    """Return the kind that an entry is of."""
    return kinds(type(entry))[entry.chosen[0]]


def recipients_of(entry: OneOf) -> tuple[Recipient, ...]:
    """Return whom an entry names."""
    return kind_of(entry).recipients(entry.chosen[1])


def write_entry(entry: OneOf, ids: Ids) -> Any:
    """Return what Sentry is sent for an entry: a comparison, or a whole action."""
    return kind_of(entry).write(entry.chosen[1], ids)


def write_condition(kind: Kind, value: Any, ids: Ids) -> Document:
    """Return the condition that Sentry is sent for a value of a kind."""
    sent = kind.write(value, ids)
    if not kind.type:
        return dict(sent)
    return {"type": kind.type, "comparison": sent, "conditionResult": True}


def describe_entry(entry: OneOf) -> str:
    """Put an entry in words."""
    return kind_of(entry).say(entry.chosen[1])


def read_entry(model: type[Part], type_: str, sent: Any, names: Names) -> Part | None:
    """Return the entry that is written as `sent`, None where none is: the inverse of `written`.

    Args:
        model: the entry's model.
        type_: Sentry's name of the kind.
        sent: a canonical comparison or action.
        names: what the IDs in it stand for.
    """
    for entry in _candidates(model, type_, sent, names):
        try:
            again = write_entry(entry, ids_of(recipients_of(entry), names))
            if sorted_json(again) == sorted_json(sent):
                return entry
        except (LookupError, TypeError, ValueError):
            continue
    return None


def _candidates(model: type[Part], type_: str, sent: Any, names: Names) -> Iterator[Part]:
    for field, kind in kinds(model).items():
        if kind.type == type_:
            try:
                value = kind.read(sent, names)
                if value is not None:
                    yield model.model_validate({field: value}, by_name=True)
            except (LookupError, TypeError, ValueError, AttributeError):
                continue
