"""Writes alerts and monitors: none is made twice, and none is lost when an answer is.

Sentry allows any number of one name, and a run may be stopped at any instant, or race with another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from infra.base.errors import RuleError, ServiceError, UnavailableError

Thing = TypeVar("Thing", bound=Any)
"""An alert or a monitor, as Sentry replies it."""


class Writer(Generic[Thing]):
    """What one process writes of one kind of thing.

    Args:
        word: what the thing is called, `alert` or `monitor`.
        get: gives one by its ID, None if there is none.
        delete: deletes one.
        keep: remembers what one says now.
        warn: shows the person at the terminal what fails nothing, but should be looked at.
    """

    def __init__(
        self,
        word: str,
        get: Callable[[str], Thing | None],
        delete: Callable[[Thing], None],
        keep: Callable[[Thing], None],
        warn: Callable[[str], None],
    ) -> None:
        self._word = word
        self._get = get
        self._delete = delete
        self._keep = keep
        self._warn = warn
        self._lock = threading.Lock()
        self._taken: dict[str, str] = {}

    def create(
        self,
        post: Callable[[], Thing],
        of_name: Callable[[], Sequence[Thing]],
        update: Callable[[str], Thing],
    ) -> tuple[Thing, bool]:
        """Create a thing; return what Sentry has then, and whether it is this call's own.

        Of two runs that both found nothing and both created, the one whose thing has the higher
        ID sees both; it takes its own back and adopts the other's, so that one is left.

        Args:
            post: sends the request.
            of_name: asks Sentry for all things that are the same entry's.
            update: brings another run's, by its ID, to what this one says.
        """
        reply = post()
        made = reply["id"]
        try:
            found = of_name()
        except ServiceError as error:
            return self._trust_reply(reply, error), True
        first = min(found, key=lambda thing: int(thing["id"]), default=None)
        if first is None or int(first["id"]) >= int(made):
            mine = next((thing for thing in found if thing["id"] == made), None)
            return (self.remember(mine) if mine else self.read_back(reply)), True
        self._delete(reply)
        self._warn(
            f"{self._word} {first['id']} of the name {first['name']!r} was made by another run at "
            f"the same moment: it is adopted, and this run's own, {made}, is deleted again"
        )
        return update(first["id"]), False

    def made_after_all(self, error: ServiceError, namesake: Callable[[], Thing | None]) -> Thing:
        """Return the thing that a create made although its answer was lost.

        Args:
            error: what became of the create.
            namesake: asks Sentry for the one of the entry's name.

        Raises:
            ServiceError: `error` itself, where the create had no effect or none can be found out.
        """
        if isinstance(error, UnavailableError) and not error.outcome_unknown:
            raise error
        try:
            live = namesake()
        except ServiceError:
            error.also_try(
                f"the {self._word} may be there all the same; the next run finds it by its name"
            )
            raise error from None
        if live is None:
            raise error
        return live

    def read_back(self, reply: Thing) -> Thing:
        """Return what Sentry has after a write.

        Args:
            reply: its answer to the write.

        Raises:
            RuleError: it has no such thing.
        """
        try:
            live = self._get(reply["id"])
        except ServiceError as error:
            return self._trust_reply(reply, error)
        if live is None:
            raise RuleError(
                f"Sentry took {self._word} {reply['id']} and has no such {self._word} a moment "
                "later",
                f"look who or what else deletes {self._word}s of this project, then run this again",
            )
        return self.remember(live)

    def remember(self, thing: Thing) -> Thing:
        """Remember what a thing says now, and return it."""
        self._keep(thing)
        return thing

    def take(self, id_: str, key: str) -> None:
        """Note that the entry of this key has the thing, whichever entry had it before this run."""
        with self._lock:
            self._taken[id_] = key

    def is_taken_from(self, id_: str, key: str) -> bool:
        """Tell whether an entry of another key has taken the thing in this run."""
        with self._lock:
            return self._taken.get(id_, key) != key

    def _trust_reply(self, reply: Thing, error: ServiceError) -> Thing:
        """Take the reply's word for a thing that cannot be read: its ID must not be lost."""
        self._warn(
            f"{self._word} {reply['id']} was written and is recorded, but could not be read back, "
            f"so the next preview compares it: {error}"
        )
        return self.remember(reply)
