"""The calls that the project makes, each with the operation that makes it in real life."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.faults.stack import ORGANIZATION, Process, Stack
from tests.faults.wire import Target

_ORGANIZATION = f"/api/0/organizations/{ORGANIZATION}"
ALERTS = f"{_ORGANIZATION}/workflows/"
ALERT = f"{ALERTS}5*"


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
        """Whether it makes an alert."""
        return self.target.service == "Sentry" and self.target.method == "POST"

    @property
    def deletes(self) -> bool:
        """Whether it deletes an alert."""
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


_READS, _WRITES, _REST = "Reading Sentry", "Writing to Sentry", "Heroku, Postmark, Infisical"

_LIST = Target("Sentry", "GET", ALERTS)
_BY_NAME = Target("Sentry", "GET", ALERTS, "name")
_BY_ID = Target("Sentry", "GET", ALERT)
_POST = Target("Sentry", "POST", ALERTS)
_PUT = Target("Sentry", "PUT", ALERT)
_DELETE = Target("Sentry", "DELETE", ALERT)
_MONITORS = Target("Sentry", "GET", f"{_ORGANIZATION}/detectors/", "type")
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
    Call("monitors", _READS, _MONITORS, _nothing, Process.up),
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
    Call("Heroku config vars", _REST, _VARS, _nothing, Process.look),
    Call("Postmark server", _REST, _SERVER, _nothing, Process.look),
    Call("vault login", _REST, _LOGIN, _from_the_vault, Process.up),
    Call("vault secret", _REST, _SECRET, _from_the_vault, Process.up),
)
