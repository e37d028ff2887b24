"""Promises to a stack that an older release brought up: its state is understood as it is."""

from __future__ import annotations

import copy

import pytest

from tests.engine.conftest import Stack
from tests.engine.older_state import OLDER_STATES, OlderState
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine


@pytest.fixture(params=OLDER_STATES, ids=lambda older: older.commit)
def older(
    request: pytest.FixtureRequest,
    stack: Stack,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
) -> Stack:
    """Give a stack with the state and the alerts that an older commit left."""
    left: OlderState = request.param
    stack.configure(alertRules=left.rules())
    sentry.state["workflows"] = left.alerts()
    stack.engine.restore(left.state(sentry=sentry.url, heroku=heroku.url, postmark=postmark.url))
    return stack


def test_a_preview_of_a_state_that_an_older_commit_wrote_proposes_nothing(older: Stack) -> None:
    outcome = older.engine.preview(expect_no_changes=True)
    assert outcome.exit_code == 0, outcome.output


def test_an_update_of_a_state_that_an_older_commit_wrote_writes_nothing_to_sentry(
    older: Stack, sentry: SentrySimulator
) -> None:
    before = copy.deepcopy(sentry.state["workflows"])
    outcome = older.engine.up()
    assert outcome.exit_code == 0, outcome.output
    assert sentry.state["workflows"] == before
    assert {request["method"] for request in sentry.requests} == {"GET"}
