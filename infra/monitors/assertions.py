"""What an entry expects of the reply to an uptime check: its status, a header, its JSON."""

# Annotations stay objects here: pydantic compiles them.
import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    PlainValidator,
    Tag,
    WithJsonSchema,
)

from infra.base.terminal_text import quoted
from infra.monitors.assertion_ops import (
    STATUS_WORDS,
    TEXT_WORDS,
    write_status_check,
    write_status_class,
)
from infra.rules.canonical import Document
from infra.rules.entry import OneOf
from infra.rules.json_values import JsonObject
from infra.rules.scalars import Text, matching, not_empty

_STATUS_CLASS = re.compile(r"[1-5]xx", re.ASCII)


class StatusRange(OneOf):
    """A status that is compared with a number."""

    what: ClassVar[str] = "a status"
    above: Annotated[int, Field(ge=0, le=65_535)] | None = None
    below: Annotated[int, Field(ge=0, le=65_535)] | None = None
    is_not: Annotated[int, Field(ge=0, le=65_535)] | None = None


def _code(value: Any) -> Any:
    if type(value) is int and value in range(100, 600):
        return value
    if isinstance(value, str) and _STATUS_CLASS.fullmatch(value):
        return value
    raise ValueError(f"{quoted(value)} is not a status; write 2xx, 204, or {{above: 199}}")


def _which(value: Any) -> str:
    return "(range)" if isinstance(value, dict | StatusRange) else "(code)"


Status = Annotated[
    Annotated[StatusRange, Tag("(range)")]
    | Annotated[
        int | str,
        PlainValidator(_code),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "integer", "minimum": 100, "maximum": 599},
                    {"type": "string", "pattern": f"^{_STATUS_CLASS.pattern}$"},
                ]
            }
        ),
        Tag("(code)"),
    ],
    Discriminator(_which),
]


def _text(value: Any) -> Any:
    """Read a number, `true` or `false` as the text that Sentry compares with."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Comparable = Annotated[
    Text | None, BeforeValidator(_text, json_schema_input_type=str | float | bool)
]


class TextCheck(OneOf):
    """How a text of the reply is compared; `matches` takes `*` for any characters."""

    what: ClassVar[str] = "a check of a text"
    is_: Comparable = Field(None, alias="is")
    is_not: Comparable = None
    matches: Comparable = None
    not_matches: Comparable = None
    above: Comparable = None
    below: Comparable = None
    exists: Literal[True] | None = None


class HeaderCheck(TextCheck):
    """A header of the reply."""

    what: ClassVar[str] = "a header"
    apart: ClassVar[frozenset[str]] = frozenset({"name"})
    name: Annotated[str, matching(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "is not the name of a header")]


class JsonCheck(TextCheck):
    """A value in the reply's JSON, which may be 10,000 bytes long."""

    what: ClassVar[str] = "a JSON value"
    apart: ClassVar[frozenset[str]] = frozenset({"path"})
    path: Annotated[Text, matching(r"\$[\s\S]*", "is not a JSONPath; it begins with '$', as $.ok")]


def _has_op(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if not isinstance(value.get("op"), str):
        raise ValueError("has no 'op', such as 'op: header_check'")  # noqa: TRY004 (pydantic's)
    return value


class Expectation(OneOf):
    """What the reply must be: one check, or several joined."""

    what: ClassVar[str] = "an expectation"
    status: Status | None = None
    header: HeaderCheck | None = None
    json_: JsonCheck | None = Field(None, alias="json")
    all: Annotated[tuple["Expectation", ...], Field(strict=False)] | None = None
    any: (
        Annotated[tuple["Expectation", ...], Field(strict=False), AfterValidator(not_empty)] | None
    ) = None
    not_: "Expectation | None" = Field(None, alias="not")
    raw: Annotated[JsonObject, AfterValidator(_has_op)] | None = None


def write_expectation(expected: Expectation) -> Document:
    """Return the part of an assertion that Sentry is sent for an expectation."""
    how, value = expected.chosen
    return _WRITERS[how](value)


def _write_status(status: Any) -> Document:
    if isinstance(status, StatusRange):
        how, code = status.chosen
        return write_status_check(STATUS_WORDS[how], code)
    if isinstance(status, int):
        return write_status_check("equals", status)
    return {"op": "and", "children": write_status_class(int(status[0]))}


def _operand(check: TextCheck, tag: str) -> tuple[Document, Document]:
    """Return how a text is compared, and with what."""
    how, value = check.chosen
    comparison, kind = TEXT_WORDS[how]
    operand: Document = {tag: kind}
    if kind == "literal":
        operand["value"] = value
    elif kind == "glob":
        operand["pattern"] = {"value": value}
    return {"cmp": comparison}, operand


def _write_header(check: HeaderCheck) -> Document:
    comparison, operand = _operand(check, "header_op")
    return {
        "op": "header_check",
        "key_op": {"cmp": "equals"},
        # The checker compares with the name in lower case.
        "key_operand": {"header_op": "literal", "value": check.name.lower()},
        "value_op": comparison,
        "value_operand": operand,
    }


def _write_json(check: JsonCheck) -> Document:
    comparison, operand = _operand(check, "jsonpath_op")
    return {"op": "json_path", "value": check.path, "operator": comparison, "operand": operand}


def _joined(op: str) -> Callable[[Any], Document]:
    return lambda parts: {"op": op, "children": [write_expectation(part) for part in parts]}


_WRITERS: dict[str, Callable[[Any], Document]] = {
    "status": _write_status,
    "header": _write_header,
    "json_": _write_json,
    "all": _joined("and"),
    "any": _joined("or"),
    "not_": lambda part: {"op": "not", "operand": write_expectation(part)},
    "raw": dict,
}
