"""What a stack file may say of a monitor: what is watched, and when it has failed.

The kinds are in `infra.monitors.cron`, `uptime`, `metric` and `raw`; `infra.monitors.to_document`
makes the document.
"""

# Annotations stay objects here: pydantic compiles them.
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from infra.base.terminal_text import quoted
from infra.monitors.canonical import TYPES
from infra.monitors.cron import LONGEST_NAME, Cron
from infra.monitors.metric import Metric
from infra.monitors.raw import RawMonitor
from infra.monitors.secrets import vault_paths
from infra.monitors.uptime import Uptime
from infra.rules.alert_rule import Owner
from infra.rules.entry import OneOf
from infra.rules.recipients import Recipient
from infra.rules.scalars import EnvironmentName, Key, Slug, Text, derived_key, like, require_value

_LONGEST_NAME = 200
_LONGEST_ENVIRONMENT = 64
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_PAGE = re.compile(r"https?://\S+/monitors/([0-9]{1,18})(/\S*)?", re.ASCII)


def _name(value: str) -> str:
    """Drop blanks at the ends, as Sentry does."""
    value = value.strip()
    if not value:
        raise ValueError("is empty")
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"has {len(value)} characters; Sentry takes {_LONGEST_NAME} at the most")
    return value


def _claim(value: Any) -> Any:
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not (_NUMBER.fullmatch(text) or _PAGE.fullmatch(text)):
        raise ValueError(
            f"{quoted(value)} is not the ID of a monitor, such as 7102, or its page's address"
        )
    return text


MonitorClaim = Annotated[
    str,
    BeforeValidator(_claim),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": r"^([0-9]{1,18}|https?://\S+)$", "minimum": 0}
    ),
]


class Monitor(OneOf):
    """A monitor: what is watched, and when it has failed."""

    what: ClassVar[str] = "a monitor"
    apart: ClassVar[frozenset[str]] = frozenset(
        {"name", "project", "owner", "description", "enabled", "environment", "on_remove"}
        | {"protect", "monitor", "key"}
    )
    cron: Cron | None = None
    uptime: Uptime | None = None
    metric: Metric | None = None
    raw: RawMonitor | None = None
    name: Annotated[Text, AfterValidator(_name), like(r"\s*\S([\s\S]{0,198}\S)?\s*")]
    environment: EnvironmentName = None
    project: Slug | None = None
    owner: Owner | None = None
    description: Annotated[Text | None, BeforeValidator(require_value)] = None
    enabled: bool = True
    on_remove: Literal["delete", "keep"] | None = None
    protect: bool = False
    monitor: MonitorClaim | None = None
    key: Key = ""

    @model_validator(mode="before")
    @classmethod
    def _with_key(cls, data: Any) -> Any:
        if isinstance(data, dict) and "key" not in data and isinstance(data.get("name"), str):
            return {**data, "key": derived_key(data["name"])}
        return data

    @field_validator("name")
    @classmethod
    def _short_enough_for_cron(cls, name: str, info: ValidationInfo) -> str:
        cron = info.data.get("cron")
        if cron and not cron.name and len(name) > LONGEST_NAME:
            raise ValueError(
                f"has {len(name)} characters; of a cron monitor Sentry takes {LONGEST_NAME} at "
                "the most"
            )
        return name

    @field_validator("environment")
    @classmethod
    def _of_this_kind(cls, environment: str | None, info: ValidationInfo) -> str | None:
        if environment is None:
            return None
        if info.data.get("cron"):
            raise ValueError(
                "is nothing that a cron monitor has: each check-in names its own; remove it"
            )
        if info.data.get("raw"):
            raise ValueError("is said in 'raw' itself; remove it here")
        if len(environment) > _LONGEST_ENVIRONMENT:
            raise ValueError(f"has more than {_LONGEST_ENVIRONMENT} characters")
        return environment

    @property
    def kind(self) -> str:
        """`cron`, `uptime`, `metric` or `raw`."""
        return self.chosen[0]

    @property
    def type(self) -> str:
        """Sentry's name of the type."""
        return self.raw.type if self.raw else TYPES[self.kind]

    @property
    def slug(self) -> str | None:
        """The slug that check-ins name, where the entry says it."""
        if self.raw and self.type == TYPES["cron"]:
            (source,) = self.raw.data_sources or ({},)
            return str(source["slug"]) if source.get("slug") else None
        return self.cron.slug if self.cron else None

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Whom the monitor names, whose ID Sentry must be asked for."""
        return (Recipient(*self.owner.chosen),) if self.owner else ()

    @property
    def vault_paths(self) -> tuple[str, ...]:
        """Where the vault has the texts that this monitor needs, each path once."""
        said = self.chosen[1].model_dump(include={"headers", "body", "data_sources"})
        return tuple(dict.fromkeys(vault_paths(said)))
