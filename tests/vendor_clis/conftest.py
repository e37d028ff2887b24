"""Fixtures: Sentry's and Heroku's command lines, each on its simulator and on nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vendor_clis.vendor_cli import VendorCli


@pytest.fixture
def sentry_cli(tmp_path: Path, sentry: SentrySimulator) -> VendorCli:
    """Give Sentry's command line, which reports to nobody and looks for no update."""
    return VendorCli(
        "sentry",
        tmp_path / "sentry-cli",
        SENTRY_URL=sentry.url,
        SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN,
        SENTRY_CLI_NO_TELEMETRY="1",
        SENTRY_CLI_NO_UPDATE_CHECK="1",
    )


@pytest.fixture
def heroku_cli(tmp_path: Path, heroku: HerokuSimulator) -> VendorCli:
    """Give Heroku's command line, which reports to nobody and looks for no update."""
    return VendorCli(
        "heroku",
        tmp_path / "heroku-cli",
        HEROKU_HOST=heroku.url,
        HEROKU_API_KEY=tokens.HEROKU_TOKEN,
        DISABLE_TELEMETRY="true",
        HEROKU_DISABLE_AUTOUPDATE="1",
        HEROKU_SKIP_NEW_VERSION_CHECK="1",
    )
