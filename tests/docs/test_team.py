"""Follows the pages of docs/team/: each command is run as it is printed, against the simulators."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.docs.conftest import page
from tests.docs.page import Block
from tests.docs.terminal import Terminal
from tests.engine import backends
from tests.engine.backends import Backend
from tests.engine.crashes import slow_down, wait_until
from tests.engine.test_races import ids
from tests.engine.test_scenarios import NAME, alerts, writes
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

URLS = {
    "PostgreSQL": "postgres://alerts@db.example.com/postgres?sslmode=verify-full",
    "S3": "s3://raxx-alerts-state?region=us-east-1",
}
"""The URLs that the pages have for a team's own servers."""

START = {"PostgreSQL": backends.postgresql, "S3": backends.s3}


def under(name: str, *headings: str) -> list[Block]:
    """Return the blocks of a page of docs/team/ under these headings, or all of them."""
    return [b for b in page(f"team/{name}") if not headings or b.heading in headings]


def begin_prod(terminal: Terminal) -> None:
    """Bring about what most pages begin with: prod is up and its alert is 52001."""
    for command in ("pulumi stack select --create prod", "pulumi up --skip-preview"):
        outcome = terminal.type(command)
        assert outcome.exit_code == 0, outcome.output


def reach(terminal: Terminal, backend: Backend, url: str) -> None:
    """Let the page's URL and its `…` for passwords stand for a backend of this machine."""
    terminal.names[url] = backend.url
    for name, value in backend.login.items():
        terminal.names[f"{name}=…"] = f"{name}={value}"
        terminal.environment.setdefault(name, value)


@contextlib.contextmanager
def begun_up(terminal: Terminal) -> Iterator[None]:
    """Have somebody else's `up` under way; at the end it has died with all that it started."""
    process = subprocess.Popen(
        ["pulumi", "up", "--skip-preview", "--stack", "prod"],  # noqa: S607 (the one found)
        cwd=terminal.folder,
        env=terminal.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        for pid in psutil.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(pid) == process.pid:
                    os.kill(pid, signal.SIGKILL)
        process.wait()


def test_out_of_the_old_runbook(terminal: Terminal, sentry: SentrySimulator) -> None:
    begin_prod(terminal)
    made = ids(sentry)
    terminal.type("pulumi stack rm prod --force --preserve-config")
    for block in under("from-the-runbook.md"):
        terminal.follow(block)
    assert ids(sentry) == made
    assert writes(sentry).count("POST") == 1


def test_from_the_sandbox_to_prod(terminal: Terminal, sentry: SentrySimulator) -> None:
    for block in under("sandbox-to-prod.md"):
        terminal.follow(block)
    assert list(ids(sentry)) == [NAME]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Staging has a Sentry project of its own", [NAME, NAME]),
        ("Both report to one Sentry project", [NAME, f"staging: {NAME}"]),
        pytest.param("The copy as it is", [NAME], marks=pytest.mark.long),
    ],
)
def test_a_second_environment_is_one_file_and_leaves_prods_alert_alone(
    terminal: Terminal, sentry: SentrySimulator, heading: str, names: list[str]
) -> None:
    begin_prod(terminal)
    (before,) = [dict(alert) for alert in alerts(sentry)]
    for block in under("staging.md", heading):
        terminal.follow(block)
    assert [alert["name"] for alert in alerts(sentry)] == names
    assert before in alerts(sentry)


def test_the_passphrase(terminal: Terminal, sentry: SentrySimulator) -> None:
    begin_prod(terminal)
    for block in under(
        "passphrase.md", "Nothing is encrypted: see for yourself", "Empty", "From a file"
    ):
        terminal.follow(block)
    assert list(ids(sentry)) == [NAME]


@pytest.mark.long
def test_a_clouds_key_service_in_the_place_of_a_passphrase_and_back(
    terminal: Terminal, sentry: SentrySimulator
) -> None:
    begin_prod(terminal)
    with backends.kms("raxx-alerts") as login:
        terminal.environment |= login
        for block in under("passphrase.md", "A cloud's key service"):
            terminal.follow(block)
    assert list(ids(sentry)) == [NAME]
    assert not writes(sentry)[1:], "an alert was touched"


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [("a folder", "PostgreSQL"), ("PostgreSQL", "S3"), ("S3", "PostgreSQL")],
)
def test_moving_the_state(terminal: Terminal, sentry: SentrySimulator, old: str, new: str) -> None:
    """The page has PostgreSQL; the commands are the same for another backend."""
    with contextlib.ExitStack() as running:
        if old in START:
            place = running.enter_context(START[old]())
            terminal.environment |= {"PULUMI_BACKEND_URL": place.url, **place.login}
        begin_prod(terminal)
        place = running.enter_context(START[new]())
        reach(terminal, place, URLS["PostgreSQL"])
        name, value = next(iter(place.login.items()))
        terminal.names["PGPASSWORD=…"] = f"{name}={value}"
        for block in under("moving-the-state.md"):
            terminal.follow(block)
    assert (terminal.folder / "Pulumi.prod.yaml").exists()
    assert not writes(sentry)[1:], "an alert was touched"


@pytest.mark.long
@pytest.mark.parametrize("where", URLS)
def test_a_backend_the_lock_of_somebody_who_then_dies_and_the_recovery(
    terminal: Terminal, sentry: SentrySimulator, where: str
) -> None:
    with START[where]() as backend:
        reach(terminal, backend, URLS[where])
        for block in under("backends.md", where):
            terminal.follow(block)
        made = ids(sentry)
        terminal.type("pulumi stack rm prod --force --preserve-config")
        terminal.type("pulumi stack select --create prod")
        slow_down(sentry, 60_000, 0, 0)
        with begun_up(terminal):
            assert wait_until(lambda: None in [r["status"] for r in sentry.requests], 60)
            (locked,) = under("backends.md", "Two at once")
            terminal.follow(locked)
        (recovery,) = under("backends.md", "One dies")
        output = terminal.follow(recovery)
    assert ids(sentry) == made
    assert f"adopts the alert {made[NAME]} that is there already" in output


def test_a_stack_for_each_team(terminal: Terminal, sentry: SentrySimulator) -> None:
    share_addresses_and_keep_rules_in_a_file(terminal.folder)
    begin_prod(terminal)
    (before,) = [dict(alert) for alert in alerts(sentry)]
    for block in under("stack-per-team.md"):
        terminal.follow(block)
    (after,) = alerts(sentry)
    assert (after["id"], after["name"]) == (before["id"], before["name"])
    assert writes(sentry).count("POST") == 1
    assert "DELETE" not in writes(sentry)


def share_addresses_and_keep_rules_in_a_file(project: Path) -> None:
    """Have `Pulumi.yaml` name the simulators, and a file of its own hold prod's rules."""
    stack_file, shared = project / "Pulumi.prod.yaml", project / "Pulumi.yaml"
    text, defaults = (file.read_text(encoding="utf-8") for file in (stack_file, shared))
    for key, url in re.findall(r"raxx-alerts:(\w+Url): (\S+)", text):
        text = text.replace(f"  raxx-alerts:{key}: {url}\n", "")
        defaults = re.sub(rf"(?s)(  {key}:.*?default: )\S+", rf"\g<1>{url}", defaults, count=1)
    shared.unlink()  # a link to the project's own
    shared.write_text(defaults, encoding="utf-8")
    head, rules, checks = re.split(r"(?s)alertRules:\n(.*?)(?=  raxx-alerts:configVar)", text)
    files = "alertRules: []\n  raxx-alerts:ruleFiles:\n    - rules/payments.yaml\n"
    stack_file.write_text(f"{head}{files}{checks}", encoding="utf-8")
    (project / "rules").mkdir()
    entries = re.sub("(?m)^    ", "", rules)
    (project / "rules/payments.yaml").write_text(entries, encoding="utf-8")
