"""Promises of the report: what it shows, and that nothing from a server is more than text in it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from infra.base.errors import AlertsError
from infra.heroku.config_var_status import Finding
from infra.heroku.postmark import Server
from infra.operate.deployed import CheckedConfigVar, ManagedRule
from infra.operate.drift import compare_with_live
from infra.operate.html_report import page
from infra.operate.survey import CheckSeen, RuleSeen, Survey
from infra.sentry.issues import Issue
from tests.factories import alert, check_row, issue_reply, rule_row

TAKEN = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)
DASHBOARD = "https://moosequest.sentry.io/monitors/alerts/"
STEPS = ["pulumi up --stack prod"]
NASTY = "<script>alert(1)</script><img src=https://evil.invalid/x>\"'&"
LONG = "x" * 200


def issue(**overrides: Any) -> Issue:
    """Return an open issue."""
    found: Any = issue_reply(lastSeen=TAKEN) | overrides
    return found  # type: ignore[no-any-return]


def rule(live: Any = None, issues: tuple[Issue, ...] = (), **row: Any) -> RuleSeen:
    """Return a rule as it is seen; live as `alert()` unless another one is given."""
    managed = ManagedRule.model_validate(rule_row(**row))
    found = alert() if live is None else live or None
    return RuleSeen(managed, found, compare_with_live(managed, found, {}), issues=issues)


def check(finding: Finding | None = None, **row: Any) -> CheckSeen:
    """Return a config var as it is seen; good unless another finding is given."""
    good = Finding("ok", Server("4711001", "raxx-transactional", "Live"))
    return CheckSeen(CheckedConfigVar.model_validate(check_row(**row)), finding or good)


def report(*seen: RuleSeen | CheckSeen, steps: list[str] | None = None) -> str:
    """Return the page of what is seen."""
    rules = [entry for entry in seen if isinstance(entry, RuleSeen)]
    checks = [entry for entry in seen if isinstance(entry, CheckSeen)]
    return page(Survey("prod", rules, checks), steps or [], TAKEN, DASHBOARD)


class Page(HTMLParser):
    """Collects a page's tags, attributes and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


WORST: list[RuleSeen | CheckSeen] = [
    rule(
        alert(config={"frequency": 60}, name=NASTY),
        (issue(title=NASTY, permalink="javascript:alert(1)", shortId=NASTY),),
        name=NASTY,
        filter=f"message contains {LONG}",
        url="https://moosequest.sentry.io/monitors/alerts/9001/",
    ),
    rule(False, (issue(title=LONG),), key=LONG, name=LONG),
    check(
        Finding("unknown: it is down", error=AlertsError(f"Heroku: {NASTY} {LONG}", "try again"))
    ),
    check(Finding("invalid"), app=LONG, config_var=LONG, guards=NASTY),
]


def test_a_rule_that_is_declared_only_is_shown_as_not_deployed() -> None:
    found = Page(page(Survey("prod", [], [], ("new_rule",)), STEPS, TAKEN, DASHBOARD))
    assert re.search(r"new_rule\s*not deployed", found.text)


def test_a_rule_is_shown_in_the_tables_words_with_its_link() -> None:
    found = Page(report(rule(issue="#3135")))
    for words in ("disk full", "live", ">= 3 events in 1h", "email ops@raxx.app", "#3135"):
        assert words in found.text
    assert ("href", "https://moosequest.sentry.io/monitors/alerts/9001/") in found.attributes


def test_what_is_firing_is_shown_with_its_events_and_its_link() -> None:
    found = Page(report(rule(issues=(issue(),))))
    assert "17 events" in found.text
    assert ("href", "https://moosequest.sentry.io/issues/77/") in found.attributes


def test_a_config_var_is_shown_with_its_server() -> None:
    assert "raxx-transactional (4711001)" in Page(report(check())).text


def test_a_drifted_field_shows_what_is_live_beside_what_was_deployed() -> None:
    text = Page(report(rule(alert(config={"frequency": 60})))).text
    assert "30 minlive: 60 min" in text


def test_where_all_is_in_order_it_says_so() -> None:
    assert "All is well: 1 rule, 1 config var." in Page(report(rule(), check())).text


def test_the_next_commands_stand_at_the_top() -> None:
    text = Page(report(rule(), steps=STEPS)).text
    assert 0 < text.index("pulumi up --stack prod") < text.index("disk full")


def test_what_could_not_be_asked_is_told_with_its_reason() -> None:
    text = Page(report(*WORST[2:3])).text
    assert "Some services could not be asked." in text
    assert "Next: try again" in text


def test_a_servers_names_are_text_and_nothing_else() -> None:
    found = Page(report(*WORST))
    assert NASTY in found.text
    assert {"script", "img", "iframe", "object", "link"} & set(found.tags) == set()


def test_an_address_that_is_not_the_webs_is_no_link() -> None:
    assert "javascript" not in {
        (value or "").partition(":")[0] for name, value in Page(report(*WORST)).attributes
    }


def test_nothing_is_loaded_and_nothing_runs() -> None:
    html = report(*WORST)
    names = {name for name, _ in Page(html).attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert not re.search(r"@import|url\(", html)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH: the page is not laid out here")
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
def test_in_a_browser_nothing_is_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    frame = tmp_path / "frame.html"
    html = escape(report(*WORST, rule(), check(), steps=STEPS))
    frame.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8">
        <iframe id="it" style="width: {width}px; height: 800px; border: 0" srcdoc="{html}"></iframe>
        <script>
          const it = document.getElementById("it")
          it.onload = () => {{
            const page = it.contentDocument
            const right = [...page.querySelectorAll("*")].map(e => e.getBoundingClientRect().right)
            document.title = JSON.stringify({{
              width: it.contentWindow.innerWidth, client: page.documentElement.clientWidth,
              scroll: page.documentElement.scrollWidth,
              right: Math.max(...right), cards: page.querySelectorAll("article").length,
            }})
          }}
        </script>""",
        encoding="utf-8",
    )
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"]
    dumped = subprocess.run(  # noqa: S603 (our own arguments)
        [str(CHROMIUM), *options, "--dump-dom", frame.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    ).stdout
    title = re.search(r"<title>(.*?)</title>", dumped)
    assert title, dumped[:2000]
    seen = json.loads(title[1])
    assert (seen["width"], seen["cards"]) == (width, 8)
    assert seen["scroll"] <= seen["client"]
    assert seen["right"] <= width
