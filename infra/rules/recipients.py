"""Whom and what a rule names, and Sentry's IDs of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Recipient(NamedTuple):
    """Someone or something that a rule names, before Sentry's ID of it is known.

    `kind` is `user`, `team`, `sentry_app`, an integration's provider (`slack`), or what an
    integration holds (`slack channel`); the latter's integration is `of`.
    """

    kind: str
    name: str
    of: str = ""

    @property
    def label(self) -> str:
        """Its name, which for what an integration holds begins with the integration's."""
        return f"{self.of}: {self.name}" if self.of else self.name


Ids = Mapping[Recipient, str]
"""Sentry's ID of each recipient."""
Names = Mapping[str, str]
"""The other way round: `user 222`, `team 7` or `slack 55` to the recipient's label."""


def names_of(ids: Ids) -> dict[str, str]:
    """Return the names of what these IDs stand for."""
    return {f"{recipient.kind} {id_}": recipient.label for recipient, id_ in ids.items()}


def ids_of(recipients: Iterable[Recipient], names: Names) -> dict[Recipient, str]:
    """Return the ID of each recipient: the inverse of `names_of`.

    Raises:
        KeyError: `names` has no ID of one.
    """
    by_label = {
        (key.rpartition(" ")[0], label): key.rpartition(" ")[2] for key, label in names.items()
    }
    return {who: by_label[who.kind, who.label] for who in recipients}
