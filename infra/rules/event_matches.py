"""How an event's attributes and tags are compared with a text.

Names and matches: `getsentry/sentry: src/sentry/rules/conditions/event_attribute.py` and
`src/sentry/rules/match.py`, as `jianyuan/terraform-provider-sentry` carried them in July 2026.
`gt`, `gte`, `lt` and `lte` are matches of levels and releases, not of texts.
"""

# Annotations stay objects here: as text, pydantic would compile each again in every subclass.
import json
import re
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from infra.base.terminal_text import escape, quoted
from infra.rules.canonical import Document
from infra.rules.entry import OneOf
from infra.rules.kinds import Kind, KindOf, kinds
from infra.rules.recipients import Names
from infra.rules.samples import Need, text, unknown
from infra.rules.scalars import Text, require_value, without_comma

_ENDS_A_VALUE = ", which Sentry takes for the end of a value"
_TAG_KEY = re.compile(r"[a-zA-Z0-9_.:-]{1,200}", re.ASCII)


def _tag_key(value: str) -> str:
    """Sentry's pattern of a tag's name (`getsentry/sentry: src/sentry/tagstore/base.py`)."""
    if not _TAG_KEY.fullmatch(value):
        raise ValueError(
            f"{quoted(value)} is not a tag's name: letters, digits, '_', '.', ':', '-' only"
        )
    return value


def as_values(value: Any) -> Any:
    """Read a text as Sentry's page takes it: values with commas between them."""
    return value.split(",") if isinstance(value, str) else value


def _write_values(values: tuple[str, ...]) -> list[str] | str:
    """Write values with blanks around them, or none, as they were typed on Sentry's page."""
    odd = any(not value or value != value.strip() for value in values)
    return ",".join(values) if odd else list(values)


Values = Annotated[
    tuple[Annotated[Text, without_comma(_ENDS_A_VALUE)], ...],
    BeforeValidator(as_values),
    PlainSerializer(_write_values),
    Field(strict=False, min_length=1),
]


Value = Annotated[Text | None, BeforeValidator(require_value)]


class TextMatch(OneOf):
    """How a text is compared; Sentry compares without regard to upper and lower case."""

    what: ClassVar[str] = "a text match"
    contains: Value = None
    equals: Value = None
    starts_with: Value = None
    not_contains: Value = None
    not_equals: Value = None
    not_starts_with: Value = None
    ends_with: Value = None
    not_ends_with: Value = None
    is_set: bool | None = None
    is_in: Values | None = None
    not_in: Values | None = None


class TagMatch(TextMatch):
    """A tag of the event, and how its value is compared."""

    apart: ClassVar[frozenset[str]] = frozenset({"key"})
    key: Annotated[str, AfterValidator(_tag_key)]


MATCHES = {
    "contains": ("co", "contains"),
    "equals": ("eq", "equals"),
    "starts_with": ("sw", "starts with"),
    "not_contains": ("nc", "does not contain"),
    "not_equals": ("ne", "does not equal"),
    "not_starts_with": ("nsw", "does not start with"),
    "ends_with": ("ew", "ends with"),
    "not_ends_with": ("new", "does not end with"),
    "is_in": ("in", "is one of"),
    "not_in": ("nin", "is none of"),
}
"""Each match with a value: Sentry's sign for it, and its words."""
_BY_SIGN = {sign: how for how, (sign, _) in MATCHES.items()}


def comparison_of(match: TextMatch) -> Document:
    """Return `match` and `value` of a comparison; there is no value to compare where one is set."""
    how, value = match.chosen
    if how == "is_set":
        return {"match": "is" if value else "ns"}
    return {"match": MATCHES[how][0], "value": value if isinstance(value, str) else ",".join(value)}


def match_of(comparison: Any) -> Document:
    """Return the text match that a comparison says, as data."""
    if comparison["match"] in ("is", "ns"):
        return {"is_set": comparison["match"] == "is"}
    how, value = _BY_SIGN[comparison["match"]], comparison["value"]
    return {how: value.split(",") if how in ("is_in", "not_in") else value}


def match_words(match: TextMatch) -> str:
    """Put a match in words that follow the thing compared."""
    how, value = match.chosen
    if how == "is_set":
        return "is set" if value else "is not set"
    values = [value] if isinstance(value, str) else value
    return f"{MATCHES[how][1]} {', '.join(map(_show, values))}"


def _show(value: str) -> str:
    """Show a value so that blanks at its ends, and characters nobody sees, are seen."""
    if value and value == value.strip() and value.isprintable():
        return value
    return escape(json.dumps(value, ensure_ascii=False))


def _attribute(name: str, unsent: str = "") -> Kind:
    def sample(comparison: Any) -> Need | None:
        if comparison["attribute"] != name:
            return None
        return unknown(unsent) if unsent else text(name, comparison)

    def read(comparison: Any, _: Names) -> Document | None:
        return match_of(comparison) if comparison["attribute"] == name else None

    return Kind(
        "event_attribute",
        "Event attribute",
        "{contains: TEXT}",
        lambda match, _: {"attribute": name, **comparison_of(match)},
        read,
        lambda match: f"{name} {match_words(match)}",
        sample=sample,
    )


TAG = Kind(
    "tagged_event",
    "Tagged event",
    "{key: browser.name, equals: Firefox}",
    lambda tag, _: {"key": tag.key, **comparison_of(tag)},
    lambda comparison, _: {"key": comparison["key"], **match_of(comparison)},
    lambda tag: f"tag {tag.key} {match_words(tag)}",
    sample=lambda comparison: text(f"tag {comparison['key']}", comparison),
)

Attribute = Annotated[TextMatch | None, KindOf(_attribute)]
Unsent = Annotated[
    TextMatch | None, KindOf(partial(_attribute, unsent="Sentry fills it in itself, or never"))
]
"""An attribute that no SDK sends."""


class EventMatch(OneOf):
    """What an event is compared by: one of its attributes, or a tag."""

    what: ClassVar[str] = "a match of events"
    message: Attribute = None
    tag: Annotated[TagMatch | None, TAG] = None
    platform: Attribute = None
    environment: Attribute = None
    type: Attribute = None
    error_handled: Attribute = Field(None, alias="error.handled")
    error_unhandled: Attribute = Field(None, alias="error.unhandled")
    error_main_thread: Unsent = Field(None, alias="error.main_thread")
    exception_type: Attribute = Field(None, alias="exception.type")
    exception_value: Attribute = Field(None, alias="exception.value")
    user_id: Attribute = Field(None, alias="user.id")
    user_email: Attribute = Field(None, alias="user.email")
    user_username: Attribute = Field(None, alias="user.username")
    user_ip_address: Attribute = Field(None, alias="user.ip_address")
    http_method: Attribute = Field(None, alias="http.method")
    http_url: Attribute = Field(None, alias="http.url")
    http_status_code: Attribute = Field(None, alias="http.status_code")
    sdk_name: Attribute = Field(None, alias="sdk.name")
    stacktrace_code: Attribute = Field(None, alias="stacktrace.code")
    stacktrace_module: Attribute = Field(None, alias="stacktrace.module")
    stacktrace_filename: Attribute = Field(None, alias="stacktrace.filename")
    stacktrace_abs_path: Attribute = Field(None, alias="stacktrace.abs_path")
    stacktrace_package: Attribute = Field(None, alias="stacktrace.package")
    unreal_crash_type: Attribute = Field(None, alias="unreal.crash_type")
    app_in_foreground: Attribute = Field(None, alias="app.in_foreground")
    os_distribution_name: Attribute = Field(None, alias="os.distribution_name")
    os_distribution_version: Attribute = Field(None, alias="os.distribution_version")
    symbolicated_in_app: Unsent = Field(None, alias="symbolicated_in_app")
    ota_updates_channel: Attribute = Field(None, alias="ota_updates.channel")
    ota_updates_runtime_version: Attribute = Field(None, alias="ota_updates.runtime_version")
    ota_updates_update_id: Attribute = Field(None, alias="ota_updates.update_id")


def sample_of_match(part: Document) -> Need:
    """Return what a test needs so that an event is as a count asks for.

    Args:
        part: one of the `filters` of a count, as Sentry has it.
    """
    sent = "tagged_event" if "key" in part else "event_attribute"
    for kind in kinds(EventMatch).values():
        if kind.sample and kind.type == sent and (need := kind.sample(part)):
            return need
    return unknown("this program does not know what it compares")
