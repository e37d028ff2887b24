"""Sentry's issues: those an alert is about or has fired for, their newest events, resolving one.

What follows from an issue is decided elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypedDict

from infra.base.errors import NotFoundError, RuleError
from infra.http.responses import Moment
from infra.rules.canonical import Document
from infra.rules.matching import CONTAINING, filters_of
from infra.sentry.client import SentryClient, needing
from infra.sentry.replies import Alert

NEWEST = 100
"""Events that are read at most; nobody needs a larger number exactly."""

_LONGEST = timedelta(days=90)
"""How far back an alert's history is looked at; Sentry's own pages look no further."""

_MAY_SEE = ", and check that it may see the project"


class Issue(TypedDict):
    """The part of an issue that this project reads; `count` is a text there (OpenAPI 2026-08)."""

    id: str
    shortId: str
    title: str
    permalink: str
    status: str
    count: str
    lastSeen: Moment


class Fired(TypedDict):
    """An issue for which an alert has fired.

    Attributes:
        group: the issue as it is now.
        count: how often it has.
        lastTriggered: when it last has.
    """

    group: Issue
    count: int
    lastTriggered: Moment


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
        """Return the issues whose events an alert's filter lets through, the last seen first.

        Args:
            project: slug of the Sentry project.
            document: what the alert says: as it is live, or as it is declared.
            status: `unresolved`, `resolved` or `ignored`.

        Raises:
            RuleError: Sentry's search cannot express the filter.
            ForbiddenError: the token may not read issues.
        """
        environment = document.get("environment")
        return self._find(project, f"is:{status} {search_of(document)}", environment)

    def unresolved_of(self, project: str, alert: Alert) -> list[Issue]:
        """Return the unresolved issues of a live alert, the last seen first.

        They are those that its filter finds. Where Sentry's search cannot express the filter, they
        are those for which the alert has fired in the last 90 days.

        Raises:
            ForbiddenError: the token may not read issues.
        """
        try:
            return self.of_alert(project, alert, "unresolved")
        except RuleError:
            found = [row["group"] for row in self.find_fired(alert["id"], _LONGEST)]
            return newest_first(issue for issue in found if issue["status"] == "unresolved")

    def find_fired(self, alert_id: str, period: timedelta) -> list[Fired]:
        """Return the issues for which an alert has fired within a period that ends now.

        The clock is Sentry's. Of more than `NEWEST` issues these are the ones for which it fired
        most often. `alerts:read` suffices (`getsentry/sentry: src/sentry/workflow_engine/endpoints/
        organization_workflow_group_history.py`, read 2026-11).
        """
        path = f"workflows/{alert_id}/group-history/"
        query = {"statsPeriod": f"{int(period.total_seconds())}s"}
        with needing("alerts:read", f"the history of alert {alert_id}", _MAY_SEE):
            return list(itertools.islice(self.client.pages(path, query, list[Fired]), NEWEST))

    def find_tagged(self, project: str, tag: str, value: str) -> list[Issue]:
        """Return a project's issues that have an event with a tag; raises as `of_alert`."""
        return self._find(project, f"{tag}:{value}", None)

    def of_cron_monitor(self, project: str, slug: str, environment: str) -> list[Issue]:
        """Return the unresolved issues of a cron monitor in an environment; none if it has none.

        Their events have the tag `monitor.slug` (`getsentry/sentry:
        src/sentry/monitors/logic/incident_occurrence.py`).
        """
        try:
            return self._find(project, f'is:unresolved monitor.slug:"{slug}"', environment)
        except NotFoundError:  # no event of the environment has arrived
            return []

    def newest_events(self, issue_id: str, since: datetime | None = None) -> list[Event]:
        """Return an issue's events after a moment, newest first, `NEWEST` at most.

        The moment is compared with Sentry's own times here: a range in the query needs an end too,
        and this machine's clock may be wrong. Without a range, Sentry lists 90 days, newest first (
        `getsentry/sentry: src/sentry/issues/endpoints/group_events.py` and
        `src/sentry/api/helpers/events.py`, read 2026-11).
        """
        path = f"issues/{issue_id}/events/"
        with needing("event:read", f"the events of issue {issue_id}", _MAY_SEE):
            events = self.client.pages(path, {}, list[Event])
            later = itertools.takewhile(lambda e: since is None or e["dateCreated"] > since, events)
            return list(itertools.islice(later, NEWEST))

    def resolve(self, issue_id: str) -> Issue | None:
        """Resolve an issue and return what it is then; None if there is none with that ID.

        Raises:
            ForbiddenError: the token may read issues but not change them.
        """
        resolved = {"status": "resolved"}
        try:
            with needing("event:write", f"issue {issue_id} to be resolved", _MAY_SEE):
                return self.client.call("PUT", f"issues/{issue_id}/", Issue, json=resolved)
        except NotFoundError:
            return None

    def _find(self, project: str, search: str, environment: str | None) -> list[Issue]:
        query = {"query": search, "projectSlug": project, "sort": "date", "limit": str(NEWEST)}
        if environment:
            query["environment"] = environment
        with needing("event:read", f"the issues of project {project}", _MAY_SEE):
            return list(self.client.pages("issues/", query, list[Issue]))


def newest_first(issues: Iterable[Issue]) -> list[Issue]:
    """Return issues sorted by their last event."""
    return sorted(issues, key=lambda issue: issue["lastSeen"], reverse=True)


def search_of(document: Mapping[str, Any]) -> str:
    """Return the issue search that finds what an alert's filter lets through, or a little more.

    A search for `message:"text"` finds what contains the text, in any case, whatever the alert's
    match; with a `*` it would need the plan's advanced search (`getsentry/sentry:
    src/sentry/search/events/filter.py`, `src/sentry/api/helpers/group_index/index.py`).

    Raises:
        RuleError: the alert has no filter, or one that a search cannot express.
    """
    terms = [_term(condition) for condition in _filters(document)]
    if not terms or None in terms:
        raise RuleError(
            f"the filter of {document['name']!r} cannot be searched for, so its issues are unknown",
            "find its issues in Sentry and resolve them there",
        )
    return " ".join(term for term in terms if term)


def _filters(document: Mapping[str, Any]) -> list[Document]:
    """Return the conditions that an event must all fulfil; none if any one is enough."""
    if len(document["actionFilters"]) != 1:
        return []
    group = document["actionFilters"][0]
    all_hold = group["logicType"] == "all" or len(group["conditions"]) == 1
    # Without a count of some events, the search finds a little more.
    return [c for c in filters_of(document) if c["type"] != "event_frequency_count" and all_hold]


def _term(condition: Document) -> str | None:
    comparison = condition["comparison"]
    if condition["type"] != "event_attribute" or condition["conditionResult"] is not True:
        return None
    match, text = comparison.get("match"), comparison.get("value")
    searchable = match in CONTAINING or match == "nc"
    if comparison.get("attribute") != "message" or not searchable or not isinstance(text, str):
        return None
    negation = "!" if match == "nc" else ""
    quoted = text.replace('"', '\\"').replace("*", "\\*")
    return f'{negation}message:"{quoted}"'
