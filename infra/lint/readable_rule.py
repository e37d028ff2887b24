"""A rule of a stack file, beside the document that Sentry would be sent for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from infra.lint.readable_entries import readable
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.conditions import kind_and_value
from infra.rules.frequencies import Interval
from infra.rules.kinds import describe_entry
from infra.rules.problems import Place, Places, Problem
from infra.rules.scalars import UNIT_MINUTES
from infra.rules.to_document import draft

MINUTES = {text: int(text[:-1]) * UNIT_MINUTES[text[-1]] for text in get_args(Interval)}
"""Sentry's intervals."""


class Group(NamedTuple):
    """Conditions or filters that are joined.

    Attributes:
        place: where they are written.
        logic: how Sentry joins them.
        conditions: as Sentry is sent them.
        words: each of them in words.
        outcome: what comes of a group that never holds.
    """

    place: Place
    logic: str
    conditions: Sequence[Document]
    words: Sequence[str]
    outcome: str

    def at(self, index: int) -> Place:
        """Return where one of the conditions is written."""
        return self.place.inside(index) if len(self.conditions) > 1 else self.place

    def without(self, never: Collection[int]) -> str:
        """Return what comes of conditions that never hold, given their indexes."""
        if self.logic == "none":
            return "so it keeps nothing out"
        if self.logic == "any-short" and len(never) < len(self.conditions):
            return "so it adds nothing"
        return self.outcome


class Declared(NamedTuple):
    """A rule that could be read, where it is written, and its document."""

    place: Place
    rule: AlertRule
    document: Document

    def problem(self, key: str, text: str, check: str) -> Problem:
        """Return a problem with one of the rule's keys."""
        return Problem(self.place.inside(key), text, check)

    @property
    def triggers(self) -> Group:
        """The conditions that trigger the alert."""
        triggers = self.document["triggers"]
        parts = map(kind_and_value, self.rule.condition)
        return Group(
            self.place.inside("condition"),
            triggers["logicType"],
            triggers["conditions"],
            [kind.say(value) for kind, value in parts],
            "so the rule never fires",
        )

    @property
    def filters(self) -> Iterator[Group]:
        """The filters of each group of actions."""
        groups = zip(self.rule.groups, self.document["actionFilters"], strict=True)
        several = len(self.rule.groups) > 1
        for index, (entry, group) in enumerate(groups):
            yield Group(
                self.inside_group(index, "filter"),
                group["logicType"],
                group["conditions"],
                [describe_entry(part) for part in entry.filter],
                "so these actions never run" if several else "so the rule never fires",
            )

    def inside_group(self, index: int, key: str) -> Place:
        """Return where a key of a group is: the rule's own group, then those of `also`."""
        return self.place.inside(*(("also", index - 1) if index else ()), key)

    @property
    def conditions(self) -> Iterator[tuple[str, Document]]:
        """Every condition of the document, with the entry's key that it comes from."""
        yield from (
            ("condition", condition) for condition in self.document["triggers"]["conditions"]
        )
        for group in self.document["actionFilters"]:
            yield from (("filter", condition) for condition in group["conditions"])


def read_rules(config: Mapping[str, Any], places: Places) -> Iterator[Declared]:
    """Yield the rules that can be read, whatever is wrong with the others.

    Args:
        config: keys without their namespace, with what `Pulumi.yaml` and the rule files add.
        places: where each entry is written.
    """
    for place, rule in readable(AlertRule, "alertRules", config, places):
        project = rule.project or str(config.get("sentryProject"))
        yield Declared(place, rule, draft(rule, project))


def recipient_of(action: Document) -> str:
    """Name an action's target in the words of the draft it comes from."""
    config = action["config"]
    fields = action["data"].get("additionalFields")
    ticket = isinstance(fields, dict) and (fields.get("repo") or fields.get("project"))
    target = config.get("targetDisplay") or config.get("targetIdentifier") or ticket
    name = str(target or config.get("targetType") or "").strip("<>").removeprefix("ID of ")
    through = "" if action["type"] == "email" else f"{action['type']} "
    return f"{through}{name}".replace("_", " ") if name == "issue_owners" else f"{through}{name}"
