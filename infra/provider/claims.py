"""The alert or monitor that an entry names by its ID or its page, whatever its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from infra.base.errors import RuleError
from infra.sentry.page_urls import alert_page, monitor_page

if TYPE_CHECKING:
    from infra.provider.state import Properties

CLAIM = "claim"
"""The ID that the entry names, in the inputs."""

_PAGES = {"alert": ("an alert", alert_page), "monitor": ("a monitor", monitor_page)}


class Known(Protocol):
    """What an organization has of the thing, on which server."""

    server: str
    organization: str

    def url(self, _: str, /) -> str:
        """Return the web page of one by its ID."""


def read_claim(thing: Literal["alert", "monitor"], claim: str, known: Known) -> str:
    """Return the ID that an entry's `alert` or `monitor` says.

    Args:
        thing: the key.
        claim: an ID, or the address of a page.
        known: what the stack's organization has.

    Raises:
        RuleError: it is the address of a page of another organization or server.
    """
    if claim.isdecimal():
        return claim
    what, page_of = _PAGES[thing]
    page = page_of(claim, known.server)
    if page is None or page.organization != known.organization:
        raise RuleError(
            f"{thing}: {claim} is no page of {what} of organization {known.organization} on "
            f"{known.server}, which the stack is about",
            f"copy the address from there: {known.url('ID')}",
        )
    return page[1]


def another(
    thing: Literal["alert", "monitor"], entry: str, declared: Properties, id_: str
) -> RuleError:
    """Return what is wrong with an entry that names another one than it has.

    Args:
        thing: the key that names it.
        entry: what the entry is called.
        declared: the entry's inputs.
        id_: Sentry's, of what it has.
    """
    claim = declared[CLAIM]
    return RuleError(
        f"the entry says {thing}: {claim}, and {entry} has {thing} {id_} already",
        f"write '{thing}: {id_}', or remove '{thing}'; to manage {claim} instead, give the entry "
        "another key",
    )
