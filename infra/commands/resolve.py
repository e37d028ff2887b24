"""`resolve RULE`: resolve a rule's Sentry issues, once the cause is proven to be gone."""

from __future__ import annotations

from typing import Any

import click

from infra.base.terminal_text import escape, printable
from infra.commands.console import data, say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import open_stack
from infra.commands.options import json_option, stack_option
from infra.operate.deployed import ManagedRule
from infra.operate.resolving import Case, case_of, proofs_of, resolve


@click.command("resolve")
@click.argument("rule")
@click.option(
    "--dry-run", is_flag=True, help="Only show what would be resolved, or what is missing."
)
@stack_option
@json_option
def command(rule: str, dry_run: bool, stack: str | None, as_json: bool) -> Exit:
    """Resolve the unresolved Sentry issues of RULE (its key, name or ID).

    Only if its config vars are ok, Postmark accepts the token, the release that set it succeeded,
    and no event has arrived since. Otherwise exits with 1 and says what is missing.
    """
    with waiting("Asking Sentry, Heroku and Postmark …"):
        deployed, _, services = open_stack(stack)
        managed = deployed.rule(rule)
        client = services.issues(managed.organization)
        case = case_of(managed, proofs_of(deployed, managed, services), client)
        if not dry_run and not case.missing:
            resolve(case.issues, client)
    tell_missing(case, managed, deployed.stack)
    if as_json:
        show_json(as_document(managed, case, dry_run=dry_run))
    else:
        show(managed, case, dry_run=dry_run)
    return Exit.WRONG if case.missing else Exit.IN_ORDER


def tell_missing(case: Case, rule: ManagedRule, stack: str) -> None:
    """Say what is missing, one line each, and what to do."""
    for sentence in case.missing:
        say(f"missing: {sentence}")
    if case.missing:
        say(f"  Next: python -m infra fix {rule.key} --stack {stack}")


def show(rule: ManagedRule, case: Case, *, dry_run: bool) -> None:
    """Print what became of each issue."""
    if not case.issues:
        say(f"{escape(rule.name)} has no unresolved issue.")
    word = "not resolved" if case.missing else "would be resolved" if dry_run else "resolved"
    mark = "✗" if case.missing else "✓"
    for issue in case.issues:
        title = printable(issue["title"], 100)
        line = f"{mark} {issue['shortId']} {word}: {title}  {issue['permalink']}"
        data().print(line, markup=False)


def as_document(rule: ManagedRule, case: Case, *, dry_run: bool) -> dict[str, Any]:
    """Return what became of it, for scripts."""
    return {
        "rule": rule.key,
        "resolved": bool(case.issues) and not case.missing and not dry_run,
        "missing": case.missing,
        "issues": [
            {
                "id": issue["id"],
                "short_id": issue["shortId"],
                "title": issue["title"],
                "url": issue["permalink"],
            }
            for issue in case.issues
        ],
    }
