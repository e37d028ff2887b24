"""Which events and issues an alert is about: every kind of filter, one field each.

Another kind begins here, as one more field of `IssueFilter` with its `Kind`: `infra.rules.kinds`
says what that is. Words of the web page: `getsentry/sentry: static/app/views/automations/
components/dataConditionNodes.tsx`, read 2026-11.
"""

# Annotations stay objects here: as text, pydantic would compile each again in every subclass.
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from infra.rules import frequencies, issue_matches, issue_samples
from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.event_matches import EventMatch
from infra.rules.frequencies import Count, Increase, SessionIncrease, SessionShare
from infra.rules.issue_matches import (
    PRIORITIES,
    AdoptedRelease,
    AgeMatch,
    Assignee,
    CategoryMatch,
    LevelMatch,
    Priority,
    TypeMatch,
    key_of,
)
from infra.rules.kinds import Kind, Part, read_entry
from infra.rules.raw import RAW_CONDITION, RawCondition
from infra.rules.recipients import Names
from infra.rules.samples import Need, never, so_often, unknown


class AtLeast(Entry):
    """How often something has happened at least."""

    at_least: Annotated[int, Field(ge=0)]


class AtLeastPriority(Entry):
    """How important something is at least."""

    at_least: Priority


def fact(type_: str, page: str, words: str, need: Need) -> Kind:
    """Return the kind of what either holds or not, and has nothing to compare.

    Args:
        type_: Sentry's name of it.
        page: what Sentry's web page calls it.
        words: how previews put it.
        need: what the event of a test needs to meet it.
    """

    def read(comparison: object, _: object) -> Literal[True] | None:
        return True if comparison is True else None

    return Kind(type_, page, "true", lambda *_: True, read, lambda _: words, sample=lambda _: need)


LEVEL = Kind(
    "level",
    "Event level",
    "{atLeast: error}",
    issue_matches.write_level,
    issue_matches.read_level,
    issue_matches.say_level,
    sample=issue_samples.sample_level,
)
AGE = Kind(
    "age_comparison",
    "Issue age",
    "{olderThan: 10 min}",
    issue_matches.write_age,
    issue_matches.read_age,
    issue_matches.say_age,
    sample=issue_samples.sample_age,
)
ASSIGNED_TO = Kind(
    "assigned_to",
    "Issue assignment",
    "{team: sre}",
    issue_matches.write_assignee,
    issue_matches.read_assignee,
    issue_matches.say_assignee,
    issue_matches.assignees,
    sample=issue_samples.sample_assignee,
)
ISSUE_CATEGORY = Kind(
    "issue_category",
    "Issue category",
    "{is: error}",
    issue_matches.write_category,
    issue_matches.read_category,
    issue_matches.say_included("issue category"),
    sample=issue_samples.sample_included(issue_matches.CATEGORIES["error"]),
)
ISSUE_TYPE = Kind(
    "issue_type",
    "Issue type",
    "{isNot: metric_issue}",
    issue_matches.write_type,
    issue_matches.read_type,
    issue_matches.say_included("issue type"),
    sample=issue_samples.sample_included("error"),
)
OCCURRENCES = Kind(
    "issue_occurrences",
    "Issue frequency",
    "{atLeast: 10}",
    lambda occurrences, _: {"value": occurrences.at_least},
    lambda comparison, _: {"at_least": comparison["value"]},
    lambda occurrences: f"happened >= {occurrences.at_least} times",
    sample=lambda comparison: so_often(comparison["value"]),
)
PRIORITY = Kind(
    "issue_priority_greater_or_equal",
    "Issue priority",
    "{atLeast: high}",
    lambda priority, _: PRIORITIES[priority.at_least],
    lambda comparison, _: {"at_least": key_of(comparison, PRIORITIES)},
    lambda priority: f"priority >= {priority.at_least}",
    sample=issue_samples.sample_priority,
)
DEESCALATED_FROM = Kind(
    "issue_priority_deescalating",
    "Issue priority de-escalates",
    "high",
    lambda priority, _: PRIORITIES[priority],
    lambda comparison, _: key_of(comparison, PRIORITIES),
    lambda priority: f"priority de-escalated from {priority}",
    sample=lambda _: never("the priority of an issue that has just begun has not fallen"),
)
LATEST_ADOPTED_RELEASE = Kind(
    "latest_adopted_release",
    "Release age",
    "{release: oldest, is: newer, environment: production}",
    issue_matches.write_adopted,
    issue_matches.read_adopted,
    issue_matches.say_adopted,
    sample=lambda _: unknown(
        "a release is adopted by sessions of users, which a test does not send"
    ),
)
LATEST_RELEASE = fact(
    "latest_release",
    "Latest release",
    "from the latest release",
    unknown("only the app knows its latest release, and Sentry would list any other as a new one"),
)


class IssueFilter(EventMatch):
    """Every kind of filter but the number of events."""

    level: Annotated[LevelMatch | None, LEVEL] = None
    age: Annotated[AgeMatch | None, AGE] = None
    assigned_to: Annotated[Assignee | None, ASSIGNED_TO] = None
    issue_category: Annotated[CategoryMatch | None, ISSUE_CATEGORY] = None
    issue_type: Annotated[TypeMatch | None, ISSUE_TYPE] = None
    occurrences: Annotated[AtLeast | None, OCCURRENCES] = None
    priority: Annotated[AtLeastPriority | None, PRIORITY] = None
    deescalated_from: Annotated[Priority | None, DEESCALATED_FROM] = None
    latest_release: Annotated[Literal[True] | None, LATEST_RELEASE] = None
    latest_adopted_release: Annotated[AdoptedRelease | None, LATEST_ADOPTED_RELEASE] = None
    event_increase: Annotated[Increase | None, frequencies.EVENT_INCREASE] = None
    users: Annotated[Count | None, frequencies.USERS] = None
    user_increase: Annotated[Increase | None, frequencies.USER_INCREASE] = None
    sessions: Annotated[SessionShare | None, frequencies.SESSIONS] = None
    session_increase: Annotated[SessionIncrease | None, frequencies.SESSION_INCREASE] = None
    raw: Annotated[RawCondition | None, RAW_CONDITION] = None


class Filter(IssueFilter):
    """Which events count."""

    what: ClassVar[str] = "a filter"
    events: Annotated[Count | None, frequencies.EVENTS] = None


def read_filter(condition: Document, names: Names) -> Filter:
    """Return what an entry says of a canonical condition."""
    return read_part(Filter, condition, names)


def read_part(model: type[Part], condition: Document, names: Names) -> Part:
    """Return the entry of this model that says a canonical condition, `raw` where no other does."""
    usual = condition["conditionResult"] is True
    entry = read_entry(model, condition["type"], condition["comparison"], names) if usual else None
    raw = {k: v for k, v in condition.items() if k != "conditionResult" or not usual}
    return entry or model.model_validate({"raw": raw})
