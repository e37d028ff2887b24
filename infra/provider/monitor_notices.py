"""The sentences about a monitor, made from what was decided: nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from infra.base.errors import RuleError
from infra.base.terminal_text import printable
from infra.monitors.canonical import CONFIG_FROM
from infra.provider import diagnostics
from infra.provider.monitor_state import Properties, changed_fields, document_of

if TYPE_CHECKING:
    from infra.monitors.summary import MonitorSummary
    from infra.provider.monitor_planning import MonitorPlan
    from infra.sentry.replies import LiveMonitor


def show_plan(
    plan: MonitorPlan,
    olds: Properties,
    news: Properties,
    read: Callable[[LiveMonitor, Properties], Properties],
    page: Callable[[str], str],
) -> None:
    """Show what a plan takes over and changes, and who else changes the monitor.

    Args:
        plan: what was decided.
        olds: what the state has of the monitor; empty where it has nothing.
        news: what it will have.
        read: gives the properties of a live monitor.
        page: gives the web page of a monitor by its ID.
    """
    if plan.adopted:
        live = read(plan.adopted, news)
        diagnostics.note(adoption(plan.adopted["id"], page(plan.adopted["id"]), live, news))
    elif said := change(olds, news) if olds else "":
        diagnostics.note(f"monitor {news['key']} changes: {said}")
    if news.get("overwritten") and not leaves_config(news):
        diagnostics.warn(overwriting(news))


def adoption(id_: str, page: str, live: Properties, news: Properties) -> str:
    """Say that an entry takes over a live monitor, and what that changes of it."""
    changes = [
        f"\n    {field}: {printable(old)} => {printable(new)}"
        for field, old, new in _differences(live, news)
    ]
    if not changes and changed_fields(live, news):
        changes = ["\n    what pulumi preview --diff shows"]
    outcome = "it will change:" + "".join(changes) if changes else "it stays as it is"
    return f"{news['name']!r} adopts the monitor {id_} that is there already, {page}; {outcome}"


def change(olds: Properties, news: Properties) -> str:
    """Say which fields of a monitor change from what to what; nothing where none does."""
    changed = changed_fields(olds, news)
    said = [f"{field} {old!r} -> {new!r}" for field, old, new in _differences(olds, news)]
    said += [
        f"{key} {olds.get(key)!r} -> {news.get(key)!r}" for key in changed if key != "document"
    ]
    return "; ".join(said) or ("document, see pulumi preview --diff" if changed else "")


def overwriting(news: Properties) -> str:
    """Say that a cron monitor's own check-ins overwrite what its entry declares."""
    return (
        f"monitor {news['key']}: its check-ins carry a configuration of their own "
        "(monitor_config), which overwrites the schedule, grace and thresholds at each run, and "
        "every pulumi up puts the entry's back.\n  Next: remove it from the job's code; or write "
        "'configFrom: checkIns' into the entry, which leaves these to the job"
    )


def leaves_config(props: Properties) -> bool:
    """Tell whether an entry leaves its cron monitor's configuration to the check-ins."""
    return CONFIG_FROM in document_of(props)


def expect_kept(kept: Properties, declared: Properties, page: str) -> None:
    """See to it that Sentry has kept what it was sent; warn where it watches, or does not, instead.

    The state keeps what it does, so that the next preview shows it as a change.

    Args:
        kept: the monitor as it was read back.
        declared: its properties.
        page: the monitor's web page.

    Raises:
        RuleError: it kept something else.
    """
    live, meant = document_of(kept), document_of(declared)
    if live["enabled"] != meant["enabled"]:
        said = _without_a_seat(page) if meant["enabled"] else _still_enabled(page)
        diagnostics.warn(f"monitor {declared['key']}: {said}")
        live = live | {"enabled": meant["enabled"]}
    if live == meant:
        return
    differences = [*_differences(kept | {"document": live}, declared)]
    field, old, new = differences[0] if differences else ("document", live, meant)
    raise RuleError(
        f"Sentry took monitor {declared['name']!r} but kept another {field}: {old!r} instead of "
        f"{new!r}",
        f"compare it with the monitor's page, {page}; then run the same command again",
    )


def _without_a_seat(page: str) -> str:
    return (
        "Sentry has made it and left it disabled, as the plan has no seat for it: nothing is "
        f"watched, {page}\n  Next: disable or delete another monitor, or raise the pay-as-you-go "
        "budget (Sentry: Settings, Subscription), then run pulumi up; or write 'enabled: false' "
        "into the entry"
    )


def _still_enabled(page: str) -> str:
    return f"it is still enabled, {page}\n  Next: run pulumi up, which disables it"


def farewells(
    deployed: Iterable[Mapping[str, Any]],
    declared: Collection[str],
    names: Collection[tuple[str, str]],
) -> Iterator[str]:
    """Say what becomes of each monitor that is no longer declared.

    Args:
        deployed: the stack output `monitors` of the last update.
        declared: the keys of the monitors that are declared now.
        names: their projects and names; one that only got another key stays.
    """
    for row in deployed:
        if row["key"] not in declared and (row["project"], row["name"]) not in names:
            outcome = {
                "delete": "is deleted ('onRemove: keep' would have left it alone)",
                "keep": "is left alone ('onRemove: delete' would have deleted it)",
            }[row["on_remove"]]
            monitor = f"monitor {row['id']}, {row['url']}, {outcome}"
            yield f"{row['name']!r} is no longer declared: {monitor}"


def _differences(olds: Properties, news: Properties) -> Iterator[tuple[str, str, str]]:
    """Give each field of the table's words that differs, with its old and new words."""
    if document_of(olds) == document_of(news):
        return
    try:
        old, new = summary_of(olds), summary_of(news)
    except (AttributeError, KeyError, TypeError, ValueError):  # no words for what Sentry has
        return
    for field, before, after in zip(new._fields, old, new, strict=True):
        if before != after:
            yield field, str(before), str(after)


def summary_of(props: Properties) -> MonitorSummary:
    """Return the table's words for the document in a monitor's properties."""
    # It loads the kinds of monitors, for which a provider that changes nothing has no use.
    from infra.monitors.summary import summarise  # noqa: PLC0415

    return summarise(document_of(props), props.get("names", {}))
