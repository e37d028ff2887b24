"""The live alerts and monitors that another tool's resources, or old rules, have become."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from infra.base.errors import ConfigError, RuleError
from infra.base.terminal_text import printable
from infra.legacy.rules import NotInOldApiError, from_rule
from infra.operate.handover import ALERT, MONITOR, OLD_RULE, Handover, Resource
from infra.operate.moving_in import Candidate
from infra.rules.canonical import Document
from infra.sentry import adoption
from infra.sentry.inventory import Inventory
from infra.sentry.replies import Alert, LiveMonitor

_AT_A_TIME = 4  # requests


class Pair(NamedTuple):
    """A resource of another tool, and the alert or monitor that it manages."""

    resource: Resource
    live: Mapping[str, Any]

    @property
    def is_monitor(self) -> bool:
        """True for a monitor, whose ID an alert may have too."""
        return self.resource.kind == MONITOR


def find_live(handover: Handover, file: str, sentry: Inventory) -> list[Pair]:
    """Return the live alert or monitor of each resource that is about one.

    Args:
        handover: what the other tool manages.
        file: its name, for messages.
        sentry: what the organization has.

    Raises:
        ConfigError: with everything that is gone.
    """
    wanted = handover.of(ALERT, OLD_RULE, MONITOR)
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        found = list(threads.map(lambda one: _live(one, sentry), wanted))
    gone = [
        f"{one.address}: Sentry has no {one.kind} {one.id} any more"
        for one, live in zip(wanted, found, strict=True)
        if live is None
    ]
    if gone:
        lines = "".join(f"\n    {printable(line)}" for line in gone)
        refresh = {"Terraform": "terraform apply -refresh-only", "Pulumi": "pulumi refresh"}
        raise ConfigError(
            f"{file} has what is gone in Sentry:{lines}",
            f"{refresh[handover.tool]} drops it from the state; then export it again; nothing was "
            "written",
        )
    return [Pair(one, live) for one, live in zip(wanted, found, strict=True) if live]


def _live(resource: Resource, sentry: Inventory) -> Alert | LiveMonitor | None:
    id_ = resource.id
    if resource.kind == MONITOR:
        return sentry.monitors.everything().get(id_)
    if resource.kind == OLD_RULE:
        id_ = sentry.api.of_old_rule(resource.id) or ""
    return sentry.alert(id_) if id_ else None


def candidates_of(pairs: Sequence[Pair], taken: Mapping[str, str]) -> list[Candidate]:
    """Return what entries are wanted for: each once, under the key of its first resource.

    Args:
        pairs: resources with their alerts, or with their monitors.
        taken: the IDs of those that have an entry already.
    """
    first: dict[str, Pair] = {}
    for pair in pairs:
        first.setdefault(pair.live["id"], pair)
    return [
        Candidate(pair.live, pair.resource.key) for id_, pair in first.items() if id_ not in taken
    ]


def read_old_rules(text: str, file: str) -> list[dict[str, Any]]:
    """Read what the old API answered for all rules of a project.

    Raises:
        ConfigError: it is something else.
    """
    step = "give what GET /projects/{organization}/{project}/rules/ answered"
    try:
        rules = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file} is not JSON: {printable(str(error))}", step) from None
    if isinstance(rules, dict) and "conditions" in rules:
        raise ConfigError(f"{file} is one rule, not a list", "give it to --rule-json")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise ConfigError(f"{file} is not a list of rules", step)
    return rules


def document_of_rule(rule: Mapping[str, Any], own: dict[str, int], file: str) -> Document:
    """Return the document of the alert that does what an old rule does.

    Args:
        rule: as the old API answers it.
        own: the monitors of its project, type to ID.
        file: where it is from, for messages.

    Raises:
        ConfigError: it is no rule.
        RuleError: no alert does that.
    """
    try:
        found = from_rule(rule, adoption.chosen_detectors((), own))
    except NotInOldApiError as error:
        lines = "".join(f"\n    {printable(f'{p.field}: {p.text}')}" for p in error.problems)
        raise RuleError(
            f"no alert does what the rule {rule.get('name')!r} does:{lines}",
            "write the entry by hand: docs/writing-rules.md",
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ConfigError(
            f"{file} is not the JSON of a rule: {printable(repr(error))}",
            "give what GET /projects/{organization}/{project}/rules/{rule}/ answered",
        ) from None
    created = {"dateCreated": rule["dateCreated"]} if rule.get("dateCreated") else {}
    return found | created


def candidates_of_rules(
    rules: Sequence[Mapping[str, Any]],
    project: str,
    home: str,
    file: str,
    taken: Mapping[str, str],
    sentry: Inventory,
) -> list[Candidate]:
    """Return what entries are wanted for: an entry says what its rule says.

    A rule of a name that several have is known by the ID of the alert that it has become.

    Args:
        rules: of one project.
        project: its slug.
        home: slug of the stack's project.
        file: where they are from, for messages.
        taken: the IDs of alerts that have an entry already.
        sentry: what the organization has.

    Raises:
        ConfigError: one is no rule.
        RuleError: with every rule that no alert does the same as.
    """
    own = sentry.detectors(project)
    names = Counter(str(rule.get("name")).strip() for rule in rules)
    found, problems = [], []
    for rule in rules:
        try:
            document = document_of_rule(rule, own, file)
        except RuleError as error:
            problems.append(error.message)
            continue
        name = document["name"].strip()
        live = [a["id"] for a in sentry.namesakes(frozenset(own.values()), name, frozenset)]
        links: dict[str, Any] = {} if project == home else {"project": project}
        if len(live) > 1 or names[name] > 1:
            live = [id_] if (id_ := sentry.api.of_old_rule(str(rule.get("id")))) else []
            links |= {"alert": live[0]} if live else {}
        if not (live and live[0] in taken):
            found.append(Candidate(document, "", links))
    if problems:
        raise RuleError("\n".join(problems), "write those entries by hand: docs/writing-rules.md")
    return found
