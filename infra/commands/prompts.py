"""How a command asks a person for a secret (without echo), a choice or a confirmation.

Without a terminal it asks nothing: a scheduler must not hang at a question.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from infra.base.errors import ConfigError
from infra.base.redaction import remember_secret
from infra.base.secret import Secret
from infra.commands.console import say
from infra.config.connections import Connections
from infra.operate.deployed import CheckedConfigVar
from infra.vault.vault import Vault

T = TypeVar("T")


class Asking(NamedTuple):
    """How the command line says that a person may be asked.

    Attributes:
        stdin: read the value from stdin, to its end.
        vault: read the value from this path in the vault; None for another source.
        yes: ask for no confirmation.
    """

    stdin: bool
    vault: str | None
    yes: bool

    def secret(self, what: str, connections: Connections) -> Secret:
        """Return a secret from the vault, from stdin, or from a prompt that shows nothing of it.

        Args:
            what: what it is, for the prompt.
            connections: where the vault is.

        Raises:
            ConfigError: there is nothing to read it from.
            SecretError: the vault could not be asked, or refused.
        """
        if self.vault:
            # A path is no name that an environment variable has, so the vault itself is asked.
            value = Vault({self.vault: self.vault}, connections.user_agent).require(self.vault)
        elif self.stdin:
            value = sys.stdin.read()
        elif sys.stdin.isatty():
            value = click.prompt(what, hide_input=True, err=True)
        else:
            raise ConfigError(
                f"there is no terminal to ask for {what} on",
                "pipe it in with --stdin, or name its place in the vault with --vault PATH",
            )
        remember_secret(value.strip())
        return Secret(value.strip())

    def confirm(self, question: str) -> None:
        """Go on only after a confirmation.

        Raises:
            ConfigError: there is no terminal to ask on, and no `--yes`.
            click.Abort: the answer is no.
        """
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise ConfigError(f"{question} There is no terminal to ask on", "add --yes if so")
        click.confirm(question, abort=True, err=True)


def asking_options(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command the options of `Asking`, as its one argument `asking`."""

    @click.option("--stdin", is_flag=True, help="Read the value from stdin; needs --yes.")
    @click.option("--vault", metavar="PATH", help="Read it from this path in the vault.")
    @click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
    @functools.wraps(command)
    def with_asking(*, stdin: bool, vault: str | None, yes: bool, **others: Any) -> T:
        if stdin and not yes:
            raise ConfigError("with --stdin nobody can be asked to confirm", "add --yes")
        if stdin and sys.stdin.isatty():
            raise ConfigError(
                "--stdin on a terminal would show what you type",
                "leave it out to be prompted without echo",
            )
        return command(asking=Asking(stdin, vault, yes), **others)

    return with_asking


def choose(checks: Sequence[CheckedConfigVar], word: str | None, stack: str) -> CheckedConfigVar:
    """Return the check that is meant, asked for where several could be.

    Args:
        checks: all of the stack.
        word: its app, its config var, both as `APP/CONFIG_VAR`, or the rule it guards.
        stack: the stack's name.

    Raises:
        ConfigError: none is meant, or several and there is no terminal to ask on.
    """
    names = {f"{check.app}/{check.config_var}": check for check in checks}
    meant = {
        name: check
        for name, check in names.items()
        if word in (None, name, check.app, check.config_var, check.guards)
    }
    if not meant:
        known = ", ".join(names) or "none"
        raise ConfigError(
            f"stack {stack} checks no config var {word or ''}; it checks: {known}",
            "name one of them",
        )
    if len(meant) > 1 and not sys.stdin.isatty():
        raise ConfigError(
            f"several config vars are checked: {', '.join(meant)}", "name one of them"
        )
    if len(meant) > 1:
        for number, name in enumerate(meant, start=1):
            say(f"  {number}  {name}")
        number = click.prompt("Which one", type=click.IntRange(1, len(meant)), err=True)
        return list(meant.values())[number - 1]
    return next(iter(meant.values()))
