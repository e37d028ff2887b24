"""Entries of many possible keys, of which only those that are written are built. Pure.

To build all that a filter, a trigger and an action may say takes a third of the time in which the
program of one rule is loaded (pydantic 2.14.3, 2026-11), and a rule says three of some hundred.
"""

from __future__ import annotations

import functools
from typing import Any, TypedDict, TypeVar, cast

from pydantic import (
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from infra.rules.entry import OneOf

Part = TypeVar("Part", bound=OneOf)


class KeyByKey:
    """Marks an entry in an annotation: it is read by its one key alone where that will do."""

    def __get_pydantic_core_schema__(
        self, model: type[OneOf], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Leave the model as it is, and read with `_read`."""
        return core_schema.with_info_plain_validator_function(
            functools.partial(_read, model), metadata={"model": model}
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the whole model."""
        return handler(_whole(cast(Any, schema)["metadata"]["model"]).core_schema)


class Spelling(TypedDict, total=False):
    """Which names of keys are read, to be given to a validation as its context."""

    by_alias: bool
    by_name: bool


ALIASES = Spelling(by_alias=True, by_name=False)
"""Keys as a stack file writes them."""


def with_value(model: type[Part], field: str, value: Any) -> Part:
    """Return the entry of which this key is written; the value is known to be one."""
    return cast(Part, _blank(model).model_copy(update={field: value}))


@functools.cache
def reader(model: type[OneOf], field: str) -> TypeAdapter[Any]:
    """Return what reads the value of one key."""
    annotation = model.model_fields[field].rebuild_annotation()
    return TypeAdapter(annotation, config=ConfigDict(strict=True))


def _read(model: type[OneOf], data: Any, info: ValidationInfo) -> OneOf:
    if isinstance(data, model):
        return data
    spelling: Spelling = info.context or Spelling()
    if isinstance(data, dict) and len(data) == 1:
        ((key, value),) = data.items()
        field = _fields(model).get(key)
        if field and value is not None:
            # What is wrong with it, the whole model tells: with the key, and all keys it knows.
            try:
                read = reader(model, field).validate_python(value, **spelling)
            except ValidationError:
                pass
            else:
                return with_value(model, field, read)
    return _whole(model).validate_python(data, **spelling, context=info.context)


@functools.cache
def _fields(model: type[OneOf]) -> dict[str, str]:
    return {field.alias or name: name for name, field in model.model_fields.items()}


@functools.cache
def _whole(model: type[OneOf]) -> TypeAdapter[OneOf]:
    return TypeAdapter(model)


@functools.cache
def _blank(model: type[OneOf]) -> OneOf:
    return model.model_construct()
