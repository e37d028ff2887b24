"""The commands of the pages beside the runbook print what the pages show."""

from __future__ import annotations

import shutil

import pytest

from tests.commands.test_check import holds
from tests.commands.test_import import put
from tests.commands.test_test_fire import dsn_of
from tests.docs.conftest import page
from tests.docs.page import Block
from tests.docs.terminal import Terminal
from tests.docs.test_team import begin_prod
from tests.engine.conftest import ROOT
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event
from tests.vault.machine import environment

NIGHT, AGAIN, *OTHERS = page("fixing.md")
SET_TOKEN, RESOLVE, ESCALATE, REFUSED, TEST_FIRE = OTHERS
EXPLAIN, PAYLOAD, IMPORT = page("writing-rules.md")
IN_ORDER, PULUMI = page("operations.md")
(LINT,) = page("lint.md")
EVENT = "skipped_no_postmark_token: waitlist confirmation not sent"
BEFORE = "2026-05-29T16:00:00.000000Z"
"""Before release v3 set the token."""


def lay_out_the_rest(shell: Terminal) -> None:
    """Add the other stack file, and the pages that the rules name."""
    shutil.copy(ROOT / "Pulumi.prod.yaml", shell.folder)
    (shell.folder / "docs").symlink_to(ROOT / "docs")


def test_a_night(shell: Terminal, sentry: SentrySimulator, heroku: HerokuSimulator) -> None:
    for _ in range(3):
        store_event(sentry.state, EVENT)
    holds(heroku, None)
    shell.environment["POSTMARK_SERVER_TOKEN"] = tokens.POSTMARK_TOKEN
    shell.follow(NIGHT)
    shell.follow(AGAIN)


def test_a_token_out_of_the_vault(
    shell: Terminal, heroku: HerokuSimulator, infisical: InfisicalSimulator
) -> None:
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/MooseQuest/postmark"] = {"SERVER_TOKEN": {"$token": "POSTMARK_TOKEN"}}
    holds(heroku, None)
    shell.environment |= environment(infisical)
    shell.follow(SET_TOKEN)


def test_what_is_proven_is_resolved(shell: Terminal, sentry: SentrySimulator) -> None:
    store_event(sentry.state, EVENT, BEFORE)
    shell.follow(RESOLVE)


@pytest.mark.parametrize("block", [ESCALATE, REFUSED], ids=["escalate", "resolve"])
def test_an_event_after_the_fix(shell: Terminal, sentry: SentrySimulator, block: Block) -> None:
    store_event(sentry.state, EVENT)
    shell.follow(block)


def test_an_alert_that_is_tried_out(shell: Terminal, sentry: SentrySimulator) -> None:
    shell.environment["SENTRY_DSN"] = dsn_of(sentry)
    shell.follow(TEST_FIRE)


@pytest.mark.usefixtures("_without_monitors")
@pytest.mark.parametrize("block", [IN_ORDER, LINT], ids=["operations", "lint"])
def test_when_all_is_in_order(shell: Terminal, block: Block) -> None:
    lay_out_the_rest(shell)
    shell.follow(block)


@pytest.mark.engine
def test_pulumis_own_commands(terminal: Terminal) -> None:
    begin_prod(terminal)
    terminal.follow(PULUMI)


@pytest.mark.parametrize("block", [EXPLAIN, PAYLOAD], ids=["explain", "payload"])
def test_a_rule_before_it_is_deployed(shell: Terminal, block: Block) -> None:
    lay_out_the_rest(shell)
    shell.follow(block)


def test_an_alert_that_is_live_already(shell: Terminal, sentry: SentrySimulator) -> None:
    assert put(sentry) == "60002"
    shell.names["https://moosequest.sentry.io/"] = f"{sentry.url}/organizations/moosequest/"
    shell.names["Pulumi.prod.yaml"] = "Pulumi.sandbox.yaml"
    shell.follow(IMPORT)
