"""What an entry may say of the monitors that its alert is linked to, and of the alert it adopts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from infra.base.terminal_text import quoted
from infra.rules.entry import Entry
from infra.rules.scalars import Line, Slug, as_list

if TYPE_CHECKING:
    from infra.rules.alert_rule import AlertRule

Links = dict[str, Any]
"""What the program hands the provider of a rule's links; see `links_of`."""

_ALL_BUT_ONE = 2
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_ANY_PAGE = re.compile(r"https?://\S+/monitors/(alerts/)?([0-9]{1,18})(/\S*)?", re.ASCII)
_PAGE = re.compile(r"https?://\S+/monitors/alerts/([0-9]{1,18})(/\S*)?", re.ASCII)


def _number(value: Any) -> Any:
    """Read an ID, which YAML takes for a number where it has no quotes."""
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise ValueError(f"{quoted(value)} is not an ID: digits only, as in the page's address")
    return text


def claim_of(thing: str, page: re.Pattern[str]) -> BeforeValidator:
    """Return what reads an ID, or the address of a page, by which an entry names what it adopts.

    Args:
        thing: what is named, with an example of an ID.
        page: matches the address.
    """

    def read(value: Any) -> Any:
        text = str(value) if type(value) is int else value
        if not isinstance(text, str) or not (_NUMBER.fullmatch(text) or page.fullmatch(text)):
            raise ValueError(f"{quoted(value)} is not the ID of {thing}, or its page's address")
        return text

    return BeforeValidator(read)


def id_of_claim(claim: Any) -> str:
    """Return the ID in an entry's `alert` or `monitor`; none where it holds no ID."""
    text = str(claim)
    page = _ANY_PAGE.fullmatch(text)
    return page[2] if page else text if _NUMBER.fullmatch(text) else ""


_ID_SCHEMA = WithJsonSchema({"type": ["string", "integer"], "pattern": "^[0-9]{1,18}$"})
MonitorId = Annotated[str, BeforeValidator(_number), _ID_SCHEMA]
CLAIM_SCHEMA = WithJsonSchema(
    {"type": ["string", "integer"], "pattern": r"^([0-9]{1,18}|https?://\S+)$", "minimum": 0}
)
AlertId = Annotated[str, claim_of("an alert, such as 60002", _PAGE), CLAIM_SCHEMA]


class MonitorEntry(Entry):
    """A monitor of any type: one of this stack by its key, or another by its ID or name.

    A name may need the monitor's type and project beside it.
    """

    key: Slug | None = None
    id: MonitorId | None = None
    name: Line | None = None
    type: Literal["cron", "uptime", "metric"] | None = None
    project: Slug | None = None

    @model_validator(mode="after")
    def _one_way_to_name_it(self) -> MonitorEntry:
        if [self.key, self.id, self.name].count(None) != _ALL_BUT_ONE:
            raise ValueError("a monitor: write its key, its name or its id, and one of them only")
        if (self.id or self.key) and (self.type or self.project):
            word = "id" if self.id else "key"
            raise ValueError(f"a monitor: its {word} is enough; remove type and project")
        return self


def _with_key(value: Any) -> Any:
    """Read a text as the key of a monitor of this stack."""
    return {"key": value} if isinstance(value, str) else value


OwnMonitor = Literal["error", "issue_stream"]
OwnMonitors = Annotated[
    tuple[OwnMonitor, ...], BeforeValidator(as_list), Field(strict=False, min_length=1)
]
MonitorEntries = Annotated[
    tuple[
        Annotated[
            MonitorEntry,
            BeforeValidator(_with_key, json_schema_input_type=Slug | MonitorEntry),
        ],
        ...,
    ],
    BeforeValidator(as_list),
    Field(strict=False),
]
"""An empty list is an alert without any link."""
Projects = Annotated[tuple[Slug, ...], Field(strict=False, min_length=1)]


def links_of(rule: AlertRule, home: str) -> Links:
    """Return what a rule says of its links beyond one project; nothing where it says no more.

    Args:
        rule: what is declared.
        home: slug of the rule's project, or of its first.

    Returns:
        `projects`, whose own monitors the alert is linked to; `all_projects`; `own`, the types of
        own monitors that are meant, none for those that the alert has; `monitors`, each as its
        ID, name, type and project; `keys` of those of this stack.
    """
    listed = rule.monitors is not None
    if not (rule.projects or rule.all_projects or listed or rule.project_monitor):
        return {}
    alone = listed and not (rule.project or rule.projects)
    return {
        "projects": [] if alone or rule.all_projects else list(rule.projects or (home,)),
        "all_projects": rule.all_projects,
        "own": list(rule.project_monitor or ()),
        "monitors": [
            [m.id or "", m.name or "", m.type or "", "" if m.id else m.project or home]
            for m in rule.monitors or ()
            if not m.key
        ],
        "keys": monitor_keys(rule),
    }


def monitor_keys(rule: AlertRule) -> list[str]:
    """Return the keys of the stack's own monitors that a rule is linked to."""
    return [monitor.key for monitor in rule.monitors or () if monitor.key]


def link_words(links: Links, home: str) -> list[str]:
    """Return what a rule's alert is linked to, in words.

    Args:
        links: as `links_of` returns them.
        home: slug of the rule's project, which one without links is linked to.
    """
    if not links:
        return [home]
    named = [
        f"monitor {id_}" if id_ else f"{type_} monitor {name!r} of {project}".lstrip()
        for id_, name, type_, project in links["monitors"]
    ]
    named += [f"monitor {key}" for key in links["keys"]]
    everybodys = ["all projects"] if links["all_projects"] else []
    return [*links["projects"], *everybodys, *named] or ["no monitor"]
