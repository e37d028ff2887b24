"""The sentences about a rule, made from what was decided: nothing is decided here."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from infra.base.terminal_text import printable
from infra.provider import diagnostics
from infra.provider.state import (
    WORDS,
    Properties,
    changed_fields,
    inputs_of,
    summary_of,
    words_of,
)
from infra.rules.canonical import canonical

if TYPE_CHECKING:
    from infra.provider.planning import Plan
    from infra.rules.summary import Summary
    from infra.sentry.replies import Alert

_IN_WORDS = frozenset({"payload", "recipients"})
"""The properties that the table's words are made of."""


def show_plan(plan: Plan, olds: Properties, news: Properties, page: Callable[[str], str]) -> None:
    """Show what a plan takes over, changes, and leaves alone although it looks alike.

    Args:
        plan: what was decided.
        olds: what the state has of the rule; empty where it has nothing.
        news: what it will have.
        page: gives the web page of an alert by its ID.
    """
    for alert in plan.namesakes:
        diagnostics.warn(namesake_elsewhere(alert, page(alert["id"]), plan.everybodys))
    for alert in plan.doubles:
        diagnostics.warn(double(alert, news["name"], page(alert["id"])))
    if plan.adopted:
        live = canonical(plan.adopted, owned="owner" in plan.document)
        now = inputs_of(live, plan.names, news["organization"], news["project"])
        id_ = plan.adopted["id"]
        links = [*link_changes(plan)]
        diagnostics.note(adoption(page(id_), id_, summary_of(now), summary_of(news), links))
    if olds and (said := change(olds, news, [*link_changes(plan)])):
        diagnostics.note(f"rule {news['key']} changes: {said}")


def link_changes(plan: Plan) -> Iterator[str]:
    """Say which monitors a live alert is unlinked from and linked to."""
    if plan.unlinked:
        yield f"will no longer be linked to {', '.join(map(_monitor, plan.unlinked))}"
    if plan.linked:
        yield f"will be linked to {', '.join(map(_monitor, plan.linked))}"


def _monitor(words: str) -> str:
    return f"the {words}" if " monitor" in words else words


def namesake_elsewhere(alert: Alert, page: str, everybodys: int | None = None) -> str:
    """Say that an alert of a rule's name is not the rule's.

    Args:
        alert: the live one.
        page: its web page.
        everybodys: the monitor of all projects, if there is one.
    """
    place = "another project" if alert["detectorIds"] else "no project"
    if str(everybodys) in alert["detectorIds"]:
        place = "all projects"
    return (
        f"alert {alert['id']} is also named {alert['name']!r} but is linked to {place}; it is left "
        f"alone: {page}"
    )


def double(alert: Alert, name: str, page: str) -> str:
    """Say that an alert sends what the rule of this name sends."""
    return (
        f"alert {alert['id']}, {alert['name']!r}, mails the same people for the same "
        f"events as {name!r}: a mail may come twice, as each of the two has a frequency of its "
        f"own.\n  Next: delete or disable it: {page}"
    )


def adoption(
    page: str, alert_id: str, before: Summary, after: Summary, links: Iterable[str] = ()
) -> str:
    """Say that a rule takes over a live alert, and what that changes of it.

    Args:
        page: the alert's.
        alert_id: Sentry's.
        before: the live alert in words.
        after: the rule in words.
        links: what changes of the alert's links.
    """
    changes = [
        f"\n    {field}: {printable(str(old))} => {printable(str(new))}"
        for field, old, new in zip(after._fields, before, after, strict=True)
        if old != new
    ]
    changes += [f"\n    it {said}" for said in links]
    outcome = "it will change:" + "".join(changes) if changes else "it stays as it is"
    return f"{after.name!r} adopts the alert {alert_id} that is there already, {page}; {outcome}"


def change(olds: Properties, news: Properties, links: Iterable[str] = ()) -> str:
    """Say which fields of a rule change from what to what; nothing where none does.

    Args:
        olds: what the state has.
        news: what it will have.
        links: what changes of the alert's links.
    """
    said = [f"{key} {_show(old)} -> {_show(new)}" for key, old, new in differences(olds, news)]
    said += [f"it {text}" for text in links]
    if said:
        return "; ".join(said)
    # The document has what the words do not tell apart.
    changed = changed_fields(olds, news)
    return f"{changed[0]}, see pulumi preview --diff" if changed else ""


def differences(olds: Properties, news: Properties) -> list[tuple[str, Any, Any]]:
    """Return each field of the table that differs between two inputs of a rule: from what to what.

    Words are made of the documents: those that an older release wrote may differ without a change.
    """
    changed = {*changed_fields(olds, news)}
    if not changed.isdisjoint(_IN_WORDS):
        olds, news = olds | words_of(olds), news | words_of(news)
        changed.update(WORDS)
    fields = ("organization", "project", *WORDS, "key", "on_remove")
    return [
        (field, olds.get(field), news.get(field))
        for field in fields
        if field in changed and olds.get(field) != news.get(field)
    ]


def _show(value: Any) -> str:
    return repr(value) if isinstance(value, str) else json.dumps(value)


def farewells(
    deployed: Iterable[Mapping[str, str]],
    declared: Collection[str],
    names: Collection[tuple[str, str]],
    project: str,
) -> Iterator[str]:
    """Say what becomes of the alert of each rule that is no longer declared.

    Args:
        deployed: the stack output `managed_rules` of the last update.
        declared: the keys of the rules that are declared now.
        names: their projects and names; a rule that only got another key keeps its alert.
        project: that of a deployed rule whose output does not say it, as older ones did not.
    """
    for rule in deployed:
        key = rule.get("key", "")
        if (
            key
            and key not in declared
            and (rule.get("project", project), rule["name"]) not in names
        ):
            outcome = {
                "delete": "is deleted ('onRemove: keep' would have left it alone)",
                "keep": "is left alone ('onRemove: delete' would have deleted it)",
            }[rule["on_remove"]]
            alert = f"alert {rule['id']}, {rule['url']}, {outcome}"
            yield f"{rule['name']!r} is no longer declared: {alert}"
