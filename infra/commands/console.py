"""How a command prints: data to stdout, messages to stderr."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import click
from rich.console import Console

_PIPE = 1000  # columns
_SOON = 1.0  # seconds


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
    """Print a message; markup in it is shown as text."""
    words().print(text, markup=False)


def waiting(text: str) -> AbstractContextManager[object]:
    """Show on a terminal that something takes a while."""
    console = words()
    return console.status(text) if console.is_terminal else nullcontext()


@contextmanager
def watching(text: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what takes longer than a second; give what changes the words."""
    console = words()
    if not console.is_terminal:
        yield lambda _: None
        return
    status = console.status(text)
    timer = threading.Timer(_SOON, status.start)
    timer.start()
    try:
        yield status.update
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def show_json(value: Any) -> None:
    """Print a value as JSON, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
