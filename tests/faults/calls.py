"""The calls that the project makes, each with the operation that makes it in real life."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.faults.stack import ORGANIZATION, PROJECT, Process, Stack
from tests.faults.wire import Target
from tests.monitors.entries import cron, uptime

_ORGANIZATION = f"/api/0/organizations/{ORGANIZATION}"
ALERTS = f"{_ORGANIZATION}/workflows/"
ALERT = f"{ALERTS}5*"
MONITORS = f"{_ORGANIZATION}/detectors/"
MONITOR = f"{MONITORS}5*"


class Call(NamedTuple):
    """One call.

    Attributes:
        name: as the table has it.
        table: the table that shows it.
        target: its requests.
        prepare: what has happened before; returns the process that the operation runs in.
        operate: the operation; returns an alert's ID, or a status.
    """

    name: str
    table: str
    target: Target
    prepare: Callable[[Stack], Process]
    operate: Callable[[Process], str]

    @property
    def writes(self) -> bool:
        """Whether it changes anything, so that a lost answer leaves a question."""
        return self.target.method != "GET"

    @property
    def creates(self) -> bool:
        """Whether it makes an alert or a monitor."""
        return self.target.service == "Sentry" and self.target.method == "POST"

    @property
    def deletes(self) -> bool:
        """Whether it deletes an alert or a monitor."""
        return self.target.method == "DELETE"

    @property
    def looks(self) -> bool:
        """Whether its outcome is the status of a check, which is never an error."""
        return self.operate is Process.look


def _nothing(stack: Stack) -> Process:
    """Nothing is in the state and nothing in Sentry."""
    return stack.process()


def _mailing_a_team(stack: Stack) -> Process:
    stack.rule = {"action": {"emailTeam": "sre"}}
    return stack.process()


def _writing_to_a_channel(stack: Stack) -> Process:
    stack.rule = {"action": {"slack": {"workspace": "Raxx", "channel": "#ops"}}}
    return stack.process()


def _telling_an_app(stack: Stack) -> Process:
    stack.rule = {"action": {"sentryApp": {"app": "pager"}}}
    return stack.process()


def _from_the_vault(stack: Stack) -> Process:
    stack.without_tokens()
    return stack.process()


def _in_place(stack: Stack) -> Process:
    """The alert is there as declared."""
    stack.process().up()
    return stack.process()


def _changed(stack: Stack) -> Process:
    """The alert is there, and its rule has been edited since."""
    stack.process().up()
    stack.rule = {"frequency": "45 min"}
    return stack.process()


def _listed_before(stack: Stack) -> Process:
    """The process has listed the alerts just before the rule's own was made."""
    process = stack.process()
    process.rules.services.sentry(ORGANIZATION).alerts()
    stack.process().up()
    return process


def _with_monitor(prepare: Callable[[Stack], Process]) -> Callable[[Stack], Process]:
    """Return what prepares the same of an uptime monitor."""

    def prepared(stack: Stack) -> Process:
        stack.monitor = uptime()
        return prepare(stack)

    return prepared


def _changed_monitor(stack: Stack) -> Process:
    """The monitor is there, and its entry has been edited since."""
    process = _with_monitor(_in_place)(stack)
    stack.monitor = uptime(timeout="9 s")
    return process


def _monitors_listed_before(stack: Stack) -> Process:
    """The process has listed the monitors just before the entry's own was made."""
    stack.monitor = uptime()
    process = stack.process()
    process.monitors.services.monitors(ORGANIZATION).of_project(PROJECT)
    stack.process().up()
    return process


def _cron_in_place(stack: Stack) -> Process:
    stack.monitor = {**cron(), "name": "the job"}
    stack.process().up()
    return stack.process()


_READS, _WRITES, _REST = "Reading Sentry", "Writing to Sentry", "Heroku, Postmark, Infisical"
_OF_MONITORS = "Monitors of the stack"

_LIST = Target("Sentry", "GET", ALERTS)
_BY_NAME = Target("Sentry", "GET", ALERTS, "name")
_BY_ID = Target("Sentry", "GET", ALERT)
_POST = Target("Sentry", "POST", ALERTS)
_PUT = Target("Sentry", "PUT", ALERT)
_DELETE = Target("Sentry", "DELETE", ALERT)
_OWN_MONITORS = Target("Sentry", "GET", MONITORS, "type")
_MONITOR_LIST = Target("Sentry", "GET", MONITORS)
_MONITOR_BY_NAME = Target("Sentry", "GET", MONITORS, "name")
_MONITOR_BY_ID = Target("Sentry", "GET", MONITOR)
_POST_MONITOR = Target("Sentry", "POST", f"{_ORGANIZATION}/projects/{PROJECT}/detectors/")
_PUT_MONITOR = Target("Sentry", "PUT", MONITOR)
_DELETE_MONITOR = Target("Sentry", "DELETE", MONITOR)
_DELETE_CRON = Target("Sentry", "DELETE", f"{_ORGANIZATION}/monitors/*")
_MEMBERS = Target("Sentry", "GET", f"{_ORGANIZATION}/members/", "email")
_TEAM = Target("Sentry", "GET", f"/api/0/teams/{ORGANIZATION}/sre/")
_INTEGRATIONS = Target("Sentry", "GET", f"{_ORGANIZATION}/integrations/", "providerKey")
_CHANNELS = Target("Sentry", "GET", f"{_ORGANIZATION}/integrations/51/channels/")
_APPS = Target("Sentry", "GET", f"{_ORGANIZATION}/sentry-app-installations/")
_VARS = Target("Heroku", "GET", "/apps/raxx-api-prod/config-vars")
_SERVER = Target("Postmark", "GET", "/server")
_LOGIN = Target("Infisical", "POST", "/api/v1/auth/universal-auth/login")
_SECRET = Target("Infisical", "GET", "/api/v3/secrets/raw/SENTRY_API")

CALLS = (
    Call("list of alerts", _READS, _LIST, _nothing, Process.up),
    Call("alert not in the list", _READS, _BY_ID, _listed_before, Process.up),
    Call("own monitors of the project", _READS, _OWN_MONITORS, _nothing, Process.up),
    Call("members", _READS, _MEMBERS, _nothing, Process.up),
    Call("team", _READS, _TEAM, _mailing_a_team, Process.up),
    Call("integrations", _READS, _INTEGRATIONS, _writing_to_a_channel, Process.up),
    Call("channels", _READS, _CHANNELS, _writing_to_a_channel, Process.up),
    Call("Sentry apps", _READS, _APPS, _telling_an_app, Process.up),
    Call("create", _WRITES, _POST, _nothing, Process.up),
    Call("read-back of a create", _WRITES, _BY_NAME, _nothing, Process.up),
    Call("update", _WRITES, _PUT, _changed, Process.up),
    Call("read-back of an update", _WRITES, _BY_ID, _changed, Process.up),
    Call("delete", _WRITES, _DELETE, _in_place, Process.destroy),
    Call("list", _OF_MONITORS, _MONITOR_LIST, _with_monitor(_nothing), Process.up),
    Call("not in the list", _OF_MONITORS, _MONITOR_BY_ID, _monitors_listed_before, Process.up),
    Call("create of one", _OF_MONITORS, _POST_MONITOR, _with_monitor(_nothing), Process.up),
    Call("its read-back", _OF_MONITORS, _MONITOR_BY_NAME, _with_monitor(_nothing), Process.up),
    Call("update of one", _OF_MONITORS, _PUT_MONITOR, _changed_monitor, Process.up),
    Call("read-back of that", _OF_MONITORS, _MONITOR_BY_ID, _changed_monitor, Process.up),
    Call("delete of one", _OF_MONITORS, _DELETE_MONITOR, _with_monitor(_in_place), Process.destroy),
    Call("delete of a cron", _OF_MONITORS, _DELETE_CRON, _cron_in_place, Process.destroy),
    Call("Heroku config vars", _REST, _VARS, _nothing, Process.look),
    Call("Postmark server", _REST, _SERVER, _nothing, Process.look),
    Call("vault login", _REST, _LOGIN, _from_the_vault, Process.up),
    Call("vault secret", _REST, _SECRET, _from_the_vault, Process.up),
)
