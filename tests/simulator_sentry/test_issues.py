"""Promises of the Sentry simulator: issues, their events, and how one is resolved."""

import pytest
import requests

from tests.simulator_sentry.client import FORBIDDEN, NOT_FOUND, ORG, ask, refusal
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_issues import SENDABLE

ISSUES = f"{ORG}/issues/"
SKIPPED = "skipped_no_postmark_token: waitlist"
EARLY, LATE = "2026-11-20T10:00:00.000000Z", "2026-11-21T10:00:00.000000Z"


@pytest.fixture
def issue(sentry: SentrySimulator) -> str:
    """Give the ID of an issue of two events, beside another one of another message."""
    store_event(sentry.state, "disk full", LATE)
    store_event(sentry.state, SKIPPED, EARLY)
    found: str = store_event(sentry.state, SKIPPED, LATE, level="warning")["id"]
    return found


def titles(sentry: SentrySimulator, **query: str) -> list[str]:
    """Give the titles of the issues that are found."""
    return [item["title"] for item in ask(sentry, ISSUES, params=query).json()]


def put(sentry: SentrySimulator, issue: str, body: object) -> requests.Response:
    """Change an issue."""
    return ask(sentry, f"{ISSUES}{issue}/", "PUT", json=body)


@pytest.mark.parametrize("search", ['message:"POSTMARK_token"', "skipped_no", "message:waitlist"])
@pytest.mark.usefixtures("issue")
def test_a_message_is_searched_for_by_containing(sentry: SentrySimulator, search: str) -> None:
    assert titles(sentry, query=search) == [SKIPPED]


@pytest.mark.usefixtures("issue")
def test_a_negated_term_leaves_out(sentry: SentrySimulator) -> None:
    assert titles(sentry, query="!message:skipped") == ["disk full"]


def test_only_unresolved_issues_are_listed_unless_asked(
    sentry: SentrySimulator, issue: str
) -> None:
    put(sentry, issue, {"status": "resolved"})
    assert titles(sentry) == ["disk full"]


def test_an_empty_query_lists_all(sentry: SentrySimulator, issue: str) -> None:
    put(sentry, issue, {"status": "resolved"})
    assert len(titles(sentry, query="")) == 2


@pytest.mark.usefixtures("issue")
def test_the_issues_of_another_project_are_not_listed(sentry: SentrySimulator) -> None:
    assert titles(sentry, projectSlug="other-project") == []


@pytest.mark.usefixtures("issue")
def test_issues_come_in_pages(sentry: SentrySimulator) -> None:
    sentry.state["pageSize"] = 1
    reply = ask(sentry, ISSUES)
    assert (len(reply.json()), 'results="true"' in reply.headers["Link"]) == (1, True)


def test_the_count_of_events_is_a_text(sentry: SentrySimulator, issue: str) -> None:
    assert ask(sentry, f"{ISSUES}{issue}/").json()["count"] == "2"


def test_an_issue_was_last_seen_at_its_newest_event(sentry: SentrySimulator, issue: str) -> None:
    assert ask(sentry, f"{ISSUES}{issue}/").json()["lastSeen"] == LATE


def test_events_come_newest_first(sentry: SentrySimulator, issue: str) -> None:
    events = ask(sentry, f"{ISSUES}{issue}/events/").json()
    assert [event["dateCreated"] for event in events] == [LATE, EARLY]


def test_a_range_of_events_needs_both_ends(sentry: SentrySimulator, issue: str) -> None:
    answer = ask(sentry, f"{ISSUES}{issue}/events/", params={"start": EARLY})
    assert refusal(answer) == (400, {"detail": "start and end are both required"})


def test_a_range_leaves_out_its_end(sentry: SentrySimulator, issue: str) -> None:
    answer = ask(sentry, f"{ISSUES}{issue}/events/", params={"start": EARLY, "end": LATE})
    assert [event["dateCreated"] for event in answer.json()] == [EARLY]


def test_a_resolved_issue_is_resolved(sentry: SentrySimulator, issue: str) -> None:
    assert put(sentry, issue, {"status": "resolved"}).json()["status"] == "resolved"


def test_an_event_reopens_a_resolved_issue(sentry: SentrySimulator, issue: str) -> None:
    put(sentry, issue, {"status": "resolved"})
    store_event(sentry.state, SKIPPED)
    found = ask(sentry, f"{ISSUES}{issue}/").json()
    assert (found["status"], found["substatus"]) == ("unresolved", "regressed")


@pytest.mark.parametrize("status", ["done", "Resolved", None, 1])
def test_another_status_is_refused(sentry: SentrySimulator, issue: str, status: object) -> None:
    answer = put(sentry, issue, {"status": status})
    assert refusal(answer) == (400, {"status": [f'"{status}" is not a valid choice.']})


def test_a_status_that_is_not_simulated_fails_the_test(
    sentry: SentrySimulator, issue: str, request: pytest.FixtureRequest
) -> None:
    request.applymarker("expects_refusal")
    assert put(sentry, issue, {"status": SENDABLE[-1]}).status_code == 500


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("is:open", "Error parsing search query: Invalid value for \"is\" search: 'open'"),
        (
            "a OR b",
            'Error parsing search query: Boolean statements containing "OR" or "AND" are not '
            "supported in this search",
        ),
    ],
)
def test_a_bad_search_is_refused(sentry: SentrySimulator, query: str, text: str) -> None:
    assert refusal(ask(sentry, ISSUES, params={"query": query})) == (400, {"detail": text})


def test_a_limit_that_is_no_number_is_refused(sentry: SentrySimulator) -> None:
    answer = ask(sentry, ISSUES, params={"limit": "all"})
    assert refusal(answer) == (400, {"detail": "invalid limit"})


@pytest.mark.parametrize("path", ["99/", "99/events/"])
def test_an_unknown_issue_is_not_found(sentry: SentrySimulator, path: str) -> None:
    assert refusal(ask(sentry, ISSUES + path)) == (404, NOT_FOUND)


@pytest.mark.usefixtures("issue")
def test_an_unknown_environment_is_not_found(sentry: SentrySimulator) -> None:
    assert ask(sentry, ISSUES, params={"environment": "prod"}).status_code == 404


@pytest.mark.parametrize("path", ["", "{issue}/", "{issue}/events/"])
def test_alert_scopes_read_no_issue(sentry: SentrySimulator, issue: str, path: str) -> None:
    answer = ask(sentry, ISSUES + path.format(issue=issue), token=tokens.SENTRY_TOKEN_LEAST)
    assert refusal(answer) == (403, FORBIDDEN)


def test_a_reader_resolves_nothing(sentry: SentrySimulator, issue: str) -> None:
    path = f"{ISSUES}{issue}/"
    answer = ask(sentry, path, "PUT", tokens.SENTRY_TOKEN_READ_ONLY, json={"status": "resolved"})
    assert refusal(answer) == (403, FORBIDDEN)


@pytest.mark.parametrize("change", [{"status": "open"}, {"projectId": "1"}, {"more": 1}])
@pytest.mark.usefixtures("issue")
def test_a_state_of_issues_that_does_not_agree_is_refused(
    sentry: SentrySimulator, change: dict[str, object]
) -> None:
    state = requests.get(f"{sentry.url}/_sim/state", timeout=5).json()
    state["issues"][0] |= change
    assert requests.put(f"{sentry.url}/_sim/state", json=state, timeout=5).status_code == 400
