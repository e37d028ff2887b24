"""How a command speaks: data to stdout, words to stderr, and what its exit code means."""

from __future__ import annotations

import enum
import json
from typing import Any

import click
from rich.console import Console

from infra.errors import (
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


def data() -> Console:
    """Return the console on stdout; it colours on a terminal only, and heeds NO_COLOR."""
    return Console(highlight=False, soft_wrap=True)


def words() -> Console:
    """Return the console on stderr."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell the person something; markup in foreign text is shown, not obeyed."""
    words().print(text, markup=False)


def show_json(value: Any) -> None:
    """Print a value as JSON, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
