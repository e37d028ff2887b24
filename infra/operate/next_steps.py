"""The commands that put right what a survey found wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from infra.operate.monitor_survey import MonitorSeen
from infra.operate.survey import CheckSeen, RuleSeen, Survey


def next_steps(survey: Survey) -> list[str]:
    """Return the commands to run, the first one first; none where nothing is known to be wrong."""
    rules = steps_for_rules(survey.stack, [*survey.rules, *survey.monitors])
    rules += [f"pulumi up --stack {survey.stack}"] if survey.undeployed else []
    failing = [seen.monitor.url for seen in survey.monitors if seen.wrong]
    steps = [*rules, *_for_firing(survey), *failing, *steps_for_checks(survey)]
    return list(dict.fromkeys(steps))


def steps_for_rules(stack: str, seen: Iterable[RuleSeen | MonitorSeen]) -> list[str]:
    """Return the command that brings all back to what was declared, where something is not so."""
    drifted = any(one.moved for one in seen)
    return [f"pulumi up --stack {stack}"] if drifted else []


def steps_for_checks(survey: Survey) -> list[str]:
    """Return a command for each rule whose config var is wrong."""
    names = {look.check.guards for look in survey.checks if look.wrong}
    keys = [seen.rule.key for seen in survey.rules if seen.rule.name in names]
    return [f"python -m infra fix {key} --stack {survey.stack}" for key in keys]


def _for_firing(survey: Survey) -> Iterator[str]:
    """Give what to do about open issues whose config var is not known to be wrong."""
    for seen in survey.rules:
        looks = [look for look in survey.checks if look.check.guards == seen.rule.name]
        if not seen.issues or any(look.wrong for look in looks):
            continue
        if looks and all(_proves(look) for look in looks):
            yield f"python -m infra resolve {seen.rule.key} --stack {survey.stack}"
        else:
            yield seen.issues[0]["permalink"]


def _proves(look: CheckSeen) -> bool:
    return look.finding.delivers
