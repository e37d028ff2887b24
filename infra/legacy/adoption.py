"""Which rule of the old API belongs to a declared one, and what that API cannot say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import ConfigError, RuleError
from infra.base.terminal_text import printable
from infra.legacy.rules import NotInOldApiError, Problem, from_rule, to_rule
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.problems import NO_FILES, Place, Places
from infra.sentry.replies import OldRule

_LONGEST_NAME = 64
"""Bytes; pulumi-sentry's own bound (jianyuan/terraform-provider-sentry 0.11.2)."""

_NODES = ("conditions", "filters", "actions")


class Declared(NamedTuple):
    """A declared rule, its project, and the alert it would be."""

    rule: AlertRule
    project: str
    document: Document


class Plan(NamedTuple):
    """What becomes of a declared rule.

    Attributes:
        rule: as declared.
        project: the rule's.
        document: the alert it would be.
        body: the rule of the old API that says the same.
        live: the rule that is there already; None where one is created.
        adopts: whether the stack takes `live` over in this run.
        on_remove: `keep` or `delete`.
    """

    rule: AlertRule
    project: str
    document: Document
    body: Document
    live: OldRule | None
    adopts: bool
    on_remove: str


def refuse_what_cannot_be_said(
    documents: Sequence[Document], namespace: str, places: Places = NO_FILES
) -> None:
    """Check that the old API, and pulumi-sentry, can say every rule.

    Args:
        documents: of `alertRules`, in its order; whom they reach is not looked at.
        namespace: the Pulumi project's name.
        places: where each rule is written, if not all are in the stack file (`rule_files`).

    Raises:
        ConfigError: with everything that cannot be said, each with its place in the config.
    """
    told = [
        f"{Place(('alertRules', index, field)).in_file(places).with_namespace(namespace)}: {text}"
        for index, document in enumerate(documents)
        for field, text in _problems(document)
    ]
    if told:
        lines = "".join(f"\n  {printable(line)}" for line in told)
        raise ConfigError(
            f"the old rules API (sentryApi: rules) cannot say this:{lines}",
            "change these entries, or remove sentryApi: rules where the server has the "
            "workflows API (sentry.io, or 26.7 and newer); nothing was changed",
        )


def plan_rules(
    declared: Sequence[Declared],
    live: Mapping[str, Sequence[OldRule]],
    deployed: Collection[Mapping[str, str]],
    page: str,
) -> list[Plan]:
    """Decide for every declared rule which live one it is.

    A rule that the last update had is known by its ID; any other by its exact name.

    Args:
        declared: every rule.
        live: the rules of each of their projects.
        deployed: the stack output `managed_rules` of the last update.
        page: the web page of all rules, for the messages.

    Raises:
        RuleError: several have one name, or one of another name says the same, which the old API
            refuses; with all such rules.
    """
    by_id = {(p, rule["id"]): rule for p, rules in live.items() for rule in rules}
    rows = {row["key"]: row for row in deployed if row.get("api") == "rules"}
    before = {
        rule.key: rows[rule.key]
        for rule, project, _ in declared
        if rule.key in rows and (project, rows[rule.key]["id"]) in by_id
    }
    claimed = {row["id"] for row in before.values()}
    free = {p: [r for r in rules if r["id"] not in claimed] for p, rules in live.items()}
    bodies = {p: [(r, _body(r)) for r in rules] for p, rules in free.items()}
    plans: list[Plan] = []
    problems: list[str] = []
    for rule, project, document in declared:
        body, row = to_rule(document), before.get(rule.key)
        named = [] if row else [other for other in free[project] if other["name"] == rule.name]
        if len(named) > 1:
            ids = ", ".join(other["id"] for other in named)
            problems.append(f"{len(named)} rules of {project} are named {rule.name!r}: {ids}")
        others = [(r["id"], r["name"], said) for r, said in bodies[project] if r not in named]
        others += [("", p.body["name"], p.body) for p in plans if p.project == project]
        problems += [
            f"{rule.name!r} says exactly what {f'rule {number}, ' if number else ''}{name!r} "
            "says; the old API refuses a duplicate"
            for number, name, theirs in others
            if theirs and all(theirs[key] == body[key] for key in body if key != "name")
        ]
        found = by_id[project, row["id"]] if row else next(iter(named), None)
        usual = row["on_remove"] if row else "keep" if found else "delete"
        kept = rule.on_remove or usual
        plans.append(Plan(rule, project, document, body, found, bool(named), kept))
    if problems:
        raise RuleError(
            "\n  ".join(["the old rules API does not allow this:", *map(printable, problems)]),
            f"delete or rename all but one of them, or give it the declared name: {page}",
        )
    return plans


def document_of(rule: Mapping[str, Any]) -> Document | None:
    """Return the document of the alert a rule would be; None where there is none."""
    try:
        return from_rule(rule)
    except NotInOldApiError:
        return None


def hidden_nodes(plan: Plan) -> str:
    """Name the parts of which the live rule has more than the declared one, as words.

    pulumi-sentry reads back only as many as its state has (0.11.2: `followShape`).
    """
    live: Mapping[str, object] = dict(plan.live or {})
    more = [
        f"{len(found) - len(plan.body[part])} more {part}"
        for part in _NODES
        if isinstance(found := live.get(part), list) and len(found) > len(plan.body[part])
    ]
    return ", ".join(more)


def _problems(document: Document) -> list[Problem]:
    problems = []
    if (size := len(document["name"].encode())) > _LONGEST_NAME:
        text = f"has {size} bytes; pulumi-sentry takes {_LONGEST_NAME} at the most"
        problems.append(Problem("name", text))
    if document.get("owner"):
        problems.append(Problem("owner", "pulumi-sentry cannot set the owner of a rule"))
    try:
        to_rule(document)
    except NotInOldApiError as error:
        problems += error.problems
    return problems


def _body(rule: OldRule) -> Document | None:
    document = document_of(rule)
    try:
        return to_rule(document) if document else None
    except NotInOldApiError:
        return None
