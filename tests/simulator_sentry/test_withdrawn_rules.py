"""Promises of the Sentry simulator: the withdrawn rules API."""

import pytest

from tests.simulator_sentry.client import RULES, WORKFLOWS, ask, refusal
from tests.simulators.sentry import SentrySimulator


@pytest.mark.parametrize(
    ("method", "path"), [("GET", RULES), ("POST", RULES), ("PUT", f"{RULES}5/")]
)
def test_the_rules_api_is_gone(sentry: SentrySimulator, method: str, path: str) -> None:
    answer = ask(sentry, path, method, json={})
    assert refusal(answer) == (410, {"detail": "This API no longer exists."})


@pytest.mark.parametrize(
    ("mode", "path", "replacement"),
    [
        ("withdrawn", RULES, WORKFLOWS),
        ("withdrawn", f"{RULES}5/", f"{WORKFLOWS}:workflow_id/"),
        ("live", RULES, WORKFLOWS),
    ],
)
def test_the_rules_api_names_its_replacement(
    sentry: SentrySimulator, mode: str, path: str, replacement: str
) -> None:
    sentry.state["mode"] = mode
    headers = ask(sentry, path).headers
    found = (headers["X-Sentry-Deprecation-Date"], headers["X-Sentry-Replacement-Endpoint"])
    assert found == ("2026-05-14T00:00:00+00:00", replacement)


def test_a_living_rules_api_lists_nothing(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "live"
    assert refusal(ask(sentry, RULES)) == (200, [])


def test_a_removed_rules_api_is_an_empty_404(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "removed"
    answer = ask(sentry, RULES, token="unknown")
    assert (answer.status_code, answer.content) == (404, b"")
