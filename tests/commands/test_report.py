"""`report` writes one page, to stdout or a file, and exits as `status` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, deploy, live
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_uptime_health import take_down

pytestmark = pytest.mark.usefixtures("in_process")


def test_the_page_goes_to_stdout(here: Here) -> None:
    ran = here.run("report")
    assert ran.exit_code == 0
    assert ran.data.startswith("<!DOCTYPE html>\n<html")
    assert ran.words == ""


def test_the_page_goes_to_a_file_that_is_named(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    ran = here.run("report", "--output", str(file))
    assert ran.data == ""
    assert "skipped_<wbr>no_<wbr>postmark_<wbr>token" in file.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_refused_as_usage(here: Here, tmp_path: Path) -> None:
    ran = here.run("report", "--output", str(tmp_path / "nowhere" / "report.html"))
    assert ran.exit_code == 2
    assert "nowhere" in ran.words


def test_the_page_is_written_and_the_code_is_1_where_something_is_wrong(
    here: Here, sentry: SentrySimulator, tmp_path: Path
) -> None:
    sentry.state["workflows"].clear()
    file = tmp_path / "report.html"
    assert here.run("report", "--output", str(file)).exit_code == 1
    assert "pulumi" in file.read_text(encoding="utf-8")


def test_no_token_is_on_the_page(here: Here) -> None:
    html = here.run("report").data
    assert not [secret for secret in tokens.SECRETS.values() if secret in html]


def test_as_json_it_gives_what_status_gives(here: Here) -> None:
    report, status = here.run("report", "--json").data, here.run("status", "--json").data
    assert json.loads(report) == json.loads(status)


def test_a_monitor_has_a_card_with_what_it_watches_and_its_page(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, JOB)
    html = here.run("report").data
    assert f'<a href="{sentry.url}/organizations/moosequest/monitors/{id_}/"' in html
    assert "crontab '0 3 * * *' Europe/<wbr>Berlin, grace 5 min" in html
    assert "<dt>slug</dt><dd>nightly-mail</dd>" in html
    assert "All is well: 1 rule, 1 monitor, 1 config var." in html


def test_a_monitor_that_is_down_says_so_since_when_and_what_next(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    take_down(sentry.state, id_)
    ran = here.run("report")
    assert ran.exit_code == 1
    assert '<p class="badge bad">down</p>' in ran.data
    assert "<dt>since</dt>" in ran.data
    assert f"/monitors/{id_}/</span>" in ran.data


def test_a_drifted_monitor_shows_both_values(here: Here, sentry: SentrySimulator) -> None:
    (id_,) = deploy(here.project, API)
    live(sentry, id_)["config"]["downtimeThreshold"] = 5
    html = here.run("report").data
    assert "3 checks in a row without status 2xx" in html
    assert "live: 5 checks in a row without status 2xx" in html
