"""What an expert would question about valid rules and checks.

It reads the documents that Sentry would be sent: a new kind of condition needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from infra.lint import cannot_fire
from infra.lint.readable_rule import MINUTES, Declared, recipient_of
from infra.rules.canonical import Document
from infra.rules.problems import Place, Problem


def on_rule(declared: Declared, root: Path) -> Iterator[Problem]:
    """Yield what is odd about a rule alone.

    Args:
        declared: the rule.
        root: the folder that runbook pages are named from.
    """
    rule = declared.rule
    if rule.matches_everything:
        text = "every event of the project matches, so any error may wake somebody"
        yield declared.problem("matchesEverything", text, "no-filter")
    if not rule.enabled:
        yield declared.problem("enabled", "the rule is in Sentry but notifies nobody", "disabled")
    yield from _runbook(declared, root)
    yield from cannot_fire.fires(declared)
    yield from _too_often(declared)
    yield from _recipients(declared)


def on_checks(checks: Sequence[Any], rules: Sequence[Declared]) -> Iterator[Problem]:
    """Yield each check that watches behind a rule that never speaks.

    Args:
        checks: the raw entries of `configVarChecks`.
        rules: the rules that could be read.
    """
    silent = {name for d in rules if not d.rule.enabled for name in (d.rule.key, d.rule.name)}
    for index, check in enumerate(checks):
        guards = check.get("guards") if isinstance(check, dict) else None
        if isinstance(guards, str) and guards in silent:
            place = Place(("configVarChecks", index, "guards"))
            text = f"the rule {guards!r} is disabled: nobody is notified when the config var fails"
            yield Problem(place, text, "idle-check")


def _runbook(declared: Declared, root: Path) -> Iterator[Problem]:
    page = declared.rule.runbook
    if page is None:
        text = "is missing: the person on call has no page that says what to do"
        yield declared.problem("runbook", text, "runbook")
    elif "://" not in page and not (root / page.partition("#")[0]).is_file():
        yield declared.problem("runbook", f"there is no file {page!r} in the project", "runbook")


def _too_often(declared: Declared) -> Iterator[Problem]:
    frequency = declared.document["config"]["frequency"]
    for _, condition in declared.conditions:
        comparison = condition["comparison"]
        interval = comparison.get("interval") if isinstance(comparison, dict) else None
        minutes = MINUTES.get(str(interval), 0)
        if 0 < frequency < minutes:
            text = (
                f"{frequency} min is shorter than the {interval} in which events are counted: one "
                f"burst is reported up to {-(-minutes // frequency)} times; write {minutes} min or "
                "more"
            )
            yield declared.problem("frequency", text, "short-frequency")


def _recipients(declared: Declared) -> Iterator[Problem]:
    for group in declared.document["actionFilters"]:
        actions = [recipient_of(action) for action in group["actions"]]
        for who in sorted({who for who in actions if actions.count(who) > 1}):
            yield declared.problem(
                "action", f"{who} is notified {actions.count(who)} times", "told-twice"
            )
        if actions and all(_falls_through(action) for action in group["actions"]):
            text = "when nobody owns the issue, nobody is notified (NoOne); add another recipient"
            yield declared.problem("action", text, "nobody")


def _falls_through(action: Document) -> bool:
    return bool(action["data"].get("fallthroughType") == "NoOne")
