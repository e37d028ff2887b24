"""Asks Sentry how monitors are: only of those that are not well more than their list says."""

from __future__ import annotations

from typing import TypedDict

from infra.base.errors import ForbiddenError, NotFoundError
from infra.base.once_per_key import OncePerKey
from infra.monitors.canonical import TYPES
from infra.monitors.health import WRONG, Health, health_of
from infra.sentry.client import SentryClient, needing
from infra.sentry.monitor_api import guid_of
from infra.sentry.replies import LiveMonitor, Number

_FAILED = 2
"""`uptimeStatus` of a monitor that is down (`src/sentry/uptime/models.py`); 1 is well."""


class _Uptime(TypedDict):
    id: Number
    uptimeStatus: int


class _CheckIn(TypedDict):
    status: str


class _Activity(TypedDict):
    type: str
    dateCreated: str


class _Issue(TypedDict):
    firstSeen: str
    activity: list[_Activity]


class MonitorHealth:
    """How an organization's monitors are; the token needs `alerts:read`.

    With `org:read` a URL is known to be down whose issue was resolved by hand, and with
    `event:read` since when a URL or a number is not well.

    Args:
        client: of the organization.
    """

    def __init__(self, client: SentryClient) -> None:
        self._client = client
        self._down = OncePerKey(self._list_down)

    def of(self, live: LiveMonitor) -> Health:
        """Return how a monitor is.

        Raises:
            ServiceError: Sentry could not be asked.
        """
        of_uptime = live["enabled"] and live["type"] == TYPES["uptime"]
        down = self._down() if of_uptime else None
        found = health_of(live, None if down is None else live["id"] in down)
        if found.state not in WRONG:
            return found
        if guid := guid_of(live):
            return health_of(live, last_check_in=self._last_check_in(guid, found.environment))
        return found._replace(since=self._since(found.issue)) if found.issue else found

    def _list_down(self) -> frozenset[str] | None:
        """Return the IDs of the uptime monitors that are down; None for a token without `org:read`.

        An open issue tells it then, which somebody may have resolved by hand.
        """
        try:
            listed = self._client.pages("uptime/", {"project": "-1"}, list[_Uptime])
            return frozenset(one["id"] for one in listed if one["uptimeStatus"] == _FAILED)
        except ForbiddenError:
            return None

    def _last_check_in(self, guid: str, environment: str) -> str:
        """Return the status of a cron monitor's newest check-in.

        Elsewhere a missed one looks like one that failed.
        """
        query = {"environment": environment, "per_page": "1"}
        path = f"monitors/{guid}/checkins/"
        with needing("alerts:read", "the check-ins of a cron monitor"):
            return next((c["status"] for c in self._client.pages(path, query, list[_CheckIn])), "")

    def _since(self, issue_id: str) -> str:
        """Return when an issue was opened, or opened again; nothing where it may not be read."""
        try:
            issue = self._client.call("GET", f"issues/{issue_id}/", _Issue)
        except (ForbiddenError, NotFoundError):
            return ""
        again = [a["dateCreated"] for a in issue["activity"] if a["type"] == "set_regression"]
        return max([issue["firstSeen"], *again])
