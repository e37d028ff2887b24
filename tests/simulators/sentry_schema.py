"""JSON schemas of the Sentry simulator, and the words in which Sentry says what breaks them.

Source: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/utils.py`
(`validate_json_schema`): the error's whole text, of many lines, is the answer. Which version of
jsonschema Sentry has is not known; its words differ a little from version to version.
"""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

Schema = dict[str, Any]


def compile_schema(schema: Schema) -> Draft202012Validator:
    """Check a schema and make it ready for use; without `$schema` the newest draft holds."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def schema_errors(schema: Draft202012Validator, value: object) -> list[str]:
    """Give the library's one best error in full, or nothing."""
    error = best_match(schema.iter_errors(value))
    return [] if error is None else [str(error)]
