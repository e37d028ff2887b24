"""Complaints about the stack config that no entry shows alone: doubles, checks of no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import quoted
from infra.config.monitor_checks import monitor_problems
from infra.config.repeated import find_repeated, key_of, list_at
from infra.rules.links import id_of_claim
from infra.rules.problems import Place, Problem, join_some
from infra.rules.scalars import as_list

MOST_PROBLEMS = 40
"""Lines of one report; who reads it corrects these and runs the command again."""


def cross_entry_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Complain of what one entry alone cannot show, and of rules that would match everything.

    It reads the raw config, so that these are in the same report as every other problem.
    """
    rules = {
        i: rule for i, rule in enumerate(list_at(data, "alertRules")) if isinstance(rule, dict)
    }
    names = {index: str(rule.get("name")) for index, rule in rules.items()}
    keys = {index: key_of(rule) for index, rule in rules.items()}
    # Sentry's names are only looked up within a project; a key is a resource of the stack.
    projects = {i: _projects(rule, data.get("sentryProject")) for i, rule in rules.items()}
    # A key of its own, and the ID of its alert, tell one rule of a name from another.
    many = Counter(keys.values())
    keyed = {i for i, r in rules.items() if r.get("key") and many[keys[i]] == 1}
    keyed = set() if _old_api(data) else keyed
    yield from find_repeated("name", names, projects, keyed)
    yield from find_repeated("key", keys, dict.fromkeys(keys, ("",)))
    claims = {i: id_of_claim(rule["alert"]) for i, rule in rules.items() if "alert" in rule}
    yield from find_repeated("alert", claims, dict.fromkeys(claims, ("",)))
    for index, rule in rules.items():
        place = Place(("alertRules", index))
        yield from _link_problems(place, rule, _old_api(data))
        groups = {place: rule} | {
            place.inside("also", number): group
            for number, group in enumerate(as_list(rule.get("also", [])))
            if isinstance(group, dict)
        }
        for where, group in groups.items():
            yield from _matches(where, group, _everything(rule))
            yield from _notifies(where, group)
    yield from _check_problems(data, list(names.values()), list(keys.values()))
    yield from monitor_problems(data)


def _check_problems(
    data: Mapping[str, Any], names: Sequence[str], keys: Sequence[str]
) -> Iterator[Problem]:
    """Complain of checks of the same config var, and of those that guard no rule."""
    seen: dict[object, int] = {}
    rules, strays = {*names, *keys}, 0
    for index, check in enumerate(list_at(data, "configVarChecks")):
        here = Place(("configVarChecks", index))
        same = (
            repr((check.get("app"), check.get("configVar"))) if isinstance(check, dict) else index
        )
        if (first := seen.setdefault(same, index)) != index:
            text = f"repeats the config var of configVarChecks[{first}]"
            yield Problem(here, text, "repeated")
        guards = check.get("guards") if isinstance(check, dict) else None
        declared = isinstance(data.get("alertRules"), list)
        if declared and isinstance(guards, str) and guards not in rules:
            strays += 1  # guessing what was meant takes long, so only where it will be shown
            guess = did_you_mean(guards, keys) if strays <= MOST_PROBLEMS else ""
            text = (
                f"no rule has the key or name {quoted(guards)}{guess}; "
                f"keys: {join_some(keys, ', ') or 'none'}"
            )
            yield Problem(here.inside("guards"), text, "unknown-rule")


def _projects(rule: Mapping[str, Any], usual: Any) -> tuple[str, ...]:
    several = rule.get("projects")
    if isinstance(several, list) and several:
        return tuple(str(project) for project in several)
    return (str(rule.get("project") or usual),)


def _old_api(data: Mapping[str, Any]) -> bool:
    return data.get("sentryApi") == "rules"


def _link_problems(place: Place, rule: Mapping[str, Any], old_api: bool) -> Iterator[Problem]:
    """Complain of keys that say two things of what the alert is linked to."""
    written = [key for key in ("project", "projects", "allProjects") if rule.get(key)]
    for key in written[1:]:
        text = f"contradicts {written[0]}; write one of them"
        yield Problem(place.inside(key), text, "value")
    own = rule.get("allProjects") or ("monitors" in rule and not written)
    if rule.get("projectMonitor") and own:
        text = "chooses among a project's own monitors, and the entry names no project"
        yield Problem(place.inside("projectMonitor"), text, "value")
    for key in ("projects", "allProjects", "projectMonitor", "monitors", "alert"):
        if old_api and key in rule:
            text = "is nothing that the old API has (sentryApi: rules)"
            yield Problem(place.inside(key), text, "value")


def _everything(rule: Mapping[str, Any]) -> str:
    """Return what a rule without a filter is about, in words."""
    own = rule.keys() & {"project", "projects", "allProjects", "projectMonitor"}
    if rule.get("monitors") and not own:
        return "issue of its monitors"
    return "event of the project"


def _matches(place: Place, rule: Mapping[str, Any], each: str) -> Iterator[Problem]:
    everything = rule.get("matchesEverything") is True
    if rule.get("filter", []) == [] and not everything:
        text = (
            f"is missing, so every {each} would alert; write a filter, or "
            "'matchesEverything: true' if that is intended"
        )
        yield Problem(place.inside("filter"), text, "missing-key")
    if rule.get("filter") and everything:
        text = "contradicts the filter; remove one of the two"
        yield Problem(place.inside("matchesEverything"), text, "value")


def _notifies(place: Place, rule: Mapping[str, Any]) -> Iterator[Problem]:
    nobody = rule.get("notifiesNobody") is True
    if rule.get("action", []) == [] and not nobody:
        what = "is empty" if "action" in rule else "is missing"
        text = f"{what}; write an action, or 'notifiesNobody: true' if that is meant"
        yield Problem(place.inside("action"), text, "missing-key")
    if rule.get("action") and nobody:
        text = "contradicts the action; remove one of the two"
        yield Problem(place.inside("notifiesNobody"), text, "value")
