"""Field checks in the words of Django REST Framework, and Sentry's two spellings of keys.

Sources: `getsentry/sentry: src/sentry/api/serializers/rest_framework/base.py` for the keys; the
texts are the framework's own.
"""

import re
from collections.abc import Callable
from typing import Any

from tests.simulators.sentry_http import ApiError

OPAQUE = {"additional_fields", "additionalFields"}
CAMEL = re.compile(r"(((?<=[a-z])[A-Z])|([A-Z](?![A-Z]|$)))")  # Django's `re_camel_case`
REQUIRED = "This field is required."
NULL = "This field may not be null."

Errors = dict[str, Any]


def to_snake(key: str) -> str:
    """Spell a key the way the server works with it (`camel_to_snake_case`)."""
    return CAMEL.sub(r"_\1", key).strip("_").lower()


def to_camel(key: str) -> str:
    """Spell a key the way the server answers (`snake_to_camel_case`).

    The first word becomes lower case: `updatesForm`, stored as it is, comes back as `updatesform`.
    """
    head, *tail = key.strip("_").split("_")
    return head.lower() + "".join(word.capitalize() for word in tail)


def convert_keys(value: Any, spell: Callable[[str], str]) -> Any:
    """Respell keys at every depth, except third-party names; both spellings at once are refused.

    That error is no list, and a nested key stands without its path.
    """
    if isinstance(value, list):
        return [convert_keys(item, spell) for item in value]
    if not isinstance(value, dict):
        return value
    converted: dict[str, Any] = {}
    for key, item in value.items():
        spelled = spell(key)
        if spelled != key and (spelled in value or spelled in converted):
            text = f"{key} collides with {spelled}, please pass only one value"
            raise ApiError(400, {key: text})
        opaque = key in OPAQUE and isinstance(item, dict)
        converted[spelled] = item if opaque else convert_keys(item, spell)
    return converted


def type_name(value: object) -> str:
    """Name a JSON value's type as the framework's messages do."""
    return type(value).__name__


def check_choice(value: object, choices: frozenset[str]) -> list[str]:
    """Check a ChoiceField."""
    if value is None:
        return [NULL]
    if not isinstance(value, str) or value not in choices:
        return [f'"{value}" is not a valid choice.']
    return []


def check_list_of_objects(value: object) -> list[str]:
    """Check a ListField of DictFields; the first bad item is reported, without its index.

    (`getsentry/sentry: src/sentry/runner/initializer.py`,
    `monkeypatch_drf_listfield_serializer_errors`)
    """
    if value is None:
        return [NULL]
    if not isinstance(value, list):
        return [f'Expected a list of items but got type "{type_name(value)}".']
    return [
        f'Expected a dictionary of items but got type "{type_name(item)}".'
        for item in value
        if not isinstance(item, dict)
    ][:1]


def not_an_object(value: object) -> Errors:
    """Say that a serializer was given something else than an object."""
    text = f"Invalid data. Expected a dictionary, but got {type_name(value)}."
    return {"nonFieldErrors": [text]}


def integral(value: object) -> list[str]:
    """Check an IntegerField that may be left out, but not be null."""
    if value is None:
        return [NULL]
    return [] if digits(value) else ["A valid integer is required."]


def digits(value: object) -> bool:
    """Tell whether a value passes an IntegerField: an integer or a string of digits."""
    if isinstance(value, str):
        return re.fullmatch(r"[0-9]+", value) is not None
    return type(value) is int and value >= 0
