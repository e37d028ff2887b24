"""The fixtures `terminal` and `shell`: a shell in a copy of the project, on the simulators.

`terminal` has the Pulumi CLI, and nothing is deployed; `shell` has a stack that is deployed, and no
engine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import (  # noqa: F401 (fixtures)
    _without_monitors,
    deployed,
    undeployed,
)
from tests.commands.project import Project
from tests.docs.page import Block, blocks
from tests.docs.terminal import Terminal
from tests.engine.cli import find_cli, lay_out
from tests.engine.conftest import ROOT, TOKENS
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

_SANDBOX_PORTS = {"sentryUrl": 8741, "herokuApiUrl": 8742, "postmarkApiUrl": 8743}


def page(name: str) -> list[Block]:
    """Return the `console` blocks of a page under docs/."""
    return blocks((ROOT / "docs" / name).read_text(encoding="utf-8"))


@pytest.fixture
def terminal(
    tmp_path: Path,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    infisical: InfisicalSimulator,  # noqa: ARG001 (running, for pages that read a vault)
) -> Iterator[Terminal]:
    """Give a shell at the root of the project, logged in to a file backend of its own.

    Every stack file of the project is there, and asks the simulators instead of the services; the
    sandbox has a Sentry of its own.
    """
    cli = find_cli()
    if cli is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi: a page's commands need it")
    urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
    project = tmp_path / "project"
    lay_out(project, ROOT)
    (tmp_path / "backend").mkdir()
    environment = {
        "PATH": f"{cli.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **TOKENS,
    }
    with SentrySimulator() as another:
        for file in ROOT.glob("Pulumi.*.yaml"):
            shutil.copy(file, project)
            own = {"sentryUrl": another.url} if file.name == "Pulumi.sandbox.yaml" else {}
            _ask_simulators(project / file.name, urls | own)
        yield Terminal(project, environment)


@pytest.fixture
def shell(deployed: Project) -> Terminal:  # noqa: F811 (the fixture)
    """Give a shell where `python` is this one, and the stack is deployed."""
    folders = [str(deployed.bin), str(Path(sys.executable).parent), os.environ["PATH"]]
    home = {"HOME": str(deployed.root), "LANG": "C.UTF-8"}
    return Terminal(deployed.root, {"PATH": os.pathsep.join(folders), **home, **TOKENS})


def _ask_simulators(stack_file: Path, urls: dict[str, str]) -> None:
    text = stack_file.read_text(encoding="utf-8")
    for key, url in urls.items():
        sandbox = f"http://127.0.0.1:{_SANDBOX_PORTS[key]}"
        if sandbox in text:
            text = text.replace(sandbox, url)
        else:
            text = text.replace("config:\n", f"config:\n  raxx-alerts:{key}: {url}\n", 1)
    stack_file.write_text(text, encoding="utf-8")
