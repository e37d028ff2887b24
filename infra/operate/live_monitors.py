"""The entry that a stack needs for a live monitor, and what a person should know of it.

What an entry says is decided in `infra.monitors.to_entry`; here its project and names are chosen.
"""

from __future__ import annotations

from collections.abc import Collection

from infra.base.errors import RuleError
from infra.base.terminal_text import printable
from infra.monitors.canonical import CONFIG_FROM, canonical
from infra.monitors.check_ins import watched_by
from infra.monitors.hidden_texts import PLACEHOLDER, has_hidden
from infra.monitors.secrets import HIDDEN_PART, conceal
from infra.monitors.to_entry import to_entry
from infra.operate.live_entries import Written
from infra.provider.monitor_planning import known_shape
from infra.rules.recipients import Names, Recipient
from infra.rules.to_entry import is_owner
from infra.sentry.inventory import Inventory
from infra.sentry.replies import LiveMonitor


def write_monitor_entry(
    live: LiveMonitor,
    project: str,
    home: str,
    taken: Collection[str],
    sentry: Inventory,
    key: str = "",
    *,
    by_id: bool,
) -> Written:
    """Return the entry that declares a live monitor just as it is, without its secrets.

    Args:
        live: the monitor.
        project: slug of its project.
        home: slug of the stack's project, which an entry need not name.
        taken: the keys that other monitors of the stack have.
        sentry: what the organization has.
        key: the entry's own, which none may have taken; else it is derived from the name.
        by_id: the entry says the monitor's ID.

    Raises:
        RuleError: Sentry replies it in a shape that this program does not know.
    """
    notes: list[str] = []
    also = {
        **({"key": key} if key else {}),
        **({"monitor": live["id"]} if by_id or live["name"] != live["name"].strip() else {}),
        **({} if project == home else {"project": project}),
    }
    with known_shape(live):
        document = conceal(canonical(live), None, lambda *_: False)
        if watched_by(live).get("isUpserting"):
            document[CONFIG_FROM] = "checkIns"
            notes.append(
                "configFrom: checkIns: its job's own check-ins set the schedule and thresholds; "
                "without this each pulumi up puts the entry's back"
            )
        names = _owner_of(str(document.get("owner") or ""), sentry, notes)
        entry = to_entry(document, names, taken, **also)
        if has_hidden(document):
            notes.append(_hidden(document["dataSources"]))
    return Written(entry, notes)


def is_hidden(notes: Collection[str]) -> bool:
    """Tell whether an entry waits for texts that a person must put into the vault."""
    return any(PLACEHOLDER in note for note in notes)


def _hidden(sources: list[dict[str, object]]) -> str:
    if any(HIDDEN_PART in str(source.get("url")) for source in sources):
        return (
            "its URL has a user and a password, which the entry says as the header Authorization, "
            f"so preview will change it: put 'Basic …' into the vault, and its path in place of "
            f"{PLACEHOLDER}"
        )
    return (
        "it sends texts that may be secret, and are not shown: put each into the vault as Sentry "
        f"has it, and its path in place of {PLACEHOLDER}"
    )


def _owner_of(owner: str, sentry: Inventory, notes: list[str]) -> Names:
    """Return the owner's name, if a preview finds the same owner by it."""
    kind, _, identifier = owner.partition(":")
    if kind not in ("user", "team"):
        return {}
    names = sentry.members.names_of([(kind, identifier)])
    try:
        if is_owner(owner, names):
            found = sentry.identifier(Recipient(kind, names[f"{kind} {identifier}"]))
            if found == identifier:
                return names
        reason = f"Sentry does not say who {printable(owner)} is"
    except RuleError as error:
        reason = error.message
    notes.append(f"owner: left out, and stays as it is: {reason}")
    return {}
