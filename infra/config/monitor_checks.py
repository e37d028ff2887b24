"""Complaints about monitors that no entry shows alone: doubles, rules that name none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import quoted
from infra.config.repeated import find_repeated, key_of, list_at
from infra.monitors.canonical import TYPES
from infra.rules.links import id_of_claim
from infra.rules.problems import Place, Problem, join_some
from infra.rules.scalars import as_list

_ENTRIES = ("monitors", "monitors")


def monitor_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Complain of monitors that share what must be each one's own, and of rules that name none.

    Args:
        data: the raw stack config.
    """
    monitors = {i: m for i, m in enumerate(list_at(data, "monitors")) if isinstance(m, dict)}
    keys = {index: key_of(monitor) for index, monitor in monitors.items()}
    names = {index: str(monitor.get("name")) for index, monitor in monitors.items()}
    usual = data.get("sentryProject")
    places = {i: (f"{type_of(m)} {m.get('project') or usual}",) for i, m in monitors.items()}
    many = Counter(keys.values())
    keyed = {i for i, m in monitors.items() if m.get("key") and many[keys[i]] == 1}
    yield from find_repeated("name", names, places, keyed, _ENTRIES)
    yield from find_repeated("key", keys, dict.fromkeys(keys, ("",)), entries=_ENTRIES)
    claims = {i: id_of_claim(m["monitor"]) for i, m in monitors.items() if "monitor" in m}
    yield from find_repeated("monitor", claims, dict.fromkeys(claims, ("",)), entries=_ENTRIES)
    slugs = {i: str(m["cron"].get("slug", "")) for i, m in monitors.items() if _is_cron(m)}
    for problem in find_repeated("slug", slugs, dict.fromkeys(slugs, ("",)), entries=_ENTRIES):
        yield problem._replace(
            place=_in_cron(problem.place), earlier=tuple(map(_in_cron, problem.earlier))
        )
    if data.get("sentryApi") == "rules" and monitors:
        text = "is nothing that the old API has (sentryApi: rules)"
        yield Problem(Place(("monitors",)), text, "value")
    if data.get("monitors") is None or isinstance(data["monitors"], list):
        yield from _strays(data, list(keys.values()))


def _strays(data: Mapping[str, Any], keys: Sequence[str]) -> Iterator[Problem]:
    """Complain of rules that name a monitor which the stack does not declare."""
    for index, rule in enumerate(list_at(data, "alertRules")):
        named = as_list(rule.get("monitors", [])) if isinstance(rule, dict) else []
        for number, entry in enumerate(named):
            key = entry.get("key") if isinstance(entry, dict) else entry
            if isinstance(key, str) and key not in keys:
                text = (
                    f"no monitor of this stack has the key {quoted(key)}{did_you_mean(key, keys)}; "
                    f"keys: {join_some(keys, ', ') or 'none'}; one that is not declared here is "
                    "named by {name: …} or {id: …}"
                )
                yield Problem(
                    Place(("alertRules", index, "monitors", number)), text, "unknown-monitor"
                )


def type_of(monitor: Mapping[str, Any]) -> str:
    """Return Sentry's name of the type of a monitor, whose entry may be wrong."""
    raw = monitor.get("raw")
    if isinstance(raw, dict):
        return str(raw.get("type"))
    return next((type_ for kind, type_ in TYPES.items() if kind in monitor), "")


def _is_cron(monitor: Mapping[str, Any]) -> bool:
    return isinstance(monitor.get("cron"), dict) and bool(monitor["cron"].get("slug"))


def _in_cron(place: Place) -> Place:
    *entry, key = place.location
    return place._replace(location=(*entry, "cron", key))
