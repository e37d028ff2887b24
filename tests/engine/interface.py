"""What an engine is to tests and the demo, whichever way the program is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol


class Outcome(NamedTuple):
    """How a command ended.

    Attributes:
        exit_code: 0 in order, 7 where no changes were expected and some are proposed, else failed.
        output: all that a person would have seen.
    """

    exit_code: int
    output: str


class Engine(Protocol):
    """Runs the unmodified program on one stack of its own."""

    name: str
    stack_file: Path
    """The stack's config as this engine reads it."""

    def preview(self, *, expect_no_changes: bool = False, diff: bool = False) -> Outcome:
        """Show what `up` would do."""

    def up(self) -> Outcome:
        """Make it so."""

    def refresh(self) -> Outcome:
        """Bring the state up to what is live."""

    def destroy(self) -> Outcome:
        """Delete everything the stack has."""

    def outputs(self) -> dict[str, Any]:
        """Return the stack outputs."""

    def state(self) -> dict[str, Any]:
        """Return the stack's state in the form of `pulumi stack export`."""

    def restore(self, state: dict[str, Any]) -> None:
        """Replace the state by one in that form; nothing live is touched."""

    def forget(self) -> None:
        """Empty the state, as the loss of its file would; nothing live is touched."""
