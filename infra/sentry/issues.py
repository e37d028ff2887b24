"""Sentry's issues: which ones an alert is about, their newest events, resolving one.

What follows from an issue is decided elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from infra.base.errors import NotFoundError, RuleError
from infra.http.responses import Moment
from infra.rules.canonical import Document
from infra.sentry.client import SentryClient, needing

NEWEST = 100
"""Events that are looked at; more than that need not be counted one by one."""

_MAY_SEE = ", and check that it may see the project"

_WORDS = {"co": "", "eq": "", "sw": "", "ew": "", "nc": "!"}
"""How a filter's match is searched for; `""` finds more than `eq`, `sw` and `ew` mean."""


class Issue(TypedDict):
    """The part of an issue that this project reads; `count` is a text there (OpenAPI 2026-08)."""

    id: str
    shortId: str
    title: str
    permalink: str
    status: str
    count: str
    lastSeen: Moment


class Event(TypedDict):
    """The part of an event that this project reads."""

    eventID: str
    message: str | None
    title: str
    dateCreated: Moment


class Issues:
    """An organization's issues; the token needs `event:read`, and `event:write` to resolve one."""

    def __init__(self, client: SentryClient) -> None:
        self.client = client

    def of_alert(self, project: str, document: Mapping[str, Any], status: str) -> list[Issue]:
        """Return the issues whose events an alert's filter is about, the last seen first.

        Args:
            project: slug of the Sentry project.
            document: what the alert says: as it is live, or as it is declared.
            status: `unresolved`, `resolved` or `ignored`.

        Raises:
            RuleError: the filter says what Sentry's search has no words for.
            ForbiddenError: the token may not read issues.
        """
        environment = document.get("environment")
        return self._found(project, f"is:{status} {search_of(document)}", environment)

    def tagged(self, project: str, tag: str, value: str) -> list[Issue]:
        """Return a project's issues that have an event with a tag; raises as `issues`."""
        return self._found(project, f"{tag}:{value}", None)

    def newest_events(self, issue_id: str, since: datetime | None = None) -> list[Event]:
        """Return an issue's events after a moment, newest first, `NEWEST` at the most.

        The moment is compared with Sentry's own times here: asked for a range, Sentry wants its end
        too, and this machine's clock may be wrong. Without a range it gives those of 90 days, the
        newest first (`getsentry/sentry: src/sentry/issues/endpoints/group_events.py` and
        `src/sentry/api/helpers/events.py`, read 2026-11).
        """
        path = f"issues/{issue_id}/events/"
        with needing("event:read", f"the events of issue {issue_id}", _MAY_SEE):
            events = self.client.pages(path, {}, list[Event])
            later = itertools.takewhile(lambda e: since is None or e["dateCreated"] > since, events)
            return list(itertools.islice(later, NEWEST))

    def resolve(self, issue_id: str) -> Issue | None:
        """Resolve an issue and return what it is then; None when there is none of that ID.

        Raises:
            ForbiddenError: the token may read issues but not change them.
        """
        resolved = {"status": "resolved"}
        try:
            with needing("event:write", f"issue {issue_id} to be resolved", _MAY_SEE):
                return self.client.call("PUT", f"issues/{issue_id}/", Issue, json=resolved)
        except NotFoundError:
            return None

    def _found(self, project: str, search: str, environment: str | None) -> list[Issue]:
        query = {"query": search, "projectSlug": project, "sort": "date", "limit": str(NEWEST)}
        if environment:
            query["environment"] = environment
        with needing("event:read", f"the issues of project {project}", _MAY_SEE):
            return list(self.client.pages("issues/", query, list[Issue]))


def search_of(document: Mapping[str, Any]) -> str:
    """Return the issue search that finds what an alert's filter lets through, or a little more.

    A search for `message:"text"` finds what contains the text, in any case, whatever the alert's
    match; with a `*` it would need the plan's advanced search (`getsentry/sentry:
    src/sentry/search/events/filter.py`, `src/sentry/api/helpers/group_index/index.py`).

    Raises:
        RuleError: the alert has no filter, or one that a search has no words for.
    """
    terms = [_term(condition) for condition in _filters(document)]
    if not terms or None in terms:
        raise RuleError(
            f"the filter of {document['name']!r} cannot be searched for, so it cannot be told "
            "which issues are its own",
            "find its issues in Sentry, and resolve them there",
        )
    return " ".join(term for term in terms if term)


def _filters(document: Mapping[str, Any]) -> Sequence[Document]:
    """Return the conditions that an event must all fulfil; none where any one would do."""
    groups = document["actionFilters"]
    if len(groups) != 1:
        return []
    conditions: list[Document] = groups[0]["conditions"]
    counts = ("event_frequency_count",)
    filters = [condition for condition in conditions if condition["type"] not in counts]
    return filters if groups[0]["logicType"] == "all" or len(conditions) == 1 else []


def _term(condition: Document) -> str | None:
    comparison = condition["comparison"]
    if condition["type"] != "event_attribute" or condition["conditionResult"] is not True:
        return None
    negation, text = _WORDS.get(comparison.get("match")), comparison.get("value")
    if comparison.get("attribute") != "message" or negation is None or not isinstance(text, str):
        return None
    quoted = text.replace('"', '\\"').replace("*", "\\*")
    return f'{negation}message:"{quoted}"'
