"""The JSON schema of a stack file, by which editors complete and check it as one types.

It is draft 7, which every YAML language server reads. It refuses nothing that the program takes as
it is usually written; what only a look at the whole file shows is `lint`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from infra.config.schema_descriptions import WORDS
from infra.config.settings import Settings
from infra.rules.alert_rule import ActionGroup, AlertRule
from infra.rules.entry import OneOf
from infra.rules.event_matches import as_values
from infra.rules.kinds import kinds
from infra.rules.scalars import as_list

FILE = "docs/stack-file.schema.json"
_DEFINITIONS = "#/definitions/{model}"


class _Generator(GenerateJsonSchema):
    """Pydantic's own schema, with what our validators add to the types."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """Where one entry may stand without a list, say both."""
        inner = super().function_before_schema(schema)
        if schema["function"]["function"] not in (as_list, as_values):
            return inner
        return {"anyOf": [inner["items"], inner]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key without a value is a slip: it is left out instead."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Say a default only where there is something to say, as a stack file would say it."""
        found = super().default_schema(schema)
        default = found.get("default")
        as_read = found.get("type") == "string" and not isinstance(default, str)
        if default in (None, "", [], {}) or as_read:
            found.pop("default", None)
        return found

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (pydantic's signature)
        """A title that repeats the key helps nobody."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Add what a key means, and how many of a mapping's keys are written."""
        found, model = super().model_schema(schema), schema["cls"]
        found.pop("title", None)
        properties = found["properties"]
        for name, text in _descriptions(model).items():
            properties[model.model_fields[name].alias or name]["description"] = text
        for name, field in model.model_fields.items():
            filled = any(getattr(mark, "min_length", 0) for mark in field.metadata)
            for shape in properties[field.alias or name].get("anyOf", []) if filled else []:
                if shape.get("type") == "array":
                    shape["minItems"] = 1
        if issubclass(model, OneOf):
            found |= _one_of(model)
        if model in (AlertRule, ActionGroup):
            found["allOf"] = [
                _either("filter", "matchesEverything"),
                _either("action", "notifiesNobody"),
            ]
        return found


def stack_file_schema(namespace: str, descriptions: Mapping[str, str]) -> dict[str, Any]:
    """Return the schema of `Pulumi.<stack>.yaml`.

    Args:
        namespace: the Pulumi project's name, which begins each of our keys.
        descriptions: what `Pulumi.yaml` says of each key.
    """
    ours = Settings.model_json_schema(
        by_alias=True, ref_template=_DEFINITIONS, schema_generator=_Generator
    )
    for key, text in descriptions.items():
        ours["properties"][key]["description"] = text
    config = {
        "type": "object",
        "description": "The stack's config",
        "properties": {f"{namespace}:{key}": value for key, value in ours["properties"].items()},
        "patternProperties": {f"^(?!{namespace}:)[^:]+:.+$": {}},
        "additionalProperties": False,
        "required": [f"{namespace}:{key}" for key in ours["required"]],
    }
    word: dict[str, Any] = {"type": "string"}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Stack file of {namespace}",
        "type": "object",
        "properties": {
            "config": config,
            "environment": {"description": "Pulumi's own: environments that config comes from"},
            "secretsprovider": word | {"description": "Pulumi's own: what encrypts secrets"},
            "encryptedkey": word | {"description": "Pulumi's own: written by it"},
            "encryptionsalt": word | {"description": "Pulumi's own: written by it, no secret"},
        },
        "additionalProperties": False,
        "required": ["config"],
        "definitions": ours["$defs"],
    }


def _one_of(model: type[OneOf]) -> dict[str, Any]:
    """Ask for exactly one of the keys that are not apart."""
    if all(model.model_fields[name].is_required() for name in model.apart):
        count = 1 + len(model.apart)
        return {"minProperties": count, "maxProperties": count}
    fields = {n: f.alias or n for n, f in model.model_fields.items() if n not in model.apart}
    return {"oneOf": [{"required": [key]} for key in fields.values()]}


def _either(key: str, instead: str) -> dict[str, Any]:
    """Ask for a list of at least one, or for the word that none is meant."""
    filled = {"required": [key], "properties": {key: {"minItems": 1}}}
    none = {"required": [instead], "properties": {instead: {"const": True}}}
    return {"anyOf": [filled, none]}


def _descriptions(model: type[Any]) -> dict[str, str]:
    """Return what is said of a model's keys, by the fields' Python names."""
    found = dict(WORDS.get(model, {}))
    if issubclass(model, OneOf):
        for name, kind in kinds(model).items():
            found[name] = f"Sentry's page: {kind.page}. For example: {kind.example}"
    return found
