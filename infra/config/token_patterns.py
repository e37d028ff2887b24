"""What looks like a token in the stack config, which holds none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from infra.rules.problems import Location

_PREFIXED = re.compile(
    r"sntry[a-z]_\w+|HRKU-[\w-]+|xox[a-z]-[\w-]+|eyJ[\w-]{10,}[\w.-]*|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""The form of a Postmark server token and of an older Heroku key."""


def tokens(value: Any, location: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield each text that looks like a token, with its place.

    A GUID in a rule or a monitor is no token, as it may be an ID that a filter looks for; in a
    header it is one.
    """
    match value:
        case dict():
            for key, inner in value.items():
                yield from tokens(inner, (*location, key))
        case list():
            for index, inner in enumerate(value):
                yield from tokens(inner, (*location, index))
        case str():
            in_rule = "headers" not in location and any(
                str(step).endswith(("alertRules", "monitors")) for step in location
            )
            for found in _PREFIXED.finditer(value):
                yield location, found[0]
            for found in () if in_rule else _GUID.finditer(value):
                yield location, found[0]
