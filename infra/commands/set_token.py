"""`set-token`: set a checked config var without showing it, and prove that it works."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from infra.base.errors import CheckError
from infra.base.secret import Secret
from infra.commands.console import data, say, show_json, waiting
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option, wait_option
from infra.commands.prompts import Asking, asking_options, choose
from infra.heroku import config_var_status
from infra.heroku.client import Release
from infra.heroku.postmark import Server
from infra.operate.deployed import CheckedConfigVar
from infra.operate.set_config_var import (
    Place,
    needs_writing,
    validate,
    wait_for_running,
    wait_until_settled,
    write,
)
from infra.services import Services


class Change(NamedTuple):
    """The outcome of setting a config var.

    Attributes:
        written: False where it had the value already.
        release: the release that it made; None where it made none.
        server: the Postmark server that the value belongs to; None where nothing validates it.
    """

    written: bool
    release: Release | None
    server: Server | None


@click.command("set-token")
@click.argument("config_var", required=False)
@asking_options
@wait_option
@stack_option
@json_option
def command(
    config_var: str | None,
    asking: Asking,
    wait: float,
    stack: str | None,
    as_json: bool,
) -> None:
    """Set a config var that the stack checks; its value is never shown.

    CONFIG_VAR is its name, its app, both as APP/CONFIG_VAR, or the rule that it guards; by default
    the stack's only one. The value is asked for without echo. Postmark validates it before it is
    written, and again as Heroku holds it afterwards. Writing it makes a release, which restarts
    the dynos; a value that is already set is not written again.
    """
    with waiting("Reading what is deployed …"):
        deployed, _, services = open_stack(stack, alerts=False)
    check = choose(deployed.checks, config_var, deployed.stack)
    value = asking.secret(f"{check.config_var} of {check.app}", services.connections)
    change = set_config_var(services, check, value, wait, asking)
    if as_json:
        show_json(_document(check, change))
    else:
        show(check, change)


def set_config_var(
    services: Services, check: CheckedConfigVar, value: Secret, patience: float, asking: Asking
) -> Change:
    """Validate a value, write it if it differs, wait for the release, and validate what is there.

    Raises:
        AlertsError: at the first step that cannot be done; it says what was changed and what not.
    """
    place = Place(services.heroku, check.app, check.config_var)
    with waiting("Asking Postmark …"):
        finding = validate(services, check, value)
    if finding.server and not finding.delivers:
        say(
            f"warning: {finding.server.name} is a sandbox server: "
            "it accepts mail but delivers none."
        )
    with waiting("Asking Heroku …"):
        wait_for_running(place, patience, say)
        writes = needs_writing(place, value)
    release = None
    if writes:
        asking.confirm(
            f"Setting {check.config_var} of {check.app} makes a release and restarts its dynos. "
            "Go on?"
        )
        release = write(place, value)
    else:
        say(f"{check.app} has this {check.config_var} already: nothing written, no restart.")
    if release:
        say(f"Release v{release['version']} of {check.app} is created; waiting until it succeeds …")
        with waiting(f"Release v{release['version']} …"):
            release = wait_until_settled(place, release, patience)
    with waiting("Asking Postmark about what Heroku holds now …"):
        server = _confirm_held(services, place, check, value)
    return Change(writes, release, server)


def show(check: CheckedConfigVar, change: Change) -> None:
    """Print what became of it."""
    release = f", release v{change.release['version']}" if change.release else ""
    console = data()
    console.print(f"✓ {check.app} {check.config_var}: set{release}", markup=False)
    if change.server:
        server = f"server={change.server.name} id={change.server.id}"
        console.print(f"✓ Postmark token valid {server}", markup=False)


def _confirm_held(
    services: Services, place: Place, check: CheckedConfigVar, value: Secret
) -> Server | None:
    held = place.heroku.config_var(place.app, place.config_var)
    finding = services.judge(held, check.minimum_length, check.validator)
    if held != value or finding.status != config_var_status.OK:
        raise CheckError(
            f"{place.config_var} of {place.app} is not what was set a moment ago (it is "
            f"{finding.status}): somebody else changed it",
            f"heroku releases --app {place.app} shows who; then run the same command again",
        )
    return finding.server


def _document(check: CheckedConfigVar, change: Change) -> dict[str, Any]:
    release = change.release
    return {
        "app": check.app,
        "config_var": check.config_var,
        "written": change.written,
        "release": release and {"version": release["version"], "status": release["status"]},
        "server": change.server and change.server.name,
        "server_id": change.server and change.server.id,
    }
