"""Issues that monitors of the Sentry simulator open and close, and the alerts these set off.

Sources, all in `getsentry/sentry: src/sentry/`: `monitors/logic/incidents.py` and
`monitors/models.py` (an incident of a cron monitor has a fingerprint of its own, so that each one
is another issue), `uptime/utils.py` (an uptime monitor has one, so that its issue comes back),
`workflow_engine/processors/detector.py` (who is reached),
`workflow_engine/endpoints/serializers/detector_serializer.py` (`latestGroup` is the newest). That a
resolution fires no alert here is a simplification: `issue_resolved_trigger` is not evaluated.
"""

from typing import Any

from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_firing import fire

Item = dict[str, Any]


def open_issue(
    state: Item,
    detector: Item,
    title: str,
    fingerprint: str,
    environment: str,
    tags: list[list[str]],
) -> Item:
    """Store an occurrence of a monitor's issue, and fire the alerts that watch it."""
    issue = store_event(
        state,
        title,
        project=detector["projectId"],
        fingerprint=[fingerprint],
        environment=environment,
        platform="other",
        tags=tags,
    )
    detector["latestGroup"] = issue["id"]
    fire(state, issue, state["events"][-1], detector)
    return issue


def resolve_issue(state: Item, fingerprint: str) -> None:
    """Close the issue of a fingerprint, if there is one."""
    for issue in state["issues"]:
        if issue["fingerprint"] == [fingerprint]:
            issue |= {"status": "resolved", "substatus": None}
