"""`report` writes one page, to stdout or a file, and exits as `status` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.in_process import Here
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

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
