"""What a stack file may say of an alert rule: its filter, condition, action and the rest. Pure.

Another kind of filter, condition or action begins here as one more optional field of `Filter`,
`Condition` or `Action`; its Sentry form then belongs in `infra.documents`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from infra.entries import Entry, OneOf
from infra.errors import quoted

Interval = Literal["1m", "5m", "15m", "1h", "1d", "1w", "30d"]
"""The intervals Sentry counts events in (`getsentry/sentry: src/sentry/rules/conditions/
event_frequency.py`); its published documents spell some of them `5min`, which it refuses."""

LONGEST_FREQUENCY = 43_200
"""Minutes; Sentry's own bound for an issue alert (30 days)."""

_MINUTES = {"m": 1, "h": 60, "d": 1440}
_DURATION = re.compile(r"(\d{1,9})\s*(m|min|minutes?|h|hours?|d|days?)", re.ASCII)
_ADDRESS = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[\w-]+(\.[\w-]+)+")
_SLUG = re.compile(r"[a-z0-9_][a-z0-9_-]*", re.ASCII)


def _minutes(value: Any) -> Any:
    """Read `60 min`, `1h` or `1 day`; a bare number has no unit and is refused."""
    if not isinstance(value, str):
        text = f"{quoted(value)} has no unit; write it as '60 min'"
        raise ValueError(text)  # noqa: TRY004 (pydantic's)
    match = _DURATION.fullmatch(value)
    if not match:
        raise ValueError(
            f"{quoted(value)} is not a duration; write it as '60 min', '3 h' or '1 day'"
        )
    minutes = int(match[1]) * _MINUTES[match[2][0]]
    if not 1 <= minutes <= LONGEST_FREQUENCY:
        raise ValueError(f"{quoted(value)} is outside 1 min to {LONGEST_FREQUENCY} min (30 days)")
    return minutes


def _given(value: Any) -> Any:
    """Refuse a key without a value: YAML reads `issue: #3135` as one with a comment."""
    if value is None:
        raise ValueError("is empty (a value that begins with # needs quotes)")
    return value


def _one_line(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    if value != value.strip():
        raise ValueError(f"{quoted(value)} begins or ends with a space, which Sentry would drop")
    if bad := sorted({c for c in value if not c.isprintable()}):
        codes = ", ".join(f"U+{ord(c):04X}" for c in bad[:10])
        raise ValueError(f"has characters that cannot be seen ({codes}); remove them")
    return value


def _name(value: str) -> str:
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"has {len(value)} characters; Sentry takes {_LONGEST_NAME} at the most")
    return value


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or not value.isprintable():
        raise ValueError(f"{quoted(value)} is not an e-mail address")
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError(f"{quoted(value)} is not a slug: small letters, digits, '-' and '_' only")
    return value


def _key(value: str) -> str:
    if not value:
        raise ValueError("is missing, and the name has no letter or digit to derive one from")
    return _slug(value)


def _day(value: Any) -> Any:
    """Read a date; Pulumi rewrites an unquoted one as `2026-05-30 00:00:00 +0000 UTC` (3.260.0)."""
    try:
        return date.fromisoformat(str(value).removesuffix(" 00:00:00 +0000 UTC"))
    except ValueError:
        raise ValueError(f'{quoted(value)} is not a date; write it as "2026-05-30"') from None


def derived_key(name: str) -> str:
    """Return the short stable name that a rule without a `key` is known by."""
    return re.sub(r"[^a-z0-9_]+", "-", name.lower(), flags=re.ASCII).strip("-")


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


_LONGEST_NAME = 256
Line = Annotated[str, AfterValidator(_one_line)]
Slug = Annotated[str, AfterValidator(_slug)]


class TextMatch(OneOf):
    """How a text is compared; Sentry compares without regard to upper and lower case."""

    what: ClassVar[str] = "a text match"
    contains: Line | None = None
    equals: Line | None = None
    starts_with: Line | None = None
    not_contains: Line | None = None


class Filter(OneOf):
    """Which events count."""

    what: ClassVar[str] = "a filter"
    message: TextMatch | None = None


class Condition(Entry):
    """How many events within which interval make the alert fire; counted per Sentry issue."""

    at_least: Annotated[int, Field(ge=1)]
    within: Interval


class Recipient(NamedTuple):
    """Someone an action reaches, before Sentry's ID of them is known."""

    kind: Literal["user", "team"]
    name: str


class Action(OneOf):
    """Who hears of it."""

    what: ClassVar[str] = "an action"
    email: Annotated[str, AfterValidator(_address)] | None = None
    email_team: Slug | None = None
    email_issue_owners: Literal["ActiveMembers", "AllMembers", "NoOne"] | None = None

    @property
    def recipient(self) -> Recipient | None:
        """The person or team whose ID Sentry must be asked for; None for issue owners."""
        if self.email:
            return Recipient("user", self.email)
        return Recipient("team", self.email_team) if self.email_team else None


class AlertRule(Entry):
    """One row of the runbook's table."""

    name: Annotated[Line, AfterValidator(_name)]
    filter: Annotated[tuple[Filter, ...], BeforeValidator(_as_list), Field(strict=False)] = ()
    condition: Condition
    action: Annotated[
        tuple[Action, ...], BeforeValidator(_as_list), Field(strict=False, min_length=1)
    ]
    frequency: Annotated[
        int,
        BeforeValidator(_minutes),
        BeforeValidator(_given),
        PlainSerializer(lambda minutes: f"{minutes} min"),
    ]
    created: Annotated[date | None, BeforeValidator(_day), BeforeValidator(_given)] = None
    issue: Annotated[Line | None, BeforeValidator(_given)] = None
    runbook: Annotated[Line | None, BeforeValidator(_given)] = None
    enabled: bool = True
    environment: Annotated[Line | None, BeforeValidator(_given)] = None
    matches_everything: bool = False
    on_remove: Literal["delete", "keep"] | None = None
    protect: bool = False
    key: Annotated[str, AfterValidator(_key)] = ""

    @model_validator(mode="before")
    @classmethod
    def _with_key(cls, data: Any) -> Any:
        if isinstance(data, dict) and "key" not in data and isinstance(data.get("name"), str):
            return {**data, "key": derived_key(data["name"])}
        return data
