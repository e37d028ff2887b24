"""What Sentry has and no kind says: a part of an alert as its API answers it (decision 0019)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, WithJsonSchema, WrapValidator

from infra.base.terminal_text import escape
from infra.rules.canonical import Document, sorted_json
from infra.rules.entry import Entry
from infra.rules.json_values import Json, JsonObject
from infra.rules.kinds import Kind
from infra.rules.samples import unknown
from infra.rules.scalars import Text, storable


class RawLogic(str):
    """Sentry's own word for how the parts of a group are joined, as `{raw: most}` says it."""

    __slots__ = ()


def _read_logic(value: Any, read: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict) and [*value] == ["raw"] and isinstance(value["raw"], str):
        return RawLogic(storable(value["raw"]))
    return value if isinstance(value, RawLogic) else read(value)


def _written_logic(match: str) -> Any:
    return {"raw": str(match)} if isinstance(match, RawLogic) else match


_WORDS = ("all", "any", "none")
_RAW_SCHEMA = {
    "type": "object",
    "properties": {"raw": {"type": "string"}},
    "required": ["raw"],
    "additionalProperties": False,
}
Match = Annotated[
    Literal["all", "any", "none"],
    WrapValidator(_read_logic),
    PlainSerializer(_written_logic),
    WithJsonSchema({"anyOf": [{"enum": [*_WORDS], "type": "string"}, _RAW_SCHEMA]}),
]
"""How conditions or filters are joined; `any` is Sentry's `any-short`, which stops at the first."""


class RawCondition(Entry):
    """A condition or a filter as Sentry's API has it; without a result it is `true`."""

    type: Text
    comparison: Json
    condition_result: Json = None  # which Sentry does not take


class RawAction(Entry):
    """An action as Sentry's API has it."""

    type: Text
    data: JsonObject = Field(default={})
    config: JsonObject = Field(default={})
    integration_id: Text | int | None = None
    status: Text = "active"


def _condition_words(raw: RawCondition) -> str:
    result = raw.condition_result
    odd = "" if result is None or result is True else f" (conditionResult {sorted_json(result)})"
    return escape(f"{raw.type} {sorted_json(raw.comparison)}{odd}")


def _action_words(raw: RawAction) -> str:
    config = raw.config
    target = f"{config.get('targetType')} {config.get('targetIdentifier')}"
    data = f" {sorted_json(raw.data)}" if raw.data else ""
    status = "" if raw.status == "active" else f" ({raw.status})"
    return escape(f"{raw.type} {target}{data}{status}")


def _write_condition(raw: RawCondition, _: object) -> Document:
    result = True if raw.condition_result is None else raw.condition_result
    return {"type": raw.type, "comparison": raw.comparison, "conditionResult": result}


def _write_action(raw: RawAction, _: object) -> Document:
    return raw.model_dump(mode="json", by_alias=True)


def _never_read(*_: Any) -> None:
    """Any other kind is asked first; see `read_filter` and `read_action`."""


RAW_CONDITION = Kind(
    "",
    "(whatever no key here says)",
    "{type: event_seen_count, comparison: 5}",
    _write_condition,
    _never_read,
    _condition_words,
    sample=lambda _: unknown("this program does not know what it compares"),
)
RAW_ACTION = Kind(
    "",
    "(whatever no key here says)",
    '{type: email, config: {targetType: user, targetIdentifier: "222"}, status: disabled}',
    _write_action,
    _never_read,
    _action_words,
)
