"""The calls that the project makes, each with the operation that makes it in real life."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.faults.stack import ORGANIZATION, Process, Stack
from tests.faults.wire import Target

ALERTS = f"/api/0/organizations/{ORGANIZATION}/workflows/"
ALERT = f"{ALERTS}5*"
LOOK = "the look"


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
    def looks(self) -> bool:
        """Whether its outcome is the status of a check, which is never an error."""
        return self.operate is Process.look


def _nothing(stack: Stack) -> Process:
    """Nothing is in the state and nothing in Sentry."""
    return stack.process()


def _mailing_a_team(stack: Stack) -> Process:
    stack.rule = {"action": {"emailTeam": "sre"}}
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
_ORG = f"/api/0/organizations/{ORGANIZATION}"
_V1, _V3 = "/api/v1/auth/universal-auth/login", "/api/v3/secrets/raw/SENTRY_API"

CALLS = (
    Call("list alerts", _READS, Target("Sentry", "GET", ALERTS), _nothing, Process.up),
    Call("unlisted alert", _READS, Target("Sentry", "GET", ALERT), _listed_before, Process.up),
    Call(
        "monitors",
        _READS,
        Target("Sentry", "GET", f"{_ORG}/detectors/", "type"),
        _nothing,
        Process.up,
    ),
    Call(
        "members",
        _READS,
        Target("Sentry", "GET", f"{_ORG}/members/", "email"),
        _nothing,
        Process.up,
    ),
    Call(
        "team",
        _READS,
        Target("Sentry", "GET", f"/api/0/teams/{ORGANIZATION}/sre/"),
        _mailing_a_team,
        Process.up,
    ),
    Call("create", _WRITES, Target("Sentry", "POST", ALERTS), _nothing, Process.up),
    Call(
        "read back by name", _WRITES, Target("Sentry", "GET", ALERTS, "name"), _nothing, Process.up
    ),
    Call("update", _WRITES, Target("Sentry", "PUT", ALERT), _changed, Process.up),
    Call("read back by ID", _WRITES, Target("Sentry", "GET", ALERT), _changed, Process.up),
    Call("delete", _WRITES, Target("Sentry", "DELETE", ALERT), _in_place, Process.destroy),
    Call(
        "config vars",
        _REST,
        Target("Heroku", "GET", "/apps/raxx-api-prod/config-vars"),
        _nothing,
        Process.look,
    ),
    Call("Postmark server", _REST, Target("Postmark", "GET", "/server"), _nothing, Process.look),
    Call("vault login", _REST, Target("Infisical", "POST", _V1), _from_the_vault, Process.up),
    Call("vault secret", _REST, Target("Infisical", "GET", _V3), _from_the_vault, Process.up),
)
