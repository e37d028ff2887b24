"""Promises of the client of Sentry's issues: which are an alert's, what is new, and resolving."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.base.errors import ForbiddenError, RuleError
from infra.rules.canonical import canonical
from infra.sentry.alerts import Alerts
from infra.sentry.issues import Issues, search_of
from infra.sentry.replies import Alert
from tests.factories import alert, replaced
from tests.sentry.client import client_of, document
from tests.sentry_fires import fire_for
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

PROJECT = "trademaster-raptor"
EARLY, LATE = "2026-11-20T10:00:00.000000Z", "2026-11-21T10:00:00.000000Z"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CONDITION = "actionFilters.0.conditions.0"


def issues_of(sentry: SentrySimulator, token: str = tokens.SENTRY_TOKEN) -> Issues:
    """Give the issues that a token may see."""
    return Issues(client_of(sentry, token))


@pytest.fixture
def issues(sentry: SentrySimulator) -> Issues:
    """Give a client of a Sentry with one issue that the alert is about, and one that it is not."""
    store_event(sentry.state, "skipped: waitlist", EARLY)
    store_event(sentry.state, "skipped: waitlist", LATE)
    store_event(sentry.state, "disk full", LATE)
    return issues_of(sentry)


def found(client: Issues, status: str = "unresolved") -> list[str]:
    """Give the titles of the issues that an alert on `skipped` is about."""
    return [issue["title"] for issue in client.of_alert(PROJECT, document(), status)]


def searched(path: str, value: Any) -> str:
    """Give the search for an alert that differs at a path."""
    return search_of(replaced(document(), path, value))


def test_the_issues_of_an_alert_are_those_its_filter_is_about(issues: Issues) -> None:
    assert found(issues) == ["skipped: waitlist"]


def test_more_issues_than_a_page_are_all_found(sentry: SentrySimulator) -> None:
    sentry.state["pageSize"] = 2
    for number in range(5):
        store_event(sentry.state, f"skipped {number}", LATE)
    assert len(found(issues_of(sentry))) == 5


@pytest.mark.usefixtures("sentry")
def test_the_issues_of_another_environment_are_not_an_alerts(issues: Issues) -> None:
    elsewhere = document() | {"environment": "staging"}
    assert issues.of_alert(PROJECT, elsewhere, "unresolved") == []


@pytest.mark.usefixtures("sentry")
def test_the_newest_events_are_those_after_a_moment(issues: Issues) -> None:
    issue = issues.of_alert(PROJECT, document(), "unresolved")[0]
    events = issues.newest_events(issue["id"], NOON)
    assert [event["dateCreated"].day for event in events] == [21]


def test_without_a_moment_all_events_come_newest_first(issues: Issues) -> None:
    issue = issues.of_alert(PROJECT, document(), "unresolved")[0]
    days = [event["dateCreated"].day for event in issues.newest_events(issue["id"])]
    assert days == [21, 20]


def test_of_a_flood_of_events_only_the_first_page_is_fetched(sentry: SentrySimulator) -> None:
    for second in range(130):
        time = f"2026-11-21T10:{second // 60:02}:{second % 60:02}Z"
        issue = store_event(sentry.state, "skipped", time)
    events = issues_of(sentry).newest_events(issue["id"])
    assert (len(events), len(sentry.requests)) == (100, 1)


def test_a_resolved_issue_is_no_longer_unresolved(issues: Issues) -> None:
    issues.resolve(issues.of_alert(PROJECT, document(), "unresolved")[0]["id"])
    assert (found(issues), found(issues, "resolved")) == ([], ["skipped: waitlist"])


def test_an_issue_that_is_gone_is_none(issues: Issues) -> None:
    assert issues.resolve("99") is None


@pytest.mark.usefixtures("issues")
def test_a_token_without_the_scope_to_read_is_told_it(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match="the scope event:read"):
        found(issues_of(sentry, tokens.SENTRY_TOKEN_LEAST))


@pytest.mark.usefixtures("issues")
def test_a_token_without_the_scope_to_read_events_is_told_it(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match="the scope event:read"):
        issues_of(sentry, tokens.SENTRY_TOKEN_LEAST).newest_events("52001")


@pytest.mark.usefixtures("issues")
def test_a_token_without_the_scope_to_resolve_is_told_it(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError, match="the scope event:write"):
        issues_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY).resolve("52001")


# The history.


def live_alert(sentry: SentrySimulator, **changes: Any) -> Alert:
    """Create an alert and return it."""
    sent = {**document(), "detectorIds": [7101], **changes}
    return Alerts(client_of(sentry)).create(sent)


def test_the_issues_an_alert_has_fired_for_are_told_with_their_last_fire(
    sentry: SentrySimulator,
) -> None:
    made = live_alert(sentry)
    issue = fire_for(sentry, made["id"], "skipped: waitlist")
    (row,) = issues_of(sentry).find_fired(made["id"], timedelta(hours=24))
    at = sentry.state["notifications"][0]["at"]
    assert (row["group"]["id"], row["count"]) == (issue["id"], 1)
    assert row["lastTriggered"] == datetime.fromisoformat(at)


def test_of_the_issues_an_alert_has_fired_for_only_the_first_page_is_fetched(
    sentry: SentrySimulator,
) -> None:
    made = live_alert(sentry)
    for number in range(130):
        fire_for(sentry, made["id"], f"skipped {number}")
    sentry.requests.clear()
    found = issues_of(sentry).find_fired(made["id"], timedelta(hours=24))
    assert (len(found), len(sentry.requests)) == (100, 1)


def test_what_an_alert_has_fired_for_needs_no_right_to_read_issues(
    sentry: SentrySimulator,
) -> None:
    made = live_alert(sentry)
    fire_for(sentry, made["id"], "skipped: waitlist")
    client = issues_of(sentry, tokens.SENTRY_TOKEN_LEAST)
    assert len(client.find_fired(made["id"], timedelta(hours=24))) == 1


def test_an_alert_whose_filter_has_no_search_has_the_open_issues_it_fired_for(
    sentry: SentrySimulator,
) -> None:
    made = live_alert(sentry)
    made["actionFilters"][0]["conditions"] = []
    fire_for(sentry, made["id"], "disk full", hours_ago=24 * 89)
    fire_for(sentry, made["id"], "disk full in spring", hours_ago=24 * 91)
    fire_for(sentry, made["id"], "disk mended")["status"] = "resolved"
    found = issues_of(sentry).unresolved_of(PROJECT, made)
    assert [issue["title"] for issue in found] == ["disk full"]


def test_an_alert_whose_filter_has_a_search_has_the_issues_it_finds(
    sentry: SentrySimulator, issues: Issues
) -> None:
    found = issues.unresolved_of(PROJECT, live_alert(sentry))
    assert [issue["title"] for issue in found] == ["skipped: waitlist"]


# The search.


@pytest.mark.parametrize("match", ["co", "eq", "sw", "ew"])
def test_what_a_message_must_hold_is_searched_for(match: str) -> None:
    assert searched(f"{CONDITION}.comparison.match", match) == 'message:"skipped"'


def test_what_a_message_must_not_hold_is_left_out() -> None:
    assert searched(f"{CONDITION}.comparison.match", "nc") == '!message:"skipped"'


def test_quotes_and_stars_are_searched_for_as_they_are() -> None:
    assert searched(f"{CONDITION}.comparison.value", 'a "b" *') == 'message:"a \\"b\\" \\*"'


def test_an_alert_as_it_is_live_gives_the_same_search() -> None:
    live: Any = alert()
    assert search_of(live) == search_of(canonical(live)) == 'message:"No space left on device"'


def test_a_count_among_the_filters_is_no_term() -> None:
    count = {"type": "event_frequency_count", "comparison": {"value": 0, "interval": "5m"}}
    changed = searched("actionFilters.0.conditions.1", count | {"conditionResult": True})
    assert changed == 'message:"skipped"'


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actionFilters.0.conditions", []),
        (f"{CONDITION}.comparison.match", "ne"),
        (f"{CONDITION}.comparison.attribute", "platform"),
        (f"{CONDITION}.conditionResult", False),
        (f"{CONDITION}.type", "latest_release"),
        ("actionFilters", []),
    ],
)
def test_a_filter_that_a_search_has_no_words_for_is_told(path: str, value: Any) -> None:
    with pytest.raises(RuleError, match="cannot be searched for"):
        searched(path, value)


def test_a_filter_of_which_any_part_would_do_is_not_searched_for() -> None:
    condition = document()["actionFilters"][0]["conditions"][0]
    either = replaced(document(), "actionFilters.0.conditions.1", condition)
    with pytest.raises(RuleError, match="cannot be searched for"):
        search_of(replaced(either, "actionFilters.0.logicType", "any-short"))
