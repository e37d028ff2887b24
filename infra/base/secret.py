"""A secret value as the program passes it around; printing it shows nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A secret text: printing it, or an exception that shows it, shows stars.

    pydantic's `SecretStr` would do, and takes 60 ms to load in a process that needs nothing else
    of pydantic (the provider's; 2.14.3, 2026-11).
    """

    _value: str

    def get_secret_value(self) -> str:
        """Return the text, to send it or to compare it."""
        return self._value

    def __repr__(self) -> str:
        """Show only whether there is something."""
        return f"Secret({str(self)!r})"

    def __str__(self) -> str:
        """Return stars, or nothing if there is nothing."""
        return "**********" if self._value else ""
