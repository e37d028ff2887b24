"""What a stack file may say of a monitor: what is watched, and when it has failed.

The kinds are in `infra.monitors.cron`, `uptime`, `metric` and `raw`; `infra.monitors.to_document`
makes the document.
"""

# Annotations stay objects here: pydantic compiles them.
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from infra.monitors.canonical import TYPES
from infra.monitors.cron import LONGEST_NAME, Cron
from infra.monitors.metric import Metric
from infra.monitors.raw import RawMonitor
from infra.monitors.secrets import vault_paths
from infra.monitors.uptime import Uptime
from infra.rules.alert_rule import Owner
from infra.rules.entry import OneOf
from infra.rules.links import CLAIM_SCHEMA, claim_of
from infra.rules.recipients import Recipient
from infra.rules.scalars import (
    EnvironmentName,
    Key,
    Slug,
    Text,
    like,
    name_up_to,
    require_value,
    with_derived_key,
)

_LONGEST_NAME = 200
_LONGEST_ENVIRONMENT = 64
_PAGE = re.compile(r"https?://\S+/monitors/([0-9]{1,18})(/\S*)?", re.ASCII)


MonitorClaim = Annotated[str, claim_of("a monitor, such as 7102", _PAGE), CLAIM_SCHEMA]


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
    name: Annotated[Text, name_up_to(_LONGEST_NAME), like(r"\s*\S([\s\S]{0,198}\S)?\s*")]
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
        return with_derived_key(data)

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
