"""`verify`: is every alert rule that was deployed live in Sentry, as it was deployed?"""

from __future__ import annotations

from typing import Any

import click

from infra.commands.console import Exit, data, say, show_json, waiting, worst
from infra.commands.options import json_option, stack_option
from infra.services import Services
from infra.stack_files import settings_of
from infra.stack_outputs import read_deployed
from infra.survey import RuleSeen, distinct, look_at_rules


@click.command("verify")
@stack_option
@json_option
def command(stack: str | None, as_json: bool) -> Exit:
    """Ask Sentry for every alert rule of the stack; print the name and ID of each.

    Exits with 1 when one is missing, drifted or disabled.
    """
    with waiting("Asking Sentry …"):
        deployed = read_deployed(stack)
        seen = look_at_rules(deployed, Services(settings_of(deployed.stack)))
    if as_json:
        show_json([as_document(rule) for rule in seen])
    else:
        console = data()
        for rule in seen:
            console.print(_line(rule), markup=False)
    errors = list(distinct(rule.error for rule in seen))
    for error in errors:
        say(f"error: {error}")
    return worst(errors, wrong=tell_differences(seen, deployed.stack))


def as_document(seen: RuleSeen) -> dict[str, Any]:
    """Return what is known of a rule, for scripts."""
    differences = seen.standing.differences if seen.standing else ()
    last_triggered = seen.standing.last_triggered if seen.standing else ""
    return {
        "key": seen.rule.key,
        "name": seen.rule.name,
        "id": seen.rule.id,
        "url": seen.rule.url,
        "status": seen.status,
        "last_triggered": last_triggered or None,
        "differences": [difference._asdict() for difference in differences],
    }


def tell_differences(seen: list[RuleSeen], stack: str) -> bool:
    """Tell which alerts are not as they were deployed, and the next command; False for none."""
    wrong = [rule for rule in seen if rule.standing and not rule.standing.in_order]
    for rule in wrong:
        if rule.status == "missing":
            say(f"missing: {rule.rule.name} ({rule.rule.id})")
        for difference in rule.standing.differences if rule.standing else ():
            say(f"{rule.rule.name} ({rule.rule.id}): {difference}")
    if wrong:
        say(f"  Next: pulumi up --stack {stack}")
    return bool(wrong)


def _line(seen: RuleSeen) -> str:
    good = seen.standing is not None and seen.standing.in_order
    mark = "✓" if good else "✗" if seen.standing else "?"
    status = "" if seen.status == "live" else f"  {seen.status}"
    return f"{mark} {seen.rule.id}  {seen.rule.name}{status}"
