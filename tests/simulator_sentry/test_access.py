"""Promises of the Sentry simulator: who may ask, and what everybody is answered."""

import pytest
import requests

from tests.simulator_sentry.client import (
    DETECTORS,
    FORBIDDEN,
    MEMBERS,
    NOT_FOUND,
    ORG,
    RULES,
    TEAM,
    WORKFLOWS,
    Body,
    alert,
    ask,
    create,
    refusal,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

READ_BY_ALERTS = [
    WORKFLOWS,
    f"{WORKFLOWS}52001/",
    DETECTORS,
    MEMBERS,
    f"{ORG}/",
    f"{ORG}/projects/",
]


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, "Authentication credentials were not provided."),
        ("Basic YTpi", "Authentication credentials were not provided."),
        ("Bearer", "Invalid token header. No credentials provided."),
        ("Bearer a b", "Invalid token header. Token string should not contain spaces."),
        ("Bearer unknown", "Invalid token"),
        ("Bearer sntrys_unknown", "Invalid org token"),
        (f"Bearer {tokens.SENTRY_TOKEN_EXPIRED}", "Token expired"),
        (f"Bearer {tokens.HEROKU_TOKEN}", "Invalid token"),
    ],
)
def test_a_bad_token_is_refused_in_sentrys_words(
    sentry: SentrySimulator, header: str | None, detail: str
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(sentry.url + WORKFLOWS, headers=headers, timeout=5)
    assert refusal(answer) == (401, {"detail": detail})


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"inactive": True}, "User inactive or deleted"),
        ({"organization": "another"}, "Unauthorized organization access."),
    ],
)
def test_a_token_that_lost_its_right_is_refused(
    sentry: SentrySimulator, change: Body, detail: str
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"].update(change)
    assert refusal(ask(sentry, WORKFLOWS)) == (401, {"detail": detail})


def test_a_401_names_the_scheme(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, token="unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_the_word_bearer_has_no_case(sentry: SentrySimulator) -> None:
    headers = {"Authorization": f"bEARER {tokens.SENTRY_TOKEN}"}
    assert requests.get(sentry.url + WORKFLOWS, headers=headers, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("token", "method", "path"),
    [
        (tokens.SENTRY_TOKEN_NO_MEMBERS, "GET", MEMBERS),
        (tokens.SENTRY_TOKEN_NO_MEMBERS, "GET", TEAM),
        (tokens.SENTRY_TOKEN_LEAST, "GET", f"{ORG}/teams/"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "POST", WORKFLOWS),
        (tokens.SENTRY_TOKEN_READ_ONLY, "PUT", f"{WORKFLOWS}52001/"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "DELETE", f"{WORKFLOWS}52001/"),
        *((tokens.SENTRY_TOKEN_ORGANIZATION, "GET", path) for path in READ_BY_ALERTS),
        (tokens.SENTRY_TOKEN_ORGANIZATION, "POST", WORKFLOWS),
        (tokens.SENTRY_TOKEN_ORGANIZATION, "PUT", f"{WORKFLOWS}52001/"),
        (tokens.SENTRY_TOKEN_ORGANIZATION, "DELETE", f"{WORKFLOWS}52001/"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "POST", RULES),
    ],
)
def test_a_missing_scope_is_403(
    sentry: SentrySimulator, token: str, method: str, path: str
) -> None:
    create(sentry)
    assert refusal(ask(sentry, path, method, token, json=alert())) == (403, FORBIDDEN)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", WORKFLOWS, 200),
        ("POST", WORKFLOWS, 201),
        ("GET", DETECTORS, 200),
        ("GET", MEMBERS, 200),
        ("GET", TEAM, 200),
    ],
)
def test_the_least_token_suffices(
    sentry: SentrySimulator, method: str, path: str, status: int
) -> None:
    answer = ask(sentry, path, method, tokens.SENTRY_TOKEN_LEAST, json=alert())
    assert answer.status_code == status


@pytest.mark.parametrize("scope", ["org:read", "org:write", "org:admin", "alerts:read"])
def test_any_one_of_the_read_scopes_lists_alerts(sentry: SentrySimulator, scope: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = [scope]
    assert ask(sentry, WORKFLOWS).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/0/organizations/unknown/workflows/",
        f"{WORKFLOWS}999/",
        f"{WORKFLOWS}not-a-number/",
        "/api/0/teams/moosequest/unknown/",
        "/api/0/projects/moosequest/unknown/rules/",
    ],
)
def test_an_unknown_object_is_404(sentry: SentrySimulator, path: str) -> None:
    assert refusal(ask(sentry, path)) == (404, NOT_FOUND)


def test_the_organization_may_be_named_by_its_id(sentry: SentrySimulator) -> None:
    assert ask(sentry, "/api/0/organizations/4501/workflows/").status_code == 200


@pytest.mark.expects_refusal
def test_the_trailing_slash_is_part_of_the_path(sentry: SentrySimulator) -> None:
    assert ask(sentry, WORKFLOWS.rstrip("/"), allow_redirects=False).status_code == 500


@pytest.mark.expects_refusal
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_bulk_changes_are_not_simulated(sentry: SentrySimulator, method: str) -> None:
    ask(sentry, WORKFLOWS, method)
    assert sentry.complaints() == [f"Sentry: unexpected {method} {WORKFLOWS}"]


def test_success_carries_the_rate_limit_headers(sentry: SentrySimulator) -> None:
    headers = ask(sentry, WORKFLOWS).headers
    found = {key.removeprefix("X-Sentry-Rate-Limit-") for key in headers if "Rate-Limit" in key}
    assert found == {"Limit", "Remaining", "Reset", "ConcurrentLimit", "ConcurrentRemaining"}


def order(sentry: SentrySimulator, fault: str) -> None:
    document = [{"method": "*", "path": "*", "times": 1, "fault": fault}]
    assert requests.post(f"{sentry.url}/_sim/faults", json=document, timeout=5).ok


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"detail": "Invalid token"}),
        (403, FORBIDDEN),
        (404, NOT_FOUND),
        (410, {"detail": "This API no longer exists."}),
        (
            429,
            {
                "detail": "You are attempting to use this endpoint too frequently. "
                "Limit is 40 requests in 1 seconds"
            },
        ),
    ],
)
def test_an_ordered_fault_speaks_like_sentry(
    sentry: SentrySimulator, status: int, body: Body
) -> None:
    order(sentry, str(status))
    assert refusal(ask(sentry, WORKFLOWS)) == (status, body)


def test_a_500_is_an_internal_error_with_an_id(sentry: SentrySimulator) -> None:
    order(sentry, "500")
    assert set(ask(sentry, WORKFLOWS).json()) == {"detail", "errorId"}


def test_a_429_says_when_but_not_in_retry_after(sentry: SentrySimulator) -> None:
    order(sentry, "429")
    headers = ask(sentry, WORKFLOWS).headers
    assert ("X-Sentry-Rate-Limit-Reset" in headers, "Retry-After" in headers) == (True, False)


def test_a_429_is_json_that_calls_itself_html(sentry: SentrySimulator) -> None:
    order(sentry, "429")
    assert ask(sentry, WORKFLOWS).headers["Content-Type"] == "text/html; charset=utf-8"
