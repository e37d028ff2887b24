"""What a stack file may say of an alert rule: one row of the runbook's table.

Kinds of conditions, filters and actions are declared in `infra.rules.conditions`,
`infra.rules.filters` and `infra.rules.actions`; `infra.rules.to_document` makes the document.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from infra.rules.actions import Action
from infra.rules.conditions import Condition, kind_and_value
from infra.rules.entry import Entry, OneOf
from infra.rules.filters import Filter
from infra.rules.kinds import recipients_of
from infra.rules.links import AlertId, MonitorEntries, OwnMonitors, Projects
from infra.rules.raw import Match
from infra.rules.recipients import Recipient
from infra.rules.scalars import (
    Address,
    Day,
    EnvironmentName,
    Key,
    Minutes,
    Name,
    Note,
    Slug,
    as_list,
    with_derived_key,
)

Filters = Annotated[tuple[Filter, ...], BeforeValidator(as_list), Field(strict=False)]
Actions = Annotated[tuple[Action, ...], BeforeValidator(as_list), Field(strict=False)]


class Owner(OneOf):
    """Whom Sentry shows as responsible for the alert."""

    what: ClassVar[str] = "an owner"
    user: Address | None = None
    team: Slug | None = None


class ActionGroup(Entry):
    """Some filters, and what is done where they match."""

    filter: Filters = ()
    filter_match: Match = "all"
    matches_everything: bool = False
    action: Actions = ()
    notifies_nobody: bool = False


class AlertRule(Entry):
    """One row of the runbook's table."""

    name: Name
    filter: Filters = ()
    condition: Annotated[
        tuple[Condition, ...], BeforeValidator(as_list), Field(strict=False, min_length=1)
    ]
    action: Actions = ()
    frequency: Minutes
    created: Day = None
    issue: Note = None
    runbook: Note = None
    enabled: bool = True
    environment: EnvironmentName = None
    project: Slug | None = None
    projects: Projects | None = None
    all_projects: bool = False
    project_monitor: OwnMonitors | None = None
    monitors: MonitorEntries | None = None
    alert: AlertId | None = None
    owner: Owner | None = None
    filter_match: Match = "all"
    condition_match: Match = "any"
    also: Annotated[tuple[ActionGroup, ...], BeforeValidator(as_list), Field(strict=False)] = ()
    matches_everything: bool = False
    notifies_nobody: bool = False
    on_remove: Literal["delete", "keep"] | None = None
    protect: bool = False
    key: Key = ""

    @model_validator(mode="before")
    @classmethod
    def _with_key(cls, data: Any) -> Any:
        return with_derived_key(data)

    @functools.cached_property
    def groups(self) -> tuple[ActionGroup, ...]:
        """The rule's own filters and actions, and the further groups."""
        own = ActionGroup(
            filter=self.filter,
            filter_match=self.filter_match,
            matches_everything=self.matches_everything,
            action=self.action,
            notifies_nobody=self.notifies_nobody,
        )
        return (own, *self.also)

    @functools.cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        """Everyone and everything that the rule names, whose ID Sentry must be asked for."""
        found = [
            who
            for condition in self.condition
            for kind, value in [kind_and_value(condition)]
            for who in kind.recipients(value)
        ]
        for group in self.groups:
            for entry in (*group.filter, *group.action):
                found += recipients_of(entry)
        if self.owner:
            found.append(Recipient(*self.owner.chosen))
        return tuple(dict.fromkeys(found))
