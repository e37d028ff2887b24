"""Fixtures of the commands' tests: a project that is deployed, and one that is not yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.sentry.monitors import OWN
from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator


@pytest.fixture
def undeployed(
    tmp_path: Path, sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator
) -> Project:
    """Give a project whose sandbox stack is on the simulators, with nothing deployed."""
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    return Project(tmp_path, urls)


@pytest.fixture
def deployed(undeployed: Project) -> Project:
    """Give a project whose rule is live in Sentry, and of whose outputs the CLI knows."""
    undeployed.deploy()
    return undeployed


@pytest.fixture
def _without_monitors(sentry: SentrySimulator) -> None:
    """Leave Sentry those monitors only that it makes for each project."""
    with sentry.lock:
        own = [d for d in sentry.state["detectors"] if d["type"] in OWN]
        sentry.state |= {"detectors": own, "monitors": []}


@pytest.fixture
def here(
    deployed: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    """Give what runs commands on the deployed project, in this process."""
    return Here(deployed, monkeypatch, capsys)


@pytest.fixture
def in_process(deployed: Project, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the deployed project's commands run in this process."""
    monkeypatch.setattr(deployed, "run", here.run)
