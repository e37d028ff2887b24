"""Lists read whole say the same as single requests do, with fewer of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.sentry.inventory import Inventory
from infra.sentry.monitor_requests import Wanted
from tests.sentry.client import client_of
from tests.simulator_sentry.client import alert, create
from tests.simulators.sentry import SentrySimulator

ASKED: dict[str, Callable[[Inventory], Any]] = {
    "a project's own monitors": lambda s: s.detectors("other-project"),
    "the monitor of all projects": lambda s: s.monitors.all_projects(),
    "a monitor by name": lambda s: s.monitors.find(
        Wanted(name="nightly backup", type="cron", project="trademaster-raptor")
    ),
    "a monitor by ID": lambda s: s.monitors.find(Wanted(id="7114")),
    "monitors by their IDs": lambda s: sorted(
        row["id"] for row in s.monitors.rows([7101, 7113, 7999])
    ),
    "monitors in words": lambda s: s.monitors.describe([7101, 7113, 7190, 7999]),
    "a member by address": lambda s: s.user("kai@raxx.app"),
    "a member by a second address": lambda s: s.user("oncall-alias@raxx.app"),
    "the address of a member": lambda s: s.members.address("3001"),
    "the address of someone who left": lambda s: s.members.address("3004"),
    "a team by slug": lambda s: s.members.team_id("sre"),
    "the slug of a team": lambda s: s.members.slug("801"),
    "the slug of no team": lambda s: s.members.slug("809"),
}


def inventory(sentry: SentrySimulator) -> Inventory:
    return Inventory(client_of(sentry), sentry.url, "moosequest", lambda _: None)


@pytest.fixture
def whole(sentry: SentrySimulator) -> Inventory:
    """Give what reads whole lists of an organization with one alert."""
    create(sentry, alert(name="one"))
    made = inventory(sentry)
    made.read_whole_lists(lambda _: None)
    sentry.requests.clear()
    return made


@pytest.mark.parametrize("what", ASKED)
def test_a_whole_list_says_what_a_request_says(
    sentry: SentrySimulator, whole: Inventory, what: str
) -> None:
    assert ASKED[what](whole) == ASKED[what](inventory(sentry))


def test_each_list_is_read_once(sentry: SentrySimulator, whole: Inventory) -> None:
    for ask in ASKED.values():
        ask(whole)
    paths = Counter(str(request["path"]).split("/")[5] for request in sentry.requests)
    assert paths == {"detectors": 1, "projects": 1, "members": 1, "teams": 1}


def test_how_many_alerts_there_are_so_far_is_counted(sentry: SentrySimulator) -> None:
    for name in ("one", "two"):
        create(sentry, alert(name=name))
    counted: list[int] = []
    inventory(sentry).read_whole_lists(counted.append)
    assert counted == [1, 2]


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (lambda s: s.user("nobody@raxx.app"), RuleError),
        (lambda s: s.user("newcomer@raxx.app"), RuleError),
        (lambda s: s.monitors.find(Wanted(id="7999")), RuleError),
    ],
)
def test_what_is_not_on_a_list_is_refused(
    whole: Inventory, what: Callable[[Inventory], Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        what(whole)


@pytest.mark.expects_refusal
def test_a_token_that_may_list_no_projects_asks_for_one_after_the_other(
    sentry: SentrySimulator, whole: Inventory
) -> None:
    token = sentry.state["tokens"]["SENTRY_TOKEN"]
    token["scopes"] = ["alerts:read", "member:read", "team:read"]
    assert whole.detectors("other-project") == {"error": 7103, "issue_stream": 7104}
    with pytest.raises(ForbiddenError):
        whole.detectors("no-project")
