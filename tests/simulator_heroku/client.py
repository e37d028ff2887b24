"""What the tests send to the Heroku simulator, and the keys its replies have."""

from typing import Any

import requests

from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

ACCEPT = "application/vnd.heroku+json; version=3"
APP = "/apps/raxx-api-prod"
VARS = f"{APP}/config-vars"
RELEASES = f"{APP}/releases"
LIVE_VARS = {
    "LOG_LEVEL": "info",
    "POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN,
    "WEB_CONCURRENCY": "2",
}


def ask(
    heroku: HerokuSimulator,
    path: str,
    *,
    token: str = tokens.HEROKU_TOKEN,
    change: object = None,
    **headers: str,
) -> requests.Response:
    """Send a GET, or a PATCH when there is a change; a header's `_` stands for `-`."""
    return requests.request(
        "GET" if change is None else "PATCH",
        heroku.url + path,
        headers={"Accept": ACCEPT, "Authorization": f"Bearer {token}"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        json=change,
        timeout=5,
    )


def app_state(heroku: HerokuSimulator, index: int = 0) -> dict[str, Any]:
    """Give an app of the running simulator's state, to read or to change."""
    app: dict[str, Any] = heroku.state["apps"][index]
    return app


def newest(heroku: HerokuSimulator) -> dict[str, Any]:
    """Ask for the newest release as the Heroku CLI does."""
    reply = ask(heroku, RELEASES, Range="version ..; order=desc,max=1")
    release: dict[str, Any] = reply.json()[0]
    return release


def run_release_phase(heroku: HerokuSimulator, outcome: str, reads: int) -> requests.Response:
    """Change LOG_LEVEL in an app that has a release command."""
    app_state(heroku).update(releasePhase=outcome, releasePhaseReads=reads)
    return ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
