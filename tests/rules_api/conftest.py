"""The program on Pulumi's mocks beside a Sentry server that has the old rules API only."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.factories import as_text, entry
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

ROOT = Path(__file__).parents[2]
RULE = "sentry:index/sentryIssueAlert:SentryIssueAlert"
NOT_INSTALLED = "pulumiverse-sentry is not installed here: make test-rules has a place of its own"
PACKAGE_IS_THERE = importlib.util.find_spec("pulumiverse_sentry") is not None
needs_package = pytest.mark.skipif(not PACKAGE_IS_THERE, reason=NOT_INSTALLED)


class Result(NamedTuple):
    """What one run of the program declared, exported and said."""

    error: str
    outputs: dict[str, Any]
    resources: list[dict[str, Any]]
    said: list[str]
    debug: list[str]
    loaded: list[str]

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The alert rules it declared."""
        return [seen for seen in self.resources if seen["type"] == RULE]


@pytest.fixture
def old_server(sentry: SentrySimulator) -> SentrySimulator:
    """Give a Sentry server before 26.7: rules, and no workflows."""
    sentry.state["mode"] = "self-hosted"
    return sentry


@pytest.fixture
def program(sentry: SentrySimulator) -> Callable[..., Result]:
    """Give a function that runs the program once.

    It takes keys of the stack config, and `last_outputs`, `environment` and `preview`.
    """

    def run(
        *,
        last_outputs: dict[str, Any] | None = None,
        environment: dict[str, str] | None = None,
        preview: bool = False,
        **changes: Any,
    ) -> Result:
        config = {
            "sentryOrganization": "moosequest",
            "sentryProject": "trademaster-raptor",
            "sentryUrl": sentry.url,
            "sentryApi": "rules",
            "alertRules": [entry()],
            **changes,
        }
        given = {
            "config": {key: as_text(value) for key, value in config.items()},
            "last_outputs": last_outputs or {},
            "preview": preview,
        }
        variables = (
            {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN} if environment is None else environment
        )
        finished = subprocess.run(
            [sys.executable, "-m", "tests.rules_api.mocked_program"],
            input=json.dumps(given),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        return Result(**json.loads(finished.stdout.splitlines()[-1]))

    return run
