"""Which rule of the old API a declared one stands for, and what that API cannot say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from infra.documents import Document
from infra.errors import ConfigError, RuleError, printable
from infra.legacy import NotInOldApiError, Problem, from_rule, to_rule
from infra.rules import AlertRule
from infra.sentry_replies import OldRule

_LONGEST_NAME = 64
"""Bytes; pulumi-sentry's own bound (jianyuan/terraform-provider-sentry 0.11.2)."""

_NODES = ("conditions", "filters", "actions")


class Plan(NamedTuple):
    """What becomes of a declared rule.

    Attributes:
        document: the alert it would be.
        body: the rule of the old API that says the same.
        live: the rule that is there already; None where one is created.
        adopts: whether the stack takes `live` over in this run.
        on_remove: `keep` or `delete`.
    """

    document: Document
    body: Document
    live: OldRule | None
    adopts: bool
    on_remove: str


def refuse_what_cannot_be_said(documents: Sequence[Document], namespace: str) -> None:
    """Check that the old API, and pulumi-sentry, can say every rule.

    Args:
        documents: of `alertRules`, in its order; whom they reach is not looked at.
        namespace: the Pulumi project's name.

    Raises:
        ConfigError: with everything that cannot be said, each with its place in the config.
    """
    lines = [
        f"\n  {namespace}:alertRules[{index}].{problem.field}: {problem.text}"
        for index, document in enumerate(documents)
        for problem in _problems(document)
    ]
    if lines:
        raise ConfigError(
            f"the old rules API (sentryApi: rules) cannot say this:{''.join(lines)}",
            "change these entries, or remove sentryApi: rules where the server has the "
            "workflows API (sentry.io, or 26.7 and newer); nothing was changed",
        )


def planned(
    rules: Sequence[AlertRule],
    documents: Sequence[Document],
    live: Sequence[OldRule],
    deployed: Collection[Mapping[str, str]],
    page: str,
) -> list[Plan]:
    """Decide for every declared rule which live one it is.

    A rule that the last update had is known by its ID; any other by its exact name.

    Args:
        rules: as declared.
        documents: of the rules.
        live: the project's rules.
        deployed: the stack output `managed_rules` of the last update.
        page: the web page of all rules, for the messages.

    Raises:
        RuleError: several have one name, or one of another name says the same, which the old API
            refuses; with all such rules.
    """
    by_id = {rule["id"]: rule for rule in live}
    before = {row["key"]: row for row in deployed if row.get("id") in by_id}
    claimed = {before[rule.key]["id"] for rule in rules if rule.key in before}
    free = [rule for rule in live if rule["id"] not in claimed]
    plans: list[Plan] = []
    problems: list[str] = []
    for rule, document in zip(rules, documents, strict=True):
        body, row = to_rule(document), before.get(rule.key)
        named = [] if row else [other for other in free if other["name"] == rule.name]
        if len(named) > 1:
            ids = ", ".join(other["id"] for other in named)
            problems.append(f"{len(named)} rules of the project are named {rule.name!r}: {ids}")
        others = [(r["id"], r["name"], _body(r)) for r in free if r not in named]
        others += [("", plan.body["name"], plan.body) for plan in plans]
        problems += [
            f"{rule.name!r} says exactly what {f'rule {number}, ' if number else ''}{name!r} "
            "says; the old API refuses a duplicate"
            for number, name, theirs in others
            if theirs and all(theirs[key] == body[key] for key in body if key != "name")
        ]
        found = by_id[row["id"]] if row else next(iter(named), None)
        usual = row["on_remove"] if row else "keep" if found else "delete"
        plans.append(Plan(document, body, found, bool(named), rule.on_remove or usual))
    if problems:
        raise RuleError(
            "\n  ".join(["the old rules API does not allow this:", *map(printable, problems)]),
            f"delete or rename all but one of them, or give it the declared name: {page}",
        )
    return plans


def understood(rule: OldRule) -> Document | None:
    """Return the document of the alert a live rule would be; None where there is none."""
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
    document = understood(rule)
    try:
        return to_rule(document) if document else None
    except NotInOldApiError:
        return None
