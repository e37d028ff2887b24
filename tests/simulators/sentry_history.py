"""The history of an alert of the Sentry simulator: for which issues it has fired, and how often.

Sources, all in `getsentry/sentry`, read 2026-11: `src/sentry/workflow_engine/endpoints/
organization_workflow_group_history.py` (`alerts:read` suffices, as for the alert itself; it is
marked experimental), `.../serializers/workflow_group_history_serializer.py` (keys; the most fires
first, then the latest; counted), `src/sentry/api/utils.py` (90 days unless another period is asked
for) and `src/sentry/utils/dates.py` (how a period is written). Not simulated: every other way to
write a range (`start`, `timeframe`, …).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from werkzeug import Request, Response

from tests.simulators import sentry_lists
from tests.simulators.sentry_access import Access
from tests.simulators.sentry_alerts import find_workflow
from tests.simulators.sentry_detector_documents import detector_document
from tests.simulators.sentry_http import ApiError
from tests.simulators.sentry_issue_documents import issue_document, parse_time
from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks", "": "seconds"}
OTHER_RANGES = {
    *("start", "end", "statsPeriodStart", "statsPeriodEnd"),
    *("timeframe", "timeframeStart", "timeframeEnd"),
}


class HasState(Protocol):
    """What the endpoint needs of the simulator."""

    state: Item
    access: Access


class HistoryEndpoints:
    """The endpoint of an alert's history, for the simulator to inherit."""

    def _list_group_history(self: HasState, request: Request, values: dict[str, str]) -> Response:
        state = self.state
        workflow = find_workflow(state, values, self.access, reads=True)
        if OTHER_RANGES & set(request.args):
            raise UnexpectedRequest
        since = _since(request.args.get("statsPeriod", "90d"))
        fires = [
            fire
            for fire in state["notifications"]
            if fire["workflow"] == workflow["id"] and parse_time(fire["at"]) >= since
        ]
        ids = dict.fromkeys(fire["issue"] for fire in fires)
        rows = [_row(state, [fire for fire in fires if fire["issue"] == id_]) for id_ in ids]
        rows.sort(key=lambda row: (row["count"], row["lastTriggered"]), reverse=True)
        return sentry_lists.page(request, rows, state["pageSize"], counted=True)


def _since(period: str) -> datetime:
    found = re.fullmatch(r"(\d+)([hdmsw]?)", period)
    if not found or int(found[1]) == 0:
        raise ApiError(400, {"detail": "Invalid start and end dates"})
    return datetime.now(UTC) - timedelta(**{UNITS[found[2]]: int(found[1])})


def _row(state: Item, fires: list[Item]) -> Item:
    """Write one issue's row from all of the alert's fires for it."""
    last = max(fires, key=lambda fire: parse_time(fire["at"]))
    issue = next(issue for issue in state["issues"] if issue["id"] == last["issue"])
    detector = next(d for d in state["detectors"] if d["id"] == last["detector"])
    return {
        "group": issue_document(state, issue),
        "count": len(fires),
        "lastTriggered": last["at"],
        "eventId": last["event"],
        "detector": detector_document(state, detector),
    }
