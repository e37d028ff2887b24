"""With `sentryApi: rules` a command works, or says in one line that it does not."""

from __future__ import annotations

import pytest

from tests.commands.in_process import Here
from tests.simulators.sentry import SentrySimulator

KEY = "skipped_no_postmark_token"
NEED_ALERTS = [
    *(("status",), ("verify",), ("report",), ("escalate",), ("unmanaged",), ("import", "52001")),
    *(("resolve", KEY), ("fix", KEY), ("test-fire", KEY, "--stdin", "--yes")),
]
WORK = [("check",), ("explain", KEY), ("lint",), ("diff", "sandbox", "sandbox"), ("schema",)]


@pytest.fixture
def old(here: Here, sentry: SentrySimulator) -> Here:
    """Give a project on a server that has no alerts API."""
    here.project.configure(sentryApi="rules")
    sentry.state["mode"] = "self-hosted"
    sentry.requests.clear()
    return here


@pytest.mark.parametrize("arguments", NEED_ALERTS, ids=lambda arguments: arguments[0])
def test_a_command_that_asks_for_alerts_says_in_one_line_that_there_are_none(
    old: Here, sentry: SentrySimulator, arguments: tuple[str, ...]
) -> None:
    ran = old.run(*arguments)
    assert (ran.exit_code, ran.data, sentry.requests) == (2, "", [])
    (line, following) = ran.words.splitlines()
    assert line == (
        "error: this command asks for alerts, which a server with sentryApi: rules does not have"
    )
    assert following.startswith("  Next: ")


@pytest.mark.parametrize("arguments", WORK, ids=lambda arguments: arguments[0])
def test_any_other_command_works(old: Here, arguments: tuple[str, ...]) -> None:
    assert old.run(*arguments).exit_code == 0


def test_a_token_can_be_set(old: Here) -> None:
    assert "sentryApi" not in old.run("set-token", "--stdin", "--yes", stdin="x").words
