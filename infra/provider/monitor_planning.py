"""Decides what becomes of one monitor, before anything is said or written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from infra.base.errors import ForbiddenError, RuleError, SecretError
from infra.monitors.canonical import canonical, take_check_in_config
from infra.monitors.check_ins import watched_by
from infra.monitors.secrets import conceal, fill_secrets
from infra.provider import diagnostics
from infra.provider.claims import CLAIM, read_claim
from infra.provider.monitor_state import FACTS, KEPT, Properties, document_of
from infra.rules.canonical import Document
from infra.rules.placeholders import fill_ids
from infra.rules.recipients import Recipient, names_of

if TYPE_CHECKING:
    from infra.base.secret import Secret
    from infra.sentry.inventory import Inventory
    from infra.sentry.monitor_inventory import MonitorInventory
    from infra.sentry.replies import LiveMonitor


class MonitorPlan(NamedTuple):
    """What becomes of a monitor.

    Attributes:
        document: canonical, as Sentry shall have it; secrets as the paths that they are at.
        adopted: the live monitor that the entry takes over now; None where it takes over none.
        kept: what else the state keeps, see `infra.provider.monitor_state`.
    """

    document: Document
    adopted: LiveMonitor | None
    kept: Properties


def plan_monitor(
    declared: Properties,
    sentry: Inventory,
    monitors: MonitorInventory,
    olds: Properties,
    claims: Callable[[], Collection[str]],
) -> MonitorPlan:
    """Decide which document Sentry is sent for a monitor, and which live one it takes over.

    Args:
        declared: the monitor, as the program hands it over (`infra.program.resources`).
        sentry: what the organization has, to find its owner.
        monitors: what it has of monitors.
        olds: what the state has of the monitor; empty where it has nothing.
        claims: gives the IDs of the monitors that entries name.

    Raises:
        RuleError: this monitor cannot be applied as it is written.
        ServiceError: Sentry could not be asked, which concerns every monitor.
    """
    ids = {who: sentry.identifier(who) for who in (Recipient(*r) for r in declared["recipients"])}
    sent: Document = fill_ids(declared["document"], ids)
    _expect_project(declared["project"], monitors)
    # The engine plans a monitor that it replaces again, without its state.
    stays = olds.get("type") == declared["type"]
    live = None if stays else _live(declared, monitors, claims)
    adopts = live["id"] if live else olds.get("adopts") if stays else None
    kept: Properties = {
        "organization": declared["organization"],
        "project": declared["project"],
        "name": declared["name"],
        "type": declared["type"],
        "key": declared["key"],
        "on_remove": declared["on_remove"] or ("keep" if adopts else "delete"),
        "names": names_of(ids),
    }
    kept |= {"adopts": adopts} if adopts else {}
    known = {key: olds[key] for key in FACTS if key in olds and stays}
    kept |= facts_of(live) if live else known or _expected_facts(sent)
    if claim := declared.get("monitor"):
        kept[CLAIM] = read_claim("monitor", claim, monitors)
    document = canonical(sent, sent)
    if live or stays:
        before = _document_of(live, document) if live else document_of(olds)
        document = take_check_in_config(document, before)
    return MonitorPlan(document, live, kept)


def read_monitor(
    live: LiveMonitor, kept: Properties, secret_at: Callable[[str], Secret]
) -> Properties:
    """Return the properties of a live monitor as the state keeps them.

    Args:
        live: what Sentry has.
        kept: what the state has of it.
        secret_at: gives what the vault has at a path.
    """
    declared = document_of(kept)
    document = conceal(
        _document_of(live, declared), declared, lambda path, value: _is_at(secret_at, path, value)
    )
    said = {key: kept[key] for key in KEPT if key in kept}
    return said | {"document": document} | facts_of(live)


def _document_of(live: LiveMonitor, declared: Document) -> Document:
    with known_shape(live):
        return canonical(live, declared)


@contextlib.contextmanager
def known_shape(live: LiveMonitor) -> Iterator[None]:
    """Turn what fails on parts of a live monitor that its API document does not promise.

    Raises:
        RuleError: it has such parts.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError):
        raise RuleError(
            f"Sentry replies monitor {live['id']} in a shape that this program does not know",
            "look at the monitor's page; if nothing is odd about it, upgrade this program",
        ) from None


def facts_of(live: LiveMonitor) -> Properties:
    """Return what Sentry has decided of a cron monitor; nothing for other kinds."""
    found = watched_by(live)
    if "slug" not in found:
        return {}
    return {"slug": found["slug"], "overwritten": bool(found.get("isUpserting"))}


def body_of(props: Properties, secret_at: Callable[[str], Secret]) -> Document:
    """Return what Sentry is sent of a planned monitor, with its secrets.

    Raises:
        SecretError: the vault does not give one.
    """
    return fill_secrets(document_of(props), lambda path: secret_at(path).get_secret_value())


def _expected_facts(document: Document) -> Properties:
    """Return what Sentry will have decided of a monitor to be made, as far as its entry says."""
    slug = next((source["slug"] for source in document["dataSources"] if source.get("slug")), None)
    return {"slug": slug, "overwritten": False} if slug else {}


def expect_monitor(claim: str, declared: Properties, monitors: MonitorInventory) -> LiveMonitor:
    """Return the monitor that an entry names by its ID.

    Raises:
        RuleError: the project has no such monitor, or it is of another kind.
    """
    organization, project = monitors.organization, declared["project"]
    found = monitors.monitor(claim, project)
    if found is None:
        raise RuleError(
            f"monitor: Sentry organization {organization} has no monitor {claim}: it was deleted, "
            "or is another organization's",
            "correct the ID, or remove 'monitor' from the entry: then the monitor of the entry's "
            "name is adopted, or one is made",
        )
    if claim not in monitors.of_project(project):
        raise RuleError(
            f"monitor: monitor {claim} is of another project than {project}, and Sentry moves none",
            "write the project of the monitor into the entry",
        )
    if found["type"] != declared["type"]:
        raise RuleError(
            f"monitor: monitor {claim} is of type {found['type']}, and the entry's is "
            f"{declared['type']}; Sentry changes no monitor's type",
            "declare it as what it is, or remove 'monitor' from the entry",
        )
    return found


def _expect_project(project: str, monitors: MonitorInventory) -> None:
    """See to it that a project's monitors can be listed.

    Raises:
        RuleError: there is no such project, or the token may not see it.
    """
    try:
        monitors.of_project(project)
    except ForbiddenError as error:  # of this project; those of other monitors may be seen
        raise RuleError(error.message, error.next_step) from None


def _live(
    declared: Properties, monitors: MonitorInventory, claims: Callable[[], Collection[str]]
) -> LiveMonitor | None:
    """Return the monitor that an entry without state takes over; None where one is to be made."""
    project, kind, name = declared["project"], declared["type"], declared["name"]
    if declared.get("monitor"):
        return expect_monitor(
            read_claim("monitor", declared["monitor"], monitors), declared, monitors
        )
    if not declared.get("shares_name"):
        return monitors.namesake(project, kind, name, claims())
    found = monitors.namesakes(project, kind, name, claims())
    lines = "".join(f"\n    {live['id']}  {monitors.url(live['id'])}" for live in found)
    told = f"; those that no entry names are:{lines}" if lines else ", and Sentry has none for it"
    raise RuleError(
        f"several monitors of this stack are named {name!r}, so nothing tells which one is "
        f"that of {declared['key']}{told}",
        f"write 'monitor: {found[0]['id']}', or the ID of another, into the entry"
        if found
        else "give the monitor another name, under which it is made",
    )


def _is_at(secret_at: Callable[[str], Secret], path: str, value: str) -> bool:
    """Tell whether the vault has this value at a path; where it cannot be asked, say that it has.

    A monitor whose secret cannot be compared now must still be refreshed.
    """
    try:
        return secret_at(path).get_secret_value() == value
    except SecretError as error:
        diagnostics.warn(f"whether Sentry still has the secret at {path} cannot be said: {error}")
        return True
