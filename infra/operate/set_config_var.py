"""Setting a config var behind a rule, until the app is known to run with the value.

Each step looks first whether it is done already, so that a run which was stopped can be repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from infra.base.errors import CheckError, ConfigError, SecretError, UnavailableError
from infra.base.secret import Secret
from infra.heroku import config_var_status
from infra.heroku.client import HerokuClient, Release
from infra.heroku.config_var_status import Finding
from infra.http.transport import sendable
from infra.operate.deployed import CheckedConfigVar
from infra.operate.proof import Proof
from infra.services import Services

SLOWEST_LOOK = 5.0
"""Seconds between two looks at a release that is running."""

_RECENT = 20  # releases, among which is the one that a change has just made


class Place(NamedTuple):
    """A config var of an app, and the Heroku that has it."""

    heroku: HerokuClient
    app: str
    config_var: str

    def holds(self, release: Release, value: Secret) -> bool:
        """Tell whether the config var has that value in a release."""
        found = self.heroku.released_config_var(self.app, release["version"], self.config_var)
        return found == value


def proof_of(services: Services, check: CheckedConfigVar) -> Proof:
    """Look at a config var, its value's validator and the releases it came with.

    Raises:
        AlertsError: Heroku or Postmark could not be asked, or refused.
    """
    value = services.heroku.config_var(check.app, check.config_var)
    finding = services.judge(value, check.minimum_length, check.validator)
    holding = services.heroku.holding(check.app, check.config_var) if value else None
    return Proof(check, finding, holding)


def validate(services: Services, check: CheckedConfigVar, value: Secret) -> Finding:
    """Return what Postmark says of a value that is about to be set.

    Raises:
        ConfigError: it is no token at all.
        CheckError: Postmark refuses it.
        ServiceError: Postmark could not be asked.
    """
    try:
        sendable(value.get_secret_value(), "what was given")
    except SecretError as error:
        raise ConfigError(f"{error.message}; nothing was changed", error.next_step) from None
    finding = services.judge(value, check.minimum_length, check.validator)
    if finding.status in (config_var_status.UNSET, config_var_status.TOO_SHORT):
        raise ConfigError(
            f"what was given has fewer than {check.minimum_length} characters, so it is not a "
            "token; nothing was changed",
            "copy the token again",
        )
    if finding.status == config_var_status.INVALID:
        raise CheckError(
            "Postmark refuses the token that was given; nothing was changed",
            "copy the server token again (Postmark, Servers, the server, API Tokens)",
        )
    return finding


def wait_for_running(place: Place, patience: float, tell: Callable[[str], None]) -> None:
    """Wait for a release that is running already, whatever becomes of it.

    Raises:
        CheckError: it takes longer than `patience` seconds.
    """
    newest = place.heroku.releases(place.app)
    if newest and newest[0]["status"] == "pending":
        tell(f"Release v{newest[0]['version']} of {place.app} is already running; waiting for it …")
        ended = _wait_for_end(place, newest[0]["version"], patience)
        tell(f"Release v{ended['version']} has {ended['status']}.")


def needs_writing(place: Place, value: Secret) -> bool:
    """Tell whether a config var has another value than the one that is wanted.

    Raises:
        CheckError: it has that value, but no release with it has succeeded.
    """
    if place.heroku.config_var(place.app, place.config_var) != value:
        return True
    holding = place.heroku.holding(place.app, place.config_var)
    if holding and holding.setting is None:
        raise _release_failed(place, holding.newest)
    return False


def write(place: Place, value: Secret) -> Release | None:
    """Write a config var, and return the release that came of it, whatever its status.

    None where Heroku took the value and made no release of it.

    Raises:
        ServiceError: it was not written; or that could not be found out.
    """
    before = place.heroku.releases(place.app)
    last = before[0]["version"] if before else 0
    try:
        place.heroku.set_config_var(place.app, place.config_var, value)
    except UnavailableError as error:
        if not error.outcome_unknown:
            raise
        error.also_try("the value may have been set: the same command checks first")
        made = _find_made(place, last, value)
        if made is None:
            raise
        return made
    return _find_made(place, last, value)


def wait_until_settled(place: Place, release: Release, patience: float) -> Release:
    """Return a release once it has succeeded.

    Args:
        place: the config var.
        release: the release that sets it.
        patience: seconds it may take.

    Raises:
        CheckError: it failed, or takes longer.
    """
    ended = _wait_for_end(place, release["version"], patience)
    if ended["status"] != "succeeded":
        raise _release_failed(place, ended)
    return ended


def _find_made(place: Place, last: int, value: Secret) -> Release | None:
    recent = place.heroku.releases(place.app, _RECENT)
    newer = [release for release in reversed(recent) if release["version"] > last]
    return next((release for release in newer if place.holds(release, value)), None)


def _wait_for_end(place: Place, version: int, patience: float) -> Release:
    """Return a release once it is not pending any more."""
    began, pause = time.monotonic(), 1.0
    while True:
        recent = place.heroku.releases(place.app, _RECENT)
        release = next((entry for entry in recent if entry["version"] == version), None)
        if release and release["status"] != "pending":
            return release
        if time.monotonic() - began >= patience:
            raise CheckError(
                f"release v{version} of {place.app} is still running after {patience:.0f} s",
                f"heroku releases:output v{version} --app {place.app} shows what it does; then run "
                "the same command again: it writes nothing twice",
            )
        time.sleep(pause)
        pause = min(pause * 2, SLOWEST_LOOK)


def _release_failed(place: Place, release: Release) -> CheckError:
    version = release["version"]
    return CheckError(
        f"release v{version} of {place.app} failed: its release command did not succeed, so the "
        f"dynos run without the new {place.config_var}",
        f"heroku releases:output v{version} --app {place.app} shows why; correct that, then run "
        "the same command again",
    )
