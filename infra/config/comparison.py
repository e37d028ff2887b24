"""How the rules of two stack files differ, in the words of the table."""

from __future__ import annotations

from typing import NamedTuple

from infra.config.settings import Settings
from infra.rules.alert_rule import AlertRule
from infra.rules.links import link_words, links_of
from infra.rules.recipients import names_of
from infra.rules.summary import summarise
from infra.rules.to_document import to_document

_OWN = "the stack's own"


class Difference(NamedTuple):
    """One field of a rule that two stacks declare differently."""

    field: str
    first: str
    second: str


class Comparison(NamedTuple):
    """What two stacks declare.

    Attributes:
        only_first: the rules that only the first one has.
        only_second: the rules that only the second one has.
        differing: the key in the first stack of each rule that differs, and how.
        same: how many rules are the same.
    """

    only_first: tuple[AlertRule, ...]
    only_second: tuple[AlertRule, ...]
    differing: dict[str, tuple[Difference, ...]]
    same: int

    @property
    def is_empty(self) -> bool:
        """True where both declare the same rules."""
        return not (self.only_first or self.only_second or self.differing)


def compare(first: Settings, second: Settings) -> Comparison:
    """Compare the rules of two stacks; one is known in the other by its key, else by its name."""
    pairs = _pairs(first.alert_rules, second.alert_rules)
    found = {a.key: _differences(_words(a, first), _words(b, second)) for a, b in pairs}
    differing = {key: differences for key, differences in found.items() if differences}
    matched = {id(rule) for pair in pairs for rule in pair}
    return Comparison(
        tuple(rule for rule in first.alert_rules if id(rule) not in matched),
        tuple(rule for rule in second.alert_rules if id(rule) not in matched),
        differing,
        len(pairs) - len(differing),
    )


def _pairs(
    first: tuple[AlertRule, ...], second: tuple[AlertRule, ...]
) -> list[tuple[AlertRule, AlertRule]]:
    left = {rule.key: rule for rule in second}
    pairs = [(rule, left.pop(rule.key)) for rule in first if rule.key in left]
    by_name = {rule.name: rule for rule in left.values()}
    keyed = {rule.key for rule, _ in pairs}
    others = [rule for rule in first if rule.key not in keyed]
    return pairs + [(rule, by_name[rule.name]) for rule in others if rule.name in by_name]


def _words(rule: AlertRule, settings: Settings) -> dict[str, str]:
    """Return what a rule says; the stack's own project is the same in every stack."""
    numbered = {who: str(number) for number, who in enumerate(rule.recipients, start=1)}
    words = summarise(to_document(rule, [], numbered), names_of(numbered))._asdict()
    project, own = settings.project_of(rule), settings.sentry_project
    home = _OWN if project == own else project
    linked = [
        home if one == project else one for one in link_words(links_of(rule, project), project)
    ]
    status = "live" if words.pop("enabled") else "disabled"
    return {**words, "project": ", ".join(linked), "status": status}


def _differences(first: dict[str, str], second: dict[str, str]) -> tuple[Difference, ...]:
    return tuple(
        Difference(field, first[field] or "none", second[field] or "none")
        for field in first
        if first[field] != second[field]
    )
