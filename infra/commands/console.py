"""How a command speaks: data to stdout, words to stderr, and what its exit code means."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click
from rich.console import Console

from infra.base.errors import (
    AlertsError,
    CheckError,
    ForbiddenError,
    RuleError,
    SecretError,
    ServiceError,
    UnauthorizedError,
)

_PIPE = 1000  # columns


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
    """Return the most telling exit code of several findings.

    What is known to be wrong comes before what could not be found out, and of that a refused token
    before a service that is down: it does not come back by itself.
    """
    codes = [exit_code(error) for error in errors]
    return Exit.WRONG if wrong else max(codes, default=Exit.IN_ORDER)


def data() -> Console:
    """Return the console on stdout; it colours on a terminal only, and heeds NO_COLOR.

    A table that goes to a file or a pipe is as wide as it needs to be.
    """
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE)


def words() -> Console:
    """Return the console on stderr."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell the person something; markup in foreign text is shown, not obeyed."""
    words().print(text, markup=False)


def waiting(text: str) -> AbstractContextManager[object]:
    """Show on a terminal that something takes its time."""
    console = words()
    return console.status(text) if console.is_terminal else nullcontext()


def show_json(value: Any) -> None:
    """Print a value as JSON, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
