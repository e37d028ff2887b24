"""`fix [RULE]`: the whole repair in one command; after an interruption it can be run again."""

from __future__ import annotations

import click

from infra.base.errors import AlertsError, ConfigError
from infra.base.plural import count
from infra.base.terminal_text import escape
from infra.commands.console import say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import open_stack
from infra.commands.options import duration_option, json_option, stack_option, wait_option
from infra.commands.prompts import Asking, asking_options
from infra.commands.resolve import as_document, show, tell_missing
from infra.commands.set_token import set_config_var
from infra.operate.deployed import Deployed, ManagedRule
from infra.operate.proof import Proof, left_to_watch, quiet_since
from infra.operate.resolving import Case, case_of, proofs_of, resolve, unresolved, watch
from infra.operate.set_config_var import Place, wait_for_running
from infra.operate.times import utc_second
from infra.sentry.issues import Issues
from infra.services import Services


@click.command("fix")
@click.argument("rule", required=False)
@duration_option(
    "--watch",
    "watched",
    default="10m",
    text="How long no event may arrive before the issue is resolved; 0s looks once.",
)
@asking_options
@wait_option
@stack_option
@json_option
def command(
    rule: str | None,
    watched: float,
    asking: Asking,
    wait: float,
    stack: str | None,
    as_json: bool,
) -> Exit:
    """Diagnose, set the token, wait for the release, validate, watch for events, resolve.

    RULE is a rule's key, name or ID; by default the stack's only one. Steps that
    are already done are skipped, so an interrupted run can simply be repeated.
    """
    with waiting("Reading what is deployed …"):
        deployed, _, services = open_stack(stack)
    managed = _pick_rule(deployed, rule)
    try:
        client = services.issues(managed.organization)
        say(f"1 of 4  Diagnosis of {escape(managed.name)}")
        proofs = _diagnose(deployed, managed, services, client, wait)
        say("2 of 4  Config vars")
        for proof in proofs:
            _set_if_wrong(services, proof, wait, asking)
        case = _watch_and_resolve(deployed, managed, services, client, watched)
    except (KeyboardInterrupt, click.Abort):
        say("Stopped. Run the same command again to continue from here.")
        return Exit.WRONG
    tell_missing(case, managed, deployed.stack)
    if as_json:
        show_json(as_document(managed, case, dry_run=False))
    else:
        show(managed, case, dry_run=False)
    return Exit.WRONG if case.missing else Exit.IN_ORDER


def _pick_rule(deployed: Deployed, rule: str | None) -> ManagedRule:
    if rule is not None:
        return deployed.rule(rule)
    if len(deployed.managed_rules) != 1:
        known = ", ".join(entry.key for entry in deployed.managed_rules) or "none"
        raise ConfigError(f"stack {deployed.stack} has several rules: {known}", "name one of them")
    return deployed.managed_rules[0]


def _diagnose(
    deployed: Deployed,
    rule: ManagedRule,
    services: Services,
    client: Issues,
    patience: float,
) -> list[Proof]:
    """Tell what is wrong; a release that is running already is waited for.

    An alert that is gone, or a Sentry that does not answer, keeps nobody from setting the token.
    """
    for check in deployed.checks_of(rule):
        place = Place(services.heroku, check.app, check.config_var)
        with waiting("Asking Heroku …"):
            wait_for_running(place, patience, say)
    with waiting("Asking Heroku and Postmark …"):
        proofs = proofs_of(deployed, rule, services)
    for proof in proofs:
        say(f"        {proof.check.app} {proof.check.config_var}: {proof.finding.status}")
    try:
        with waiting("Asking Sentry …"):
            issues = unresolved(rule, client)
    except AlertsError as error:
        say(f"        Sentry: {error}")
        return proofs
    for issue in issues:
        events = count(int(issue["count"]), "event")
        seen = utc_second(issue["lastSeen"])
        say(f"        {issue['shortId']}: {events}, the last at {seen}")
    if not issues:
        say("        no unresolved issue")
    return proofs


def _set_if_wrong(services: Services, proof: Proof, patience: float, asking: Asking) -> None:
    """Set a config var that is not in order."""
    check = proof.check
    if proof.good:
        say(f"        {check.app} {check.config_var} is valid; nothing to set.")
        return
    value = asking.secret(f"{check.config_var} of {check.app}", services.connections)
    change = set_config_var(services, check, value, patience, asking)
    if change.server:
        say(f"        Postmark token valid server={change.server.name} id={change.server.id}")


def _watch_and_resolve(
    deployed: Deployed,
    rule: ManagedRule,
    services: Services,
    client: Issues,
    watched: float,
) -> Case:
    """Watch for new events, then resolve the issues if nothing is missing."""
    with waiting("Asking Heroku and Postmark …"):
        proofs = proofs_of(deployed, rule, services)
    if since := quiet_since(proofs):
        seconds = left_to_watch(proofs, watched)
        say(f"3 of 4  Events after {utc_second(since)}: watching for {_span(seconds)}")
        with waiting("Watching; Ctrl-C stops, and the same command continues …"):
            watch(rule, since, seconds, client)
    say("4 of 4  Resolving")
    with waiting("Asking Sentry, Heroku and Postmark once more …"):
        case = case_of(rule, proofs_of(deployed, rule, services), client)
        if not case.missing:
            resolve(case.issues, client)
    return case


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * 60 else f"{seconds / 60:.0f} min"
