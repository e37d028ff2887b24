"""`escalate`: do I wake the operator? A scheduler can run it too."""

from __future__ import annotations

import click

from infra.base.errors import AlertsError
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit, worst
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.commands.survey_output import tell_errors, tell_steps
from infra.operate.escalation import Recurrence, Setting, is_reason, reasons, suspects
from infra.operate.next_steps import steps_for_checks
from infra.operate.survey import CheckSeen, Survey, survey
from infra.services import Services


@click.command("escalate")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Decide whether to wake the operator: exit 1 and one line for each reason to do so.

    Reasons: a managed rule or monitor is missing or was disabled by hand; Sentry answers 401; the
    issue fires again after the config var behind it was set correctly.
    """
    with waiting("Asking Sentry, Heroku and the validators …"):
        opened = open_stack(stack)
        found = survey(*opened)
        recurrences, unknown = _recurrences(found, opened.services)
    why = reasons(found, recurrences)
    if as_json:
        show_json({"escalate": bool(why), "reasons": [reason._asdict() for reason in why]})
    else:
        console = data()
        for reason in why:
            console.print(f"{reason.kind}: {reason.text}", markup=False)
    errors = tell_errors(e for e in [*found.errors, *unknown] if e and not is_reason(e))
    if not why:
        sure = "No reason to wake the operator."
        say("Cannot tell whether to wake the operator." if errors else sure)
    tell_steps(steps_for_checks(found))
    return worst(errors, wrong=bool(why))


def _recurrences(
    found: Survey, services: Services
) -> tuple[list[Recurrence], list[AlertsError | None]]:
    """Return what has come in since the values were set, and why that could not be found out."""
    recurrences: list[Recurrence] = []
    errors: list[AlertsError | None] = []
    for seen, looks in suspects(found):
        try:
            if setting := _setting(looks, services):
                client = services.issues(seen.rule.organization)
                for issue in seen.issues or ():
                    events = client.newest_events(issue["id"], setting.since)
                    recurrences.append(Recurrence(seen, setting, issue, events))
        except AlertsError as error:
            errors.append(error)
    return recurrences, errors


def _setting(looks: list[CheckSeen], services: Services) -> Setting | None:
    """Return the last of the releases that set these values; None while one is not released."""
    found: list[Setting] = []
    for look in looks:
        check = look.check
        holding = services.heroku.holding(check.app, check.config_var)
        if holding is None or holding.setting is None or holding.since is None:
            return None
        found.append(Setting(check.config_var, holding.setting["version"], holding.since))
    return max(found, key=lambda setting: setting.since)
