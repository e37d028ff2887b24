"""A rule of a stack file, beside the document that Sentry would be sent for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, get_args

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.frequencies import Interval
from infra.rules.problems import Place, Problem
from infra.rules.scalars import UNIT_MINUTES

MINUTES = {text: int(text[:-1]) * UNIT_MINUTES[text[-1]] for text in get_args(Interval)}
"""Sentry's intervals."""


class Declared(NamedTuple):
    """A rule that could be read, where it is written, and its document."""

    place: Place
    rule: AlertRule
    document: Document

    def problem(self, key: str, text: str, check: str) -> Problem:
        """Return a problem with one of the rule's keys."""
        return Problem(self.place.inside(key), text, check)

    @property
    def conditions(self) -> Iterator[tuple[str, Document]]:
        """Every condition of the document, with the entry's key that it comes from."""
        yield from (
            ("condition", condition) for condition in self.document["triggers"]["conditions"]
        )
        for group in self.document["actionFilters"]:
            yield from (("filter", condition) for condition in group["conditions"])


def recipient_of(action: Document) -> str:
    """Name an action's target in the words of the draft it comes from."""
    config = action["config"]
    fields = action["data"].get("additionalFields", {})
    ticket = fields.get("repo") or fields.get("project")
    target = config.get("targetDisplay") or config.get("targetIdentifier") or ticket
    name = str(target or config.get("targetType") or "").strip("<>").removeprefix("ID of ")
    through = "" if action["type"] == "email" else f"{action['type']} "
    return f"{through}{name}".replace("_", " ") if name == "issue_owners" else f"{through}{name}"
