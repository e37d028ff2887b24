"""Serializers in miniature: fields that read one value each, in Django REST Framework's words.

Sources: the framework's `fields.py` and `serializers.py` (3.16), and what Sentry changes about
them: `getsentry/sentry: src/sentry/runner/initializer.py` (of a list's items the first bad one is
reported, without its index) and `src/sentry/api/serializers/rest_framework/base.py` (keys).
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, NoReturn

from tests.simulators.sentry_fields import (
    NULL,
    REQUIRED,
    convert_keys,
    to_camel,
    type_name,
)
from tests.simulators.sentry_http import ApiError

Item = dict[str, Any]
Check = Callable[[Any], Any]
BLANK = "This field may not be blank."
NOT_AN_INTEGER = "A valid integer is required."
TRUE = {"t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1"}
FALSE = {"f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0"}
ABSENT = object()


class Invalid(Exception):  # noqa: N818 - named after the value
    """What is wrong with a value: texts, or such errors by field."""

    def __init__(self, errors: str | list[Any] | Item) -> None:
        super().__init__(errors)
        self.errors = [errors] if isinstance(errors, str) else errors


class Field(NamedTuple):
    """One field of a serializer; a `default` is taken where nothing was sent, but not on PUT."""

    check: Check
    required: bool = True
    default: Any = ABSENT


def read_fields(document: Any, fields: Mapping[str, Field], *, partial: bool) -> Item:
    """Read a document's fields; unknown keys are ignored, the errors of all fields collected."""
    if not isinstance(document, dict):
        raise no_object(document)
    values: Item = {}
    errors: Item = {}
    for name, field in fields.items():
        if name in document:
            try:
                values[name] = field.check(document[name])
            except Invalid as error:
                errors[name] = error.errors
        elif not partial and field.default is not ABSENT:
            values[name] = field.default
        elif not partial and field.required:
            errors[name] = [REQUIRED]
    if errors:
        raise Invalid(errors)
    return values


def no_object(value: Any) -> Invalid:
    """Say that a serializer was given something else than an object."""
    return form_wide(f"Invalid data. Expected a dictionary, but got {type_name(value)}.")


def form_wide(text: str) -> Invalid:
    """Refuse a document as a whole."""
    return Invalid({"non_field_errors": [text]})


def refuse(error: Invalid) -> NoReturn:
    """Answer 400 with what validation found: keys in camel case, every leaf a text."""
    raise ApiError(400, convert_keys(_texts(error.errors), to_camel)) from error


def _texts(errors: Any) -> Any:
    if isinstance(errors, dict):
        return {key: _texts(value) for key, value in errors.items()}
    return [_texts(value) for value in errors] if isinstance(errors, list) else str(errors)


def text(*, most: int | None = None, null: bool = False, blank: bool = False) -> Check:
    """Give a CharField: trimmed; a number counts as its text."""

    def check(value: Any) -> str | None:
        if value is None:
            _check_null(allowed=null)
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Invalid("Not a valid string.")
        trimmed = str(value).strip()
        if not trimmed and not blank:
            raise Invalid(BLANK)
        if most is not None and len(trimmed) > most:
            raise Invalid(f"Ensure this field has no more than {most} characters.")
        return trimmed

    return check


def integer(
    *,
    least: int | None = None,
    most: int | None = None,
    null: bool = False,
    too_much: str = "Ensure this value is less than or equal to {}.",
) -> Check:
    """Give an IntegerField: texts of whole numbers count, booleans do not."""

    def check(value: Any) -> int | None:
        if value is None:
            _check_null(allowed=null)
            return None
        try:
            number = int(re.sub(r"\.0*\s*$", "", str(value)))
        except ValueError as error:
            raise Invalid(NOT_AN_INTEGER) from error
        if most is not None and number > most:
            raise Invalid(too_much.format(most))
        if least is not None and number < least:
            raise Invalid(f"Ensure this value is greater than or equal to {least}.")
        return number

    return check


def empty_integer(check: Check) -> Check:
    """Give Sentry's EmptyIntegerField: an empty text is null."""
    return lambda value: None if value == "" else check(value)


def boolean(value: Any) -> bool:
    """Read a BooleanField."""
    if value is None:
        raise Invalid(NULL)
    word = str(value) if isinstance(value, str | int | float) else ""
    word = word.removesuffix(".0")
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Invalid("Must be a valid boolean.")


def choice(choices: Collection[Any], *, blank: bool = False) -> Check:
    """Give a ChoiceField: what is sent is compared as text."""
    by_text = {str(value): value for value in choices}

    def check(value: Any) -> Any:
        if value is None:
            raise Invalid(NULL)
        if value == "" and blank:
            return ""
        if str(value) not in by_text:
            raise Invalid(f'"{value}" is not a valid choice.')
        return by_text[str(value)]

    return check


def anything(*, null: bool = False) -> Check:
    """Give a JSONField."""

    def check(value: Any) -> Any:
        if value is None:
            _check_null(allowed=null)
        return value

    return check


def list_of(item: Check) -> Callable[[Any], list[Any]]:
    """Give a ListField: the first bad item is reported, without its index."""

    def check(value: Any) -> list[Any]:
        if value is None:
            raise Invalid(NULL)
        if not isinstance(value, list):
            raise Invalid(f'Expected a list of items but got type "{type_name(value)}".')
        return [item(one) for one in value]

    return check


def _check_null(*, allowed: bool) -> None:
    if not allowed:
        raise Invalid(NULL)
