"""Renews docs/status.svg: `python -m tests.commands.picture` runs `status` on the simulators."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.commands.command_line import ROOT
from tests.commands.project import Project
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

WIDTH = 108


def main() -> None:
    """Deploy, let the rule fire with its config var unset, and keep what a terminal shows."""
    with (
        SentrySimulator() as sentry,
        HerokuSimulator() as heroku,
        PostmarkSimulator() as postmark,
        tempfile.TemporaryDirectory() as folder,
    ):
        urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
        project = Project(Path(folder), urls)
        project.deploy()
        for _ in range(17):
            store_event(sentry.state, "skipped_no_postmark_token: not sent")
        del heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"]
        colours = {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": str(WIDTH)}
        ran = project.run("status", **colours)
    last = "".join(line for line in ran.words.splitlines(keepends=True) if "Next:" in line)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print("$ python -m infra status", highlight=False)
    console.print(Text.from_ansi(ran.data))
    console.print(Text.from_ansi(last))
    svg = console.export_svg(title="python -m infra status", unique_id="status")
    own = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # nothing from elsewhere
    (ROOT / "docs" / "status.svg").write_text(own, encoding="utf-8")


if __name__ == "__main__":
    main()
