"""When an alert is triggered: the number of events, and every kind of trigger.

Another trigger begins here, as one more field of `Trigger` with its `Kind` (`infra.rules.kinds`).
"""

# Annotations stay objects here: as text, pydantic would compile each again in every subclass.
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from infra.base.terminal_text import escape
from infra.rules import frequencies
from infra.rules.canonical import Document
from infra.rules.filters import IssueFilter, fact, read_filter, read_part
from infra.rules.frequencies import Count
from infra.rules.issue_matches import PRIORITIES
from infra.rules.issue_samples import sample_priority
from infra.rules.kinds import Kind, kind_of, kinds
from infra.rules.raw import RAW_CONDITION
from infra.rules.recipients import Names
from infra.rules.samples import Need, always, never, unknown
from infra.rules.scalars import as_list

Stage = Literal["rca_completed", "solution_completed", "coding_completed", "pr_ready_for_review"]
"""What Seer, Sentry's assistant, has done (`getsentry/sentry: .../handlers/condition/
seer_activity_trigger_handler.py`, read 2026-11)."""


def _without_repeats(stages: tuple[str, ...]) -> tuple[str, ...]:
    if not stages or len(set(stages)) < len(stages):
        raise ValueError("is empty, or names a stage twice; write each at the most once")
    return stages


Stages = Annotated[
    tuple[Stage, ...],
    BeforeValidator(as_list),
    Field(strict=False),
    AfterValidator(_without_repeats),
]

SEER_ACTIVITY = Kind(
    "seer_activity_trigger",
    "Seer activity",
    "[rca_completed, pr_ready_for_review]",
    lambda stages, _: list(stages),
    lambda comparison, _: comparison,
    lambda stages: f"Seer: {', '.join(stages)}",
    sample=lambda _: never("Seer has done nothing yet about an issue that has just begun"),
)
_NEW = "the issue of a test is new"
NEW_ISSUE = fact(
    "first_seen_event", "A new issue is created", "a new issue is created", always(_NEW)
)
REGRESSED_ISSUE = fact(
    "regression_event",
    "A resolved issue regresses",
    "a resolved issue regresses",
    never(_NEW),
)
ESCALATING_ISSUE = fact("reappeared_event", "An issue escalates", "an issue escalates", never(_NEW))
RESOLVED_ISSUE = fact(
    "issue_resolved_trigger",
    "An issue is resolved",
    "an issue is resolved",
    never("the issue of a test is resolved only when the test is over"),
)
NEW_HIGH_PRIORITY_ISSUE = fact(
    "new_high_priority_issue",
    "Sentry marks a new issue as high priority",
    "Sentry marks a new issue as high priority",
    sample_priority(PRIORITIES["high"]),
)
EXISTING_HIGH_PRIORITY_ISSUE = fact(
    "existing_high_priority_issue",
    "Sentry marks an existing issue as high priority",
    "Sentry marks an existing issue as high priority",
    never(_NEW),
)

EVERY_EVENT = fact(
    "every_event",
    "An event or issue activity is captured",
    "every event",
    always("every event is captured"),
)


class Trigger(IssueFilter):
    """When an alert is triggered, other than by the number of events."""

    what: ClassVar[str] = "a condition"
    new_issue: Annotated[Literal[True] | None, NEW_ISSUE] = None
    regressed_issue: Annotated[Literal[True] | None, REGRESSED_ISSUE] = None
    escalating_issue: Annotated[Literal[True] | None, ESCALATING_ISSUE] = None
    resolved_issue: Annotated[Literal[True] | None, RESOLVED_ISSUE] = None
    new_high_priority_issue: Annotated[Literal[True] | None, NEW_HIGH_PRIORITY_ISSUE] = None
    existing_high_priority_issue: Annotated[Literal[True] | None, EXISTING_HIGH_PRIORITY_ISSUE] = (
        None
    )
    seer_activity: Annotated[Stages | None, SEER_ACTIVITY] = None
    every_event: Annotated[Literal[True] | None, EVERY_EVENT] = None


def _which(value: Any) -> str:
    """Tell the number of events, which has no key of its own, from the other conditions."""
    own = {"atLeast", "at_least", "within", "where", "atleast"}
    counts = isinstance(value, Count) or (isinstance(value, dict) and own & value.keys())
    return "(count)" if counts else "(kind)"


Condition = Annotated[
    Annotated[Count, Tag("(count)")] | Annotated[Trigger, Tag("(kind)")],
    Discriminator(_which),
]


def kind_and_value(condition: Count | Trigger) -> tuple[Kind, Any]:
    """Return the kind of a condition, and its value."""
    if isinstance(condition, Count):
        return frequencies.EVENTS, condition
    return kind_of(condition), condition.chosen[1]


def read_condition(condition: Document, names: Names) -> Count | Trigger:
    """Return what an entry says of a canonical condition."""
    count = read_filter(condition, names).events
    return count or read_part(Trigger, condition, names)


def sample_of(condition: Document) -> tuple[Kind, Need]:
    """Return the kind of a condition as Sentry has it, and what a test needs to meet it."""
    result, comparison = condition["conditionResult"], condition["comparison"]
    for kind in (frequencies.EVENTS, *kinds(Trigger).values()):
        if kind.sample and kind.type == condition["type"]:
            with suppress(LookupError, TypeError, ValueError, AttributeError):
                if need := kind.sample(comparison):
                    counts = isinstance(result, bool | int | float)
                    return kind, need if counts else never("Sentry takes no such conditionResult")
    return RAW_CONDITION, unknown(f"this program does not know {escape(condition['type'])}")
