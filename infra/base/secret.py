"""A secret value as it is handed about within the program; printing it shows nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A secret text: what takes it apart to print it, or an exception that shows it, gets stars.

    pydantic's `SecretStr` would do, and takes 60 ms to load in a process that needs nothing else
    of pydantic (the provider's; 2.14.3, 2026-11).
    """

    _value: str

    def get_secret_value(self) -> str:
        """Return the text, to send it or to compare it."""
        return self._value

    def __repr__(self) -> str:
        """Show that something is there, or that nothing is."""
        return f"Secret({str(self)!r})"

    def __str__(self) -> str:
        """As `repr`, bare."""
        return "**********" if self._value else ""
