"""What `make demo` promises: it ends well, can be run again, and leaves no process when stopped."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.engine.conftest import ROOT

pytestmark = pytest.mark.engine


def start(folder: Path) -> subprocess.Popen[str]:
    """Start the demo in a folder of its own."""
    code = "import pathlib, sys, tests.engine.__main__ as demo; demo.run(pathlib.Path(sys.argv[1]))"
    return subprocess.Popen(  # noqa: S603 (our own arguments)
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def leftovers(folder: Path) -> list[str]:
    """Return the commands of all processes that have the folder in their environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if str(folder) in "".join(process.environ().values()):
                found.append(" ".join(process.cmdline()))
    return found


LINKS = {
    "Rule": "http://[^/]+/organizations/moosequest/monitors/alerts/",
    "Monitor": "http://[^/]+/organizations/moosequest/monitors/",
}


def test_the_demo_shows_each_id_with_its_link_and_can_be_run_again(tmp_path: Path) -> None:
    folder = tmp_path / ".sandbox"
    for _ in range(2):
        output, _ = start(folder).communicate(timeout=300)
        assert output.splitlines()[-1].startswith("Done"), output
        for noun, link in LINKS.items():
            assert re.search(rf"{noun} (\d+): .*\n +{link}\1/", output), output
        assert "sentry-cli monitors run nightly-waitlist-mail -- COMMAND" in output


STOPS = [
    ("=== It is done", signal.SIGINT),
    pytest.param("=== It is done", signal.SIGTERM, marks=pytest.mark.long),
    pytest.param("=== What would be done", signal.SIGINT, marks=pytest.mark.long),
    pytest.param("=== What would be done", signal.SIGTERM, marks=pytest.mark.long),
]


@pytest.mark.parametrize(("heading", "stop"), STOPS)
def test_a_demo_that_is_stopped_leaves_no_process(
    tmp_path: Path, heading: str, stop: signal.Signals
) -> None:
    folder = tmp_path / ".sandbox"
    demo = start(folder)
    assert demo.stdout is not None
    for line in demo.stdout:
        if line.startswith(heading):
            break
    time.sleep(1)
    assert leftovers(folder) != []
    demo.send_signal(stop)
    output, _ = demo.communicate(timeout=60)
    assert "Stopped; nothing is left running." in output
    assert leftovers(folder) == []
