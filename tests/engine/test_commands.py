"""The commands on a stack that the real CLI has deployed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.operate.stack_outputs import read_deployed
from tests.engine.cli import CliEngine
from tests.engine.conftest import Stack

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("stack", ["cli"], indirect=True)
def test_what_the_real_cli_deployed_is_read_from_its_outputs(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(stack.engine, CliEngine)
    assert stack.engine.up().exit_code == 0
    for name, value in stack.engine._environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", stack.engine._environment["PATH"] + os.pathsep + os.environ["PATH"])
    found = read_deployed(None, tmp_path / "project")
    assert (found.stack, [rule.key for rule in found.managed_rules]) == (
        "sandbox",
        ["skipped_no_postmark_token"],
    )
    assert found.managed_rules[0].recipients == {"user 3001": "ops@raxx.app"}


@pytest.mark.parametrize("stack", ["cli"], indirect=True)
def test_debug_shows_the_sdks_own_lines_of_each_resource(stack: Stack) -> None:
    assert isinstance(stack.engine, CliEngine)
    shown = stack.engine._run("preview", "--debug").output
    lines = [line for line in shown.splitlines() if "skipped_no_postmark_token" in line]
    assert any("registering resource: ty=" in line for line in lines), shown
    assert any("resource registration prepared: ty=" in line for line in lines), shown
