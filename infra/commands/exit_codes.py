"""The exit codes of the commands, and which of them an error has."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from infra.base.errors import (
    AlertsError,
    CheckError,
    ForbiddenError,
    RuleError,
    SecretError,
    ServiceError,
    UnauthorizedError,
)


class Exit(enum.IntEnum):
    """The exit codes, the same for every command; docs/operations.md lists them."""

    IN_ORDER = 0
    WRONG = 1
    """Something is wrong with what is watched: missing, drifted, unset, firing."""
    USAGE = 2
    """The command line or the stack config is wrong."""
    UNAVAILABLE = 3
    """A service could not be asked."""
    UNAUTHORISED = 4
    """A token is missing, refused, or lacks a right."""


def exit_code(error: AlertsError) -> Exit:
    """Return the exit code that tells a script what kind of error it was."""
    match error:
        case SecretError(vault_failed=True):
            return Exit.UNAVAILABLE
        case SecretError() | UnauthorizedError() | ForbiddenError():
            return Exit.UNAUTHORISED
        case ServiceError():
            return Exit.UNAVAILABLE
        case RuleError() | CheckError():
            return Exit.WRONG
        case _:
            return Exit.USAGE


def worst(errors: Iterable[AlertsError], *, wrong: bool) -> Exit:
    """Return the most important exit code of several findings.

    A known fault comes before anything that could not be checked, and a refused token before a
    service that is down: only the service recovers by itself.
    """
    codes = [exit_code(error) for error in errors]
    return Exit.WRONG if wrong else max(codes, default=Exit.IN_ORDER)
