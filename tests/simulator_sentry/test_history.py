"""Promises of the Sentry simulator: for which issues an alert has fired."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.simulator_sentry.client import (
    FORBIDDEN,
    NOT_FOUND,
    WORKFLOWS,
    Body,
    ask,
    create,
    refusal,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_firing import fire

SKIPPED = "skipped_no_postmark_token"
DAY = {"statsPeriod": "24h"}


def fired(sentry: SentrySimulator, message: str, days_ago: int = 0) -> Body:
    """Let an event fire, days ago by Sentry's clock; give its issue."""
    state = sentry.state
    issue = store_event(state, message)
    fire(state, issue, state["events"][-1])
    time = datetime.now(UTC) - timedelta(days=days_ago)
    state["notifications"][-1]["at"] = time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return issue


def history(sentry: SentrySimulator, **query: str) -> list[Body]:
    """Give the history of the first alert."""
    path = f"{WORKFLOWS}{sentry.state['workflows'][0]['id']}/group-history/"
    found: list[Body] = ask(sentry, path, params=query).json()
    return found


@pytest.fixture
def alert(sentry: SentrySimulator) -> str:
    """Give the ID of an alert on every trigger of one message."""
    found: str = create(sentry)["id"]
    sentry.state["workflows"][0]["config"]["frequency"] = 0
    return f"{WORKFLOWS}{found}/group-history/"


@pytest.mark.usefixtures("alert")
def test_an_issue_has_one_row_with_its_fires_and_the_last_of_them(sentry: SentrySimulator) -> None:
    fired(sentry, SKIPPED)
    issue = fired(sentry, SKIPPED)
    (row,) = history(sentry)
    last = sentry.state["notifications"][-1]
    assert (row["group"]["id"], row["count"]) == (issue["id"], 2)
    assert (row["lastTriggered"], row["eventId"]) == (last["at"], last["event"])
    assert row["detector"]["id"] == "7101"


@pytest.mark.usefixtures("alert")
def test_the_issue_that_fired_most_comes_first_then_the_latest(sentry: SentrySimulator) -> None:
    for text, days in [("once", 3), ("twice", 2), ("twice", 2), ("lately", 1)]:
        fired(sentry, f"{SKIPPED} {text}", days)
    titles = [row["group"]["title"].split()[-1] for row in history(sentry)]
    assert titles == ["twice", "lately", "once"]


@pytest.mark.usefixtures("alert")
def test_a_period_leaves_out_what_fired_before_it(sentry: SentrySimulator) -> None:
    fired(sentry, f"{SKIPPED} today")
    fired(sentry, f"{SKIPPED} long ago", days_ago=2)
    assert [row["group"]["title"] for row in history(sentry, **DAY)] == [f"{SKIPPED} today"]


@pytest.mark.usefixtures("alert")
def test_without_a_period_it_goes_back_90_days(sentry: SentrySimulator) -> None:
    fired(sentry, f"{SKIPPED} in spring", days_ago=91)
    fired(sentry, f"{SKIPPED} in autumn", days_ago=89)
    assert [row["group"]["title"] for row in history(sentry)] == [f"{SKIPPED} in autumn"]


def test_another_alerts_fires_are_not_in_it(sentry: SentrySimulator, alert: str) -> None:
    create(sentry)
    fired(sentry, SKIPPED)
    sentry.state["notifications"] = sentry.state["notifications"][1:]
    assert ask(sentry, alert).json() == []


def test_it_is_counted_and_has_pages(sentry: SentrySimulator, alert: str) -> None:
    for number in range(3):
        fired(sentry, f"{SKIPPED} {number}")
    answer = ask(sentry, alert, params={"per_page": "2"})
    assert (len(answer.json()), answer.headers["X-Hits"]) == (2, "3")
    assert 'rel="next"; results="true"; cursor="2:1:0"' in answer.headers["Link"]


@pytest.mark.parametrize("period", ["", "1y", "0d", "-1d", "24 h"])
def test_what_is_no_period_is_refused(sentry: SentrySimulator, alert: str, period: str) -> None:
    answer = ask(sentry, alert, params={"statsPeriod": period})
    assert refusal(answer) == (400, {"detail": "Invalid start and end dates"})


def test_the_right_to_read_alerts_suffices(sentry: SentrySimulator, alert: str) -> None:
    assert ask(sentry, alert, token=tokens.SENTRY_TOKEN_LEAST).status_code == 200


def test_without_a_right_to_alerts_it_is_refused(sentry: SentrySimulator, alert: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = ["event:read"]
    assert refusal(ask(sentry, alert)) == (403, FORBIDDEN)


def test_the_history_of_an_unknown_alert_is_not_found(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, f"{WORKFLOWS}999/group-history/")) == (404, NOT_FOUND)


def test_the_list_of_alerts_says_when_each_last_fired(sentry: SentrySimulator, alert: str) -> None:
    assert alert
    fired(sentry, SKIPPED)
    (listed,) = ask(sentry, WORKFLOWS).json()
    assert listed["lastTriggered"] == sentry.state["notifications"][0]["at"]
