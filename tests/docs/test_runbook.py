"""The runbook's commands print what its page shows, from firing to fixed."""

from __future__ import annotations

import pytest

import infra.__main__ as command_line
from tests.commands.test_check import holds
from tests.docs.conftest import page
from tests.docs.terminal import Terminal
from tests.engine.conftest import ROOT
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

BLOCKS = {block.heading: block for block in page("runbooks/skipped_no_postmark_token.md")}


def test_while_it_fires_status_shows_what_the_page_shows(
    shell: Terminal, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    for _ in range(3):
        store_event(sentry.state, "skipped_no_postmark_token: not sent")
    holds(heroku, None)
    shell.follow(BLOCKS["Is it firing?"])


@pytest.mark.parametrize("heading", ["Is the token good now?", "Do I wake the operator?"])
def test_once_it_is_fixed_the_commands_print_what_the_page_shows(
    shell: Terminal, heading: str
) -> None:
    shell.follow(BLOCKS[heading])


def test_operations_lists_every_command() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in command_line._COMMANDS if f"`python -m infra {name}" not in text] == []
