"""Promises to a stack that an older release brought up: its state is understood as it is."""

from __future__ import annotations

import copy

import pytest

from tests.engine import older_state
from tests.engine.conftest import Stack
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine


@pytest.fixture
def older(
    stack: Stack, sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator
) -> Stack:
    """Give the stack of 24acc9e, with its state and its alerts."""
    stack.configure(alertRules=older_state.rules())
    sentry.state["workflows"] = older_state.alerts()
    stack.engine.restore(
        older_state.state(sentry=sentry.url, heroku=heroku.url, postmark=postmark.url)
    )
    return stack


def test_a_preview_of_a_state_that_24acc9e_wrote_proposes_nothing(older: Stack) -> None:
    outcome = older.engine.preview(expect_no_changes=True)
    assert outcome.exit_code == 0, outcome.output


def test_an_update_of_a_state_that_24acc9e_wrote_writes_nothing_to_sentry(
    older: Stack, sentry: SentrySimulator
) -> None:
    before = copy.deepcopy(sentry.state["workflows"])
    outcome = older.engine.up()
    assert outcome.exit_code == 0, outcome.output
    assert sentry.state["workflows"] == before
    assert {request["method"] for request in sentry.requests} == {"GET"}
