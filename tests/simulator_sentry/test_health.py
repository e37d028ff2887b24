"""Promises of the Sentry simulator: the health check that Terraform's provider begins with."""

import pytest

from tests.simulator_sentry.client import ask, refusal
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

HEALTH = "/api/0/internal/health/"


def test_any_good_token_is_answered_200_and_told_nothing(sentry: SentrySimulator) -> None:
    answer = ask(sentry, HEALTH, token=tokens.SENTRY_TOKEN_LEAST)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Content-Type" not in answer.headers


def test_a_bad_token_is_refused(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, HEALTH, token="unknown")) == (401, {"detail": "Invalid token"})


def test_a_server_of_ones_own_has_it_too(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "self-hosted"
    assert ask(sentry, HEALTH).status_code == 200


@pytest.mark.expects_refusal
def test_it_is_only_read(sentry: SentrySimulator) -> None:
    assert ask(sentry, HEALTH, "POST").status_code == 500
