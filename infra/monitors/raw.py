"""What Sentry has and no key says: a monitor as its API takes it (decision 0019)."""

# Annotations stay objects here: pydantic compiles them.
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from infra.monitors.canonical import TYPES, canonical
from infra.monitors.secrets import has_user, names_a_secret
from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.json_values import Json, JsonObject
from infra.rules.scalars import Text, matching


class RawBound(Entry):
    """When the monitor's issue gets which priority: 75 is high, 50 medium, 0 resolved."""

    type: Text
    comparison: Json
    condition_result: Json


class RawGroup(Entry):
    """The conditions of a monitor."""

    logic_type: Text = "any"
    conditions: Annotated[tuple[RawBound, ...], Field(strict=False)]


class RawMonitor(Entry):
    """A monitor as Sentry's API takes it; a text may be `{vault: /path}`."""

    type: Annotated[str, matching(r"[a-z0-9_]+", "is not a type, such as metric_issue")]
    data_sources: Annotated[tuple[JsonObject, ...], Field(strict=False)]
    config: JsonObject = Field(default={})
    condition_group: RawGroup | None = None

    @field_validator("data_sources")
    @classmethod
    def _readable(cls, sources: Any, info: ValidationInfo) -> Any:
        type_ = info.data.get("type")
        if len(sources) > 1 and type_ in (TYPES["cron"], TYPES["uptime"]):
            raise ValueError(f"has {len(sources)} items; Sentry takes one for this type")
        for source in sources:
            if type_ == TYPES["uptime"]:
                _check_request(source)
            if type_ == TYPES["cron"] and not isinstance(source.get("config", {}), dict):
                raise ValueError("has a config that is not a mapping")
        return sources

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        try:
            canonical({"name": "", "type": self.type, "enabled": True, **write_raw(self)})
        except (TypeError, ValueError, LookupError, AttributeError):
            raise ValueError("has a part of another shape than Sentry's API takes") from None
        return self


def _check_request(source: Mapping[str, Any]) -> None:
    """Refuse what would put a secret into the stack file, and do not show it."""
    url, headers = source.get("url"), source.get("headers") or []
    if isinstance(url, str) and has_user(url):
        raise ValueError("has a URL with a user or a password in it; write a header from the vault")
    if not isinstance(headers, list):
        raise ValueError("has headers that are not a list of [name, value]")  # noqa: TRY004 (pydantic's)
    for header in headers:
        match header:
            case [str(name), str(_)] if names_a_secret(name):
                raise ValueError(
                    f"has the header {name} with its value written out, which may be secret; "
                    f"write [{name}, {{vault: /path}}]"
                )


def write_raw(raw: RawMonitor) -> Document:
    """Return what of a document an entry says itself."""
    said: Document = {"dataSources": list(raw.data_sources), "config": raw.config}
    if raw.condition_group:
        said["conditionGroup"] = raw.condition_group.model_dump(mode="json", by_alias=True)
    return said
