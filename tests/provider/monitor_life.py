"""One entry of `monitors` in the hands of its provider, as the engine leads it through its life."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.config.connections import Connections
from infra.monitor_provider import SentryMonitorProvider
from infra.program.resources import monitor_properties
from infra.provider import diagnostics
from infra.provider.monitor_state import unpack
from infra.provider.unplanned import PROBLEM
from infra.services import Services
from tests.monitors.entries import cron, metric, monitor, uptime
from tests.simulator_sentry.monitors import QUERY
from tests.simulators.sentry import SentrySimulator

ORGANIZATION = "moosequest"
PROJECT = "trademaster-raptor"
OTHER_PROJECT = "other-project"
LIST = f"/api/0/organizations/{ORGANIZATION}/detectors/"
POST = f"/api/0/organizations/{ORGANIZATION}/projects/{PROJECT}/detectors/"

Entry = dict[str, Any]


def monitor_provider(sentry_url: str) -> SentryMonitorProvider:
    """Return the provider as its process has it, with nothing asked of Sentry yet."""
    made = SentryMonitorProvider()
    made.services = Services(Connections(sentry_url=sentry_url), diagnostics.warn)
    made.monitor_claims = frozenset()
    return made


class Life:
    """What the state has of one entry, and the runs of Pulumi that change it.

    Args:
        sentry: the server.
        project: slug of the entry's project.
    """

    def __init__(self, sentry: SentrySimulator, project: str = PROJECT) -> None:
        self.sentry = sentry
        self.project = project
        self.id = ""
        self.state: dict[str, Any] = {}
        self.inputs: dict[str, Any] = {}
        self.provider = monitor_provider(sentry.url)

    def another_run(self, *claims: str) -> None:
        """Begin a run: a provider process that knows nothing of what an earlier one has asked."""
        self.provider = monitor_provider(self.sentry.url)
        self.provider.monitor_claims = frozenset(claims)

    def plan(self, entry: Entry, shares_name: bool = False, **said: Any) -> dict[str, Any]:
        """Check the entry; return the properties that are planned."""
        declared = monitor(entry, **said)
        news = monitor_properties(declared, ORGANIZATION, self.project, shares_name)
        self.inputs = self.provider.check(self.state, news).inputs
        return unpack(self.inputs)

    def problem(self, entry: Entry, **said: Any) -> str:
        """Check an entry that cannot be planned; return what is told."""
        found = self.plan(entry, **said)[PROBLEM]
        return f"{found['message']}\n{found['next_step']}"

    def apply(self, entry: Entry, **said: Any) -> str:
        """Do what an `up` does with the entry; return the operation."""
        self.plan(entry, **said)
        if not self.id:
            return self.create()
        found = self.provider.diff(self.id, self.state, self.inputs)
        if found.replaces:
            old_id, old_state = self.id, self.state
            self.state = {}
            self.plan(entry, **said)
            if found.delete_before_replace:
                self.provider.delete(old_id, old_state)
            self.create()
            if not found.delete_before_replace:
                self.provider.delete(old_id, old_state)
            return "replace"
        if not found.changes:
            return "same"
        self.state = self.provider.update(self.id, self.state, self.inputs).outs or {}
        return "update"

    def create(self) -> str:
        """Create what was planned."""
        result = self.provider.create(self.inputs)
        self.id, self.state = result.id, result.outs or {}
        return "create"

    def refresh(self) -> None:
        """Read what is live into the state, in a run of its own."""
        self.another_run()
        found = self.provider.read(self.id, self.state)
        self.id, self.state = found.id or "", found.outs or {}

    def remove(self) -> None:
        """Take the entry out of the stack file, and bring the stack up."""
        self.provider.delete(self.id, self.state)

    @property
    def kept(self) -> dict[str, Any]:
        """The properties in the state."""
        return unpack(self.state)

    @property
    def text_of_state(self) -> str:
        """All that is stored."""
        return json.dumps([self.state, self.inputs])


def live(sentry: SentrySimulator, id_: str) -> dict[str, Any]:
    """Return a monitor as the server keeps it."""
    found: dict[str, Any] = next(d for d in sentry.state["detectors"] if d["id"] == id_)
    return found


def ids(sentry: SentrySimulator, name: str) -> list[str]:
    """Return the IDs of the monitors of a name."""
    return [d["id"] for d in sentry.state["detectors"] if d["name"] == name]


def row(sentry: SentrySimulator, id_: str) -> dict[str, Any]:
    """Return what a cron monitor watches, as the server keeps it."""
    source = live(sentry, id_)["dataSources"][0]["sourceId"]
    found: dict[str, Any] = next(r for r in sentry.state["monitors"] if r["id"] == source)
    return found


def methods(sentry: SentrySimulator) -> list[str]:
    """Return the writes that the server was sent."""
    return [entry["method"] for entry in sentry.requests if entry["method"] != "GET"]


RAW: Entry = {
    "name": "raw error rate",
    "raw": {
        "type": "metric_issue",
        "dataSources": [
            {**QUERY, "eventTypes": ["error"]},
        ],
        "config": {"detectionType": "static"},
        "conditionGroup": {
            "logicType": "any",
            "conditions": [
                {"type": "gt", "comparison": 100, "conditionResult": 75},
                {"type": "lte", "comparison": 100, "conditionResult": 0},
            ],
        },
    },
}
JOB = {**cron(grace="5 min", slug="the-job"), "name": "the job"}
EVERY_KIND = [JOB, uptime(), metric(medium=50), RAW]
kinds = pytest.mark.parametrize("entry", EVERY_KIND, ids=lambda entry: [*entry][1])


def by_hand(sentry: SentrySimulator, entry: Entry, **said: Any) -> str:
    """Make the monitor of an entry as a person did on Sentry's page."""
    made = Life(sentry)
    made.apply(entry, **said)
    return made.id
