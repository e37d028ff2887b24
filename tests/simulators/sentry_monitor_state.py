"""What the Sentry simulator's state says of monitors: rows, switches, and whether they agree."""

from typing import Any

from tests.simulators.sentry_monitors import initial_cron_rows, initial_detectors

Item = dict[str, Any]
PLAN = (
    *("organizations:incidents", "organizations:performance-view"),
    *("organizations:visibility-explore-view", "organizations:ourlogs-enabled"),
    *("organizations:tracemetrics-enabled", "organizations:uptime-runtime-assertions"),
)
"""What a plan with monitors of every kind holds; without the first there is no metric monitor."""
LIMITS = ("seatsLeft", "maxMonitors", "maxMetricMonitors", "maxUptimePerDomain")


def initial_monitor_state() -> Item:
    """Give the monitors of a fresh organization, and no limit but Sentry's own.

    `seatsLeft` is how many more cron and uptime monitors can be enabled, `maxMetricMonitors` the
    plan's limit; null is no limit. `uptimeDown` holds the IDs of uptime monitors that are down.
    """
    return {
        "detectors": initial_detectors(),
        "monitors": initial_cron_rows(),
        "checkIns": [],
        "uptimeChecks": [],
        "uptimeDown": [],
        "seatsLeft": None,
        "maxMonitors": 10_000,
        "maxMetricMonitors": None,
        "maxUptimePerDomain": 100,
    }


def check_monitor_state(state: Item) -> None:
    """Raise ValueError when monitors do not agree with the rest of a state."""
    for name in LIMITS:
        limit = state[name]
        _expect(limit is None or (type(limit) is int and limit >= 0), f"{name}: 0 or more, or null")
    projects = {project["id"] for project in state["projects"]}
    issues = {issue["id"] for issue in state["issues"]}
    rows = {row["id"] for row in state["monitors"]}
    for detector in state["detectors"]:
        where = f"detector {detector['id']}"
        _expect(detector["projectId"] in (None, *projects), f"{where}: unknown project")
        _expect(detector["latestGroup"] in (None, *issues), f"{where}: unknown issue")
        for source in detector["dataSources"] or []:
            known = source["type"] != "cron_monitor" or source["sourceId"] in rows
            _expect(known, f"{where}: its cron monitor is not there")
    for row in state["monitors"]:
        _expect(row["projectId"] in projects, f"monitor {row['id']}: unknown project")
    _expect(len(rows) == len(state["monitors"]), "monitors: an id occurs twice")
    for check_in in state["checkIns"]:
        _expect(check_in["monitor"] in rows, f"check-in {check_in['id']}: unknown monitor")
    detectors = {detector["id"] for detector in state["detectors"]}
    watched = {*state["uptimeDown"], *(check["detector"] for check in state["uptimeChecks"])}
    _expect(watched <= detectors, "uptimeDown, uptimeChecks: unknown detector")


def _expect(holds: bool, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)
