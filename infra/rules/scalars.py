"""The plain values of the stack config: lines of text, slugs, addresses, durations, dates."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from infra.base.terminal_text import quoted
from infra.rules.one_line import one_line, visible

EVERY_TIME = "everyTime"
"""The frequency 0: Sentry's page calls it "on every trigger"."""
UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
UNIT_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10_080}
_DURATION = r"[0-9]{1,15}\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)"
_IN_PARTS = re.compile(f"(?=([0-9]+)){_DURATION}", re.ASCII)


def _minutes(value: Any) -> Any:
    """Read `60 min`, `1h` or `1 day`; a bare number has no unit and is refused."""
    if isinstance(value, int | float):
        raise ValueError(f"{quoted(value)} has no unit; write it as '60 min'")  # noqa: TRY004 (pydantic's)
    if not isinstance(value, str):
        raise ValueError(  # noqa: TRY004 (pydantic's)
            f"{quoted(value)} is not one duration; write '60 min' or 'everyTime'"
        )
    if value == EVERY_TIME:
        return 0
    match = _IN_PARTS.fullmatch(value)
    if not match:
        raise ValueError(
            f"{quoted(value)} is not a duration; write it as '60 min', '3 h', '1 day', '1 week', "
            "or 'everyTime'"
        )
    minutes = int(match[1]) * UNIT_MINUTES[match[2][0]]
    if not minutes:
        raise ValueError(f"{quoted(value)} is no time; write 'everyTime' for every time")
    return minutes


def duration(minutes: int) -> str:
    """Return a frequency as a stack file writes it."""
    return f"{minutes} min" if minutes else EVERY_TIME


def require_value(value: Any) -> Any:
    """Refuse a key without a value: YAML reads `issue: #3135` as one with a comment."""
    if value is None:
        raise ValueError("is empty (a value that begins with # needs quotes)")
    return value


def name_up_to(longest: int) -> AfterValidator:
    """Return a validator of names, which drops blanks at the ends, as Sentry does.

    (Django REST framework's `CharField`)

    Args:
        longest: characters that Sentry takes.
    """

    def validate(value: str) -> str:
        value = value.strip()
        if not value:
            raise ValueError("is empty")
        if len(value) > longest:
            raise ValueError(f"has {len(value)} characters; Sentry takes {longest} at the most")
        return value

    return AfterValidator(validate)


def _key(value: Any) -> Any:
    if value == "":
        raise ValueError("is missing, and the name has no letter or digit to derive one from")
    return value


def _day(value: Any) -> Any:
    """Read a date; Pulumi rewrites an unquoted one as `2026-05-30 00:00:00 +0000 UTC` (3.260.0)."""
    try:
        return date.fromisoformat(str(value).removesuffix(" 00:00:00 +0000 UTC"))
    except ValueError:
        raise ValueError(f'{quoted(value)} is not a date; write it as "2026-05-30"') from None


def derived_key(name: str) -> str:
    """Return the short stable name that a rule without a `key` is known by."""
    return re.sub(r"[^a-z0-9_]+", "-", name.lower(), flags=re.ASCII).strip("-")


def with_derived_key(data: Any) -> Any:
    """Return an entry with the key that its name gives it, where it says none."""
    if isinstance(data, dict) and "key" not in data and isinstance(data.get("name"), str):
        return {**data, "key": derived_key(data["name"])}
    return data


def _age(value: Any) -> Any:
    """Read `10 minutes` or `2 weeks`; the unit is kept, as Sentry stores it."""
    match = _IN_PARTS.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(
            f"{quoted(value)} is not an age; write it as '10 min', '2 h', '3 days', '1 week'"
        )
    return Age(int(match[1]), UNITS[match[2][0]])


def unstorable_in(value: str) -> str | None:
    """Return what no database of Sentry's takes of a text: U+0000, or half of a surrogate pair."""
    return next((c for c in value if c == "\0" or "\ud800" <= c <= "\udfff"), None)


def storable(value: str) -> str:
    """Return a text; `ValueError` where Sentry cannot store it."""
    if bad := unstorable_in(value):
        code = f"U+{ord(bad):04X}"
        raise ValueError(f"{quoted(value)} has the character {code}, which Sentry cannot store")
    return value


def as_list(value: Any) -> Any:
    """Read one entry that is written without a list as a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def not_empty(value: Any) -> Any:
    """Refuse a list without items; pydantic's own check counts only those that are right."""
    if not value:
        raise ValueError("is empty; write at least one")
    return value


def matching(pattern: str | re.Pattern[str], sentence: str) -> AfterValidator:
    """Return a validator of texts.

    Args:
        pattern: what the whole text must match.
        sentence: what is wrong with a text that does not; the text itself is put before it.
    """
    compiled = re.compile(pattern)

    def validate(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"{quoted(value)} {sentence}")
        return value

    return AfterValidator(validate)


def without_comma(reason: str) -> AfterValidator:
    """Return what refuses a text with a comma, and tells the reason."""

    def refuse(value: str) -> str:
        if "," in value:
            raise ValueError(f"{quoted(value)} has a comma{reason}")
        return value

    return AfterValidator(refuse)


def like(pattern: str) -> WithJsonSchema:
    """Return the JSON schema of a text: the pattern that the whole of it matches.

    It is written for Python and JavaScript alike, and may be wider than the validator beside it,
    never narrower.
    """
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


class Age(NamedTuple):
    """A length of time in the unit it was written in."""

    value: int
    unit: str

    def __str__(self) -> str:
        """Return it as a stack file writes it."""
        return f"{self.value} {self.unit}" + ("" if self.value == 1 else "s")


_LONGEST_NAME = 256
_SLUG = r"[a-z0-9_][a-z0-9_-]*"
Line = Annotated[str, AfterValidator(one_line), like(r"\S(.*\S)?")]
Text = Annotated[str, AfterValidator(storable)]
"""Any text: several lines, blanks at the ends, nothing at all."""
Slug = Annotated[
    str,
    matching(_SLUG, "is not a slug: lowercase letters, digits, '-' and '_' only"),
    like(_SLUG),
]
Name = Annotated[Text, name_up_to(_LONGEST_NAME), like(r"\s*\S([\s\S]{0,254}\S)?\s*")]
Key = Annotated[Slug, BeforeValidator(_key)]
Address = Annotated[
    str,
    AfterValidator(visible),
    matching(r"[^@\s<>()\[\],;:\\\"]+@[\w-]+(\.[\w-]+)*", "is not an e-mail address"),
    like(r"[^@\s<>()\[\],;:\\\"]+@[^@\s.]+(\.[^@\s.]+)*"),
]
Minutes = Annotated[
    int,
    BeforeValidator(_minutes),
    BeforeValidator(require_value),
    PlainSerializer(duration),
    like(f"({EVERY_TIME}|{_DURATION})"),
]
"""A duration such as `60 min`, in minutes; `everyTime` is 0."""
AgeOf = Annotated[
    Age,
    BeforeValidator(_age),
    PlainSerializer(str),
    like(_DURATION),
]
"""A length of time such as `10 min`, as `Age`."""
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    BeforeValidator(require_value),
    like(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00 \+0000 UTC)?"),
]
Note = Annotated[Line | None, BeforeValidator(require_value)]
"""A line that may be left out, but not left empty."""
EnvironmentName = Annotated[
    Annotated[Text, Field(min_length=1)] | None, BeforeValidator(require_value)
]
