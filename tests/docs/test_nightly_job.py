"""The nightly job, from its entry to the mail about a run that did not happen."""

from __future__ import annotations

import pytest
import yaml

from tests.docs.conftest import page
from tests.docs.terminal import Terminal
from tests.engine.conftest import ROOT
from tests.sandbox import FILE
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_checkins import miss_check_in

pytestmark = pytest.mark.engine

BLOCKS = page("nightly-job.md")
DECLARE, EXPLAIN, CHECK_IN, AGAIN = BLOCKS
SLUG = "nightly-waitlist-mail"


def test_the_page_shows_the_sandboxs_own_entries() -> None:
    text = (ROOT / "docs/nightly-job.md").read_text(encoding="utf-8")
    shown = yaml.safe_load("config:\n" + text.split("```yaml\n")[1].split("```")[0])["config"]
    config = yaml.safe_load(FILE.read_text(encoding="utf-8"))["config"]
    assert [shown[key] for key in shown] == [
        config["raxx-alerts:alertRules"][1:],
        config["raxx-alerts:monitors"],
    ]


def test_a_run_that_does_not_happen_is_mailed_and_the_next_good_one_ends_it(
    terminal: Terminal, sentry: SentrySimulator
) -> None:
    (terminal.folder / "Pulumi.prod.yaml").unlink()  # it has the simulator that is read here
    stack_file = terminal.folder / "Pulumi.sandbox.yaml"
    document = yaml.safe_load(stack_file.read_text(encoding="utf-8"))
    document["config"]["raxx-alerts:sentryUrl"] = sentry.url
    stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    terminal.environment["CHECK_IN"] = f"{sentry.url}/api/611/cron/{SLUG}/{tokens.SENTRY_DSN_KEY}/"
    for block in (DECLARE, EXPLAIN, CHECK_IN):
        terminal.follow(block)
    with sentry.lock:
        miss_check_in(sentry.state, SLUG)
    (issue,) = [i for i in sentry.state["issues"] if i["title"].startswith("Cron failure")]
    (alert,) = [w for w in sentry.state["workflows"] if w["name"].startswith("nightly")]
    assert issue["title"] == "Cron failure: nightly waitlist mail"
    assert [sent["workflow"] for sent in sentry.state["deliveries"]] == [alert["id"]]
    assert issue["status"] == "unresolved"
    terminal.follow(AGAIN)
    assert issue["status"] == "resolved"
