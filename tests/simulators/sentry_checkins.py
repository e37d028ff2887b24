"""Check-ins of the Sentry simulator: what a job reports, what it fails to, and what comes of it.

Sources, all in `getsentry/sentry: src/sentry/monitors/`: `consumers/monitor_consumer.py` (upserts,
the latest unfinished check-in, what is dropped in silence), `types.py` (the slug is made one
again), `logic/incidents.py` (thresholds), `schedule.py` and `models.py` (when the next one is due;
the margin is a minute by default), docs.sentry.io (`production` by default). Not simulated: the
clock, so that a test says when a check-in was missed or ran too long; the six check-ins of a minute
that Sentry takes; brokenness after fourteen days.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.simulators.sentry_cron import slugify
from tests.simulators.sentry_cron_config import read_config
from tests.simulators.sentry_cron_documents import detector_of, new_row
from tests.simulators.sentry_cron_schedule import next_check_in
from tests.simulators.sentry_events import now
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_monitor_issues import open_issue, resolve_issue
from tests.simulators.sentry_monitors import detector
from tests.simulators.sentry_seats import take_seat
from tests.simulators.sentry_serializer import Invalid

Item = dict[str, Any]
SENT = ("in_progress", "ok", "error")
ENVIRONMENT_LENGTH = 64


def take_check_in(state: Item, project: str, sent: Item) -> None:
    """Take in a check-in; one that Sentry would drop leaves no trace."""
    slug = slugify(str(sent["monitor_slug"]))
    if sent.get("status") not in SENT:
        return
    row = _upserted(state, project, slug, sent.get("monitor_config"))
    if row is None or row["status"] != "active":
        return
    name = sent.get("environment") or "production"
    if len(name) > ENVIRONMENT_LENGTH:
        return
    environment = _environment(state, row, name)
    identifier = UUID(str(sent.get("check_in_id") or UUID(int=0)))
    duration = None if sent.get("duration") is None else int(float(sent["duration"]) * 1000)
    check_in = _existing(state, row, name, identifier)
    if check_in is None:
        check_in = _new_check_in(state, row, environment, sent["status"], duration, identifier)
    elif check_in["status"] == "in_progress":
        check_in |= {"status": sent["status"], "duration": duration}
    else:
        return
    _plan_next(row, environment, last=now())
    if check_in["status"] == "error":
        _fail(state, row, environment)
    if check_in["status"] == "ok":
        _recover(state, row, environment)


def miss_check_in(state: Item, slug: str, environment: str = "production") -> None:
    """Let the time of a check-in pass; only an environment that checked in once is expected to."""
    row, found = find_environment(state, slug, environment)
    _new_check_in(state, row, found, "missed", None, UUID(int=0))
    _plan_next(row, found, last=None)
    _fail(state, row, found)


def time_out_check_in(state: Item, slug: str, environment: str = "production") -> None:
    """Let the longest run time of the unfinished check-in pass."""
    row, found = find_environment(state, slug, environment)
    check_in = _existing(state, row, environment, UUID(int=0))
    if check_in is None:
        raise ValueError(f"{slug}: no check-in is in progress in {environment}")
    check_in["status"] = "timeout"
    _fail(state, row, found)


def find_environment(state: Item, slug: str, environment: str) -> tuple[Item, Item]:
    """Give the row of a slug and its environment."""
    row = next(row for row in state["monitors"] if row["slug"] == slug)
    for found in row["environments"]:
        if found["name"] == environment:
            return row, found
    raise ValueError(f"{slug}: nothing has checked in from {environment} yet, so nothing is missed")


def _upserted(state: Item, project: str, slug: str, config: Any) -> Item | None:
    """Give the monitor of a slug, created or changed by the config that came along."""
    rows = (r for r in state["monitors"] if (r["slug"], r["projectId"]) == (slug, project))
    row: Item | None = next(rows, None)
    if not isinstance(config, dict) or not config:
        return row
    try:
        read = read_config(config)
    except Invalid:
        return row
    if row is None:
        row = new_row(new_id(state), project, slug, slug, read, isUpserting=True, dateCreated=now())
        state["monitors"].append(row)
        add_detector(state, row)
    else:
        given = {"schedule", "schedule_type", *config}
        row["config"] |= {key: value for key, value in read.items() if key in given}
        row["isUpserting"] = True
    return row


def add_detector(state: Item, row: Item, user: str | None = None) -> None:
    """Make the detector of a row that came another way: it has no condition group."""
    source = {
        "id": new_id(state),
        "organizationId": state["organization"]["id"],
        "type": "cron_monitor",
        "sourceId": row["id"],
    }
    enabled = take_seat(state)
    if not enabled:
        row["status"] = "disabled"
    state["detectors"].append(
        detector(
            new_id(state),
            row["projectId"],
            "monitor_check_in_failure",
            row["name"],
            owner=row["owner"],
            createdBy=user,
            dateCreated=now(),
            dateUpdated=now(),
            dataSources=[source],
            enabled=enabled,
        )
    )


def _environment(state: Item, row: Item, name: str) -> Item:
    for environment in row["environments"]:
        if environment["name"] == name:
            found: Item = environment
            return found
    if name not in state["environments"]:
        state["environments"].append(name)
    made = {
        **{"name": name, "status": "active", "isMuted": False, "activeIncident": None},
        **{"lastCheckIn": now(), "nextCheckIn": None, "nextCheckInLatest": None},
        "incident": None,
    }
    row["environments"].append(made)
    return made


def _existing(state: Item, row: Item, environment: str, identifier: UUID) -> Item | None:
    """Give the check-in of an ID, or for the nil one the latest that is not finished."""
    for check_in in reversed(state["checkIns"]):
        if (check_in["monitor"], check_in["environment"]) == (row["id"], environment):
            found: Item = check_in
            if identifier.int == 0 and found["status"] == "in_progress":
                return found
            if identifier.int != 0 and found["id"] == str(identifier):
                return found
    return None


def _new_check_in(
    state: Item, row: Item, environment: Item, status: str, duration: int | None, identifier: UUID
) -> Item:
    check_in = {
        "id": str(identifier if identifier.int else uuid4()),
        "monitor": row["id"],
        "environment": environment["name"],
        "status": status,
        "duration": duration,
        "dateCreated": now(),
        "expectedTime": environment["nextCheckIn"],
        "monitorConfig": dict(row["config"]),
    }
    state["checkIns"].append(check_in)
    return check_in


def _plan_next(row: Item, environment: Item, last: str | None) -> None:
    if last is not None:
        environment["lastCheckIn"] = last
    due = next_check_in(row["config"], datetime.now(UTC))
    latest = due + timedelta(minutes=row["config"].get("checkin_margin") or 1)
    environment["nextCheckIn"] = _written(due)
    environment["nextCheckInLatest"] = _written(latest)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _last(state: Item, row: Item, environment: Item, count: int) -> list[Item]:
    own = [
        check_in
        for check_in in state["checkIns"]
        if (check_in["monitor"], check_in["environment"]) == (row["id"], environment["name"])
    ]
    return own[-count:]


def _fail(state: Item, row: Item, environment: Item) -> None:
    """Open an incident at the threshold; while one is open, each failure is another occurrence."""
    if environment["status"] in ("ok", "active"):
        threshold = row["config"].get("failure_issue_threshold") or 1
        last = _last(state, row, environment, threshold)
        if any(check_in["status"] == "ok" for check_in in last):
            return
        environment["status"] = "error"
        environment["incident"] = f"crons:{uuid4().hex}"
        environment["activeIncident"] = {
            "startingTimestamp": last[0]["dateCreated"],
            "resolvingTimestamp": None,
            "brokenNotice": None,
        }
    own = detector_of(state, row)
    if environment["isMuted"] or own is None:
        return
    tags = [["monitor.id", row["guid"]], ["monitor.slug", row["slug"]]]
    title = f"Cron failure: {row['name']}"
    open_issue(state, own, title, environment["incident"], environment["name"], tags)


def _recover(state: Item, row: Item, environment: Item) -> None:
    """Close the incident after enough good check-ins in a row."""
    threshold = row["config"].get("recovery_threshold") or 1
    last = _last(state, row, environment, threshold)
    if environment["status"] == "ok" or any(check_in["status"] != "ok" for check_in in last):
        return
    if environment["incident"]:
        resolve_issue(state, environment["incident"])
    environment |= {"status": "ok", "incident": None, "activeIncident": None}
