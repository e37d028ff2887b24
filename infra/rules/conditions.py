"""When an alert is triggered: the number of events, and every kind of trigger.

Another trigger begins here, as one more field of `Trigger` with its `Kind` (`infra.rules.kinds`).
"""

# Annotations stay objects here: as text, pydantic would compile each again in every subclass.
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from infra.rules import frequencies
from infra.rules.canonical import Document
from infra.rules.filters import IssueFilter, fact, read_filter, read_part
from infra.rules.frequencies import Count
from infra.rules.kinds import Kind, kind_of
from infra.rules.recipients import Names
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
)
NEW_ISSUE = fact("first_seen_event", "A new issue is created", "a new issue is created")
REGRESSED_ISSUE = fact(
    "regression_event",
    "A resolved issue regresses",
    "a resolved issue regresses",
)
ESCALATING_ISSUE = fact("reappeared_event", "An issue escalates", "an issue escalates")
RESOLVED_ISSUE = fact("issue_resolved_trigger", "An issue is resolved", "an issue is resolved")
NEW_HIGH_PRIORITY_ISSUE = fact(
    "new_high_priority_issue",
    "Sentry marks a new issue as high priority",
    "Sentry marks a new issue as high priority",
)
EXISTING_HIGH_PRIORITY_ISSUE = fact(
    "existing_high_priority_issue",
    "Sentry marks an existing issue as high priority",
    "Sentry marks an existing issue as high priority",
)

EVERY_EVENT = fact("every_event", "An event or issue activity is captured", "every event")


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
