"""The program takes over alerts that were made with Sentry's command line, as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.cli import find_cli
from tests.engine.conftest import Stack, sandbox
from tests.engine.test_import import entry_of, paste
from tests.engine.test_scenarios import proposes_nothing, up, writes
from tests.simulator_sentry import client
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vendor_clis import alerts
from tests.vendor_clis.vendor_cli import VendorCli

pytestmark = [pytest.mark.long, pytest.mark.engine]

ALERTS = {
    "with a condition": alerts.WITH_A_CONDITION,
    "on every condition": alerts.ON_EVERY_CONDITION,
    "without a condition": alerts.WITHOUT_A_CONDITION,
    "counting without a condition": alerts.COUNTING_WITHOUT_A_CONDITION,
    "of many parts": alerts.OF_MANY_PARTS,
    "to the owners and no fallthrough": alerts.TO_THE_OWNERS,
}


@pytest.fixture
def stack(
    tmp_path: Path, sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator
) -> Stack:
    """Give a stack that declares nothing, on the CLI's engine where there is one."""
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    folder = tmp_path / "stack"
    folder.mkdir()
    made = sandbox("cli" if find_cli() else "rehearsal", folder, urls)
    made.configure(alertRules=[], configVarChecks=[])
    return made


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_made_with_the_command_line_is_imported_and_adopted_without_a_write(
    stack: Stack, sentry: SentrySimulator, sentry_cli: VendorCli, tmp_path: Path, name: str
) -> None:
    made = alerts.create(sentry_cli, name, ALERTS[name])
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    preview = stack.engine.preview().output
    assert f"adopts the alert {made} that is there already" in preview
    assert "it stays as it is" in preview
    assert writes(sentry) == ["POST"]  # the command line's own


@pytest.mark.parametrize("name", ["with a condition", "without a condition"])
def test_an_adopted_alert_keeps_its_number_and_is_as_declared_after_the_update(
    stack: Stack, sentry: SentrySimulator, sentry_cli: VendorCli, tmp_path: Path, name: str
) -> None:
    made = alerts.create(sentry_cli, name, ALERTS[name])
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    up(stack)
    assert [alert["id"] for alert in sentry.state["workflows"]] == [made]
    assert proposes_nothing(stack)


def test_what_the_command_line_edits_of_an_adopted_alert_is_drift_that_the_update_undoes(
    stack: Stack, sentry: SentrySimulator, sentry_cli: VendorCli, tmp_path: Path
) -> None:
    made = alerts.create(sentry_cli, "adopted")
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    up(stack)
    edit = ("--name", "renamed", "--status", "disabled")
    sentry_cli.print("alert", "issues", "edit", f"{alerts.PROJECT}/{made}", *edit)
    assert not proposes_nothing(stack)
    up(stack)
    found = client.read(sentry, made)
    assert (found["name"], found["enabled"]) == ("adopted", True)


def test_an_adopted_alert_that_the_command_line_deletes_is_created_again(
    stack: Stack, sentry_cli: VendorCli, tmp_path: Path
) -> None:
    made = alerts.create(sentry_cli, "adopted")
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    up(stack)
    sentry_cli.print("alert", "issues", "delete", f"{alerts.PROJECT}/{made}", "--yes")
    up(stack)
    assert [alert["name"] for alert in alerts.listed(sentry_cli)] == ["adopted"]
